"""Rows of a sheet that would be refused because of an earlier row, for methods that change one thing at a time."""

from collections.abc import Mapping
from typing import Any

from rollbook.api.nodes import parameters_of
from rollbook.contract.judge import fill
from rollbook.contract.method import Method
from rollbook.contract.nodes import find_child
from rollbook.contract.rows import Row, gather_row, read_row
from rollbook.contract.rules import Refuse
from rollbook.contract.tags import Texts, Unreadable
from rollbook.sheets.face import CallError


class Repeats:
    """Remembers what good rows have taken, by the rules that refuse what is there already."""

    def __init__(self, method: type[Method]) -> None:
        self._method = method
        self._rules = [
            rule for rule in method.rules if isinstance(rule, Refuse) and isinstance(rule.by, str) and rule.by
        ]
        self._seen: dict[str, set[Any]] = {}

    def find(self, content: Mapping[str, Any]) -> CallError | None:
        """Return the error of a row that repeats an earlier one; else remember it."""
        if not self._rules:
            return None
        texts, row = self._read(content)
        keys = [(rule, key) for rule in self._rules if row is not None and (key := _key_at(row, rule.by)) is not None]
        for rule, key in keys:
            if key in self._seen.get(rule.name, ()):
                return CallError(rule.error.code, fill(rule.error, 1, texts), "/" + str(rule.by).replace(".", "/"))
        for rule, key in keys:
            self._seen.setdefault(rule.name, set()).add(key)
        return None

    def _read(self, content: Mapping[str, Any]) -> tuple[Texts, Row | None]:
        container = find_child(parameters_of(self._method, content), self._method.container)
        assert container is not None  # noqa: S101  # it was made of the content
        texts = gather_row(self._method.row, container)
        try:
            return texts, read_row(self._method.row, texts)
        except Unreadable:
            return texts, None


def _key_at(row: Any, path: str | tuple[str, ...]) -> Any:
    """Return the key of the tag at a path; None where it was not filled."""
    *around, name = str(path).split(".")
    for part in around:
        row = getattr(row, part)
    value = getattr(row, name)
    return None if value is None else type(row).tags[name].key(value)
