"""All codes with their conditions: what a page about one code says."""

from collections.abc import Iterator
from typing import NamedTuple

from rollbook.api.statuses import OF_JSON
from rollbook.contract.errors import SU_TABLE, Error
from rollbook.contract.method import Method
from rollbook.methods import METHODS
from rollbook.reference.verdicts import verdicts

DENIED = "the caller may use the method nowhere"


class Entry(NamedTuple):
    """One condition that a code answers; the method is None where all share the code."""

    method: str | None
    condition: str
    text: str
    source: str


def entries() -> dict[str, list[Entry]]:
    """Return the conditions of every code."""
    found: dict[str, list[Entry]] = {}
    for error in (*SU_TABLE, *OF_JSON):
        found.setdefault(error.code, []).append(_entry(None, error, error.when))
    for method in METHODS.values():
        for condition, error in of_method(method):
            entry = _entry(method.wire_name(), error, condition)
            if entry not in found.setdefault(error.code, []):
                found[error.code].append(entry)
    return found


def of_method(method: type[Method]) -> Iterator[tuple[str, Error]]:
    """Give the conditions of a method's own errors, in the order of judgement."""
    yield DENIED, method.denied
    yield from ((each.condition.replace("`", ""), each.error) for each in verdicts(method))


def _entry(method: str | None, error: Error, condition: str) -> Entry:
    return Entry(method, condition, error.text, error.source.value)
