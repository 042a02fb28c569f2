"""Entries: the mappings of a world file, as classes whose annotations say how each key is read."""

import dataclasses
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

from rollbook.worlds.kinds import Kind, called
from rollbook.worlds.mistakes import BadValueError, Page, hint, shown
from rollbook.worlds.nodes import ListNode, MappingNode, Node, Scalar, is_absent

E = TypeVar("E", bound="Entry")


@typing.dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(dataclasses.field,))
def entry(of: type[E]) -> type[E]:
    """Make a class of entries: what is annotated with a Kind is a key of the file, needed if it has no default."""
    made = dataclass(slots=True, kw_only=True, eq=False)(of)
    hints = typing.get_type_hints(made, include_extras=True)
    made.kinds = {name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")}
    fields = {field.name: field for field in dataclasses.fields(made)}
    made.defaults = {name: _default_of(fields[name]) for name in made.kinds}
    made.needed = frozenset(
        name
        for name in made.kinds
        if fields[name].default is dataclasses.MISSING and fields[name].default_factory is dataclasses.MISSING
    )
    return made


def _default_of(field: dataclasses.Field[Any]) -> Any:
    return field.default if field.default_factory is dataclasses.MISSING else field.default_factory()


@entry
class Entry:
    """One mapping of a world file.

    A value that could not be read is None, whatever its type says, until the mistakes are raised; then the entry is
    gone. `row` is the id of its row, given when the world meets the database.
    """

    noun: ClassVar[str]
    kinds: ClassVar[Mapping[str, Kind]]
    defaults: ClassVar[Mapping[str, object]]
    needed: ClassVar[frozenset[str]]

    node: MappingNode
    row: int = 0

    def line(self, field: str = "") -> int:
        """Return the line of a field, or of the entry where the field is not given."""
        node = self.node.fields.get(field)
        return node.line if node is not None else self.node.line

    def says(self, field: str) -> bool:
        """Whether the field is given at all, be it readable or not."""
        return field in self.node.fields and not is_absent(self.node.fields[field])


@dataclass(frozen=True)
class Many:
    """A list of entries of one class; with `short`, one value alone stands for an entry of just that field."""

    of: type[Entry]
    short: str = ""

    def read(self, node: Node, page: Page, zone: ZoneInfo) -> list[Any]:
        """Return the entries that are what they should be."""
        if not isinstance(node, ListNode):
            raise BadValueError(f"must be a list, not {called(node)}", kept=[])
        entries = []
        for item in node.items:
            if isinstance(item, MappingNode):
                entries.append(read_entry(self.of, item, page, zone))
            elif self.short and isinstance(item, Scalar):
                entries.append(read_entry(self.of, MappingNode(item.line, {self.short: item}), page, zone))
            else:
                page.wrong(item.line, f"{self.of.noun} is written as a mapping, {{key: value}}, not as {called(item)}")
        return entries


@dataclass(frozen=True)
class Change:
    """A single entry."""

    of: type[Entry]

    def read(self, node: Node, page: Page, zone: ZoneInfo) -> Entry:
        """Return the entry."""
        if not isinstance(node, MappingNode):
            raise BadValueError(f"must be a mapping, not {called(node)}")
        return read_entry(self.of, node, page, zone)


def read_entry(of: type[E], node: MappingNode, page: Page, zone: ZoneInfo) -> E:
    """Return the entry that a mapping describes; what is not right is noted on the page."""
    kinds = of.kinds
    found: dict[str, Any] = {}
    for key, value in node.fields.items():
        if key not in kinds:
            page.wrong(
                value.line, f"{of.noun} has no key {shown(key)}{hint(key, kinds)}: it may have {', '.join(kinds)}"
            )
        elif not is_absent(value):
            found[key] = _read_value(key, kinds[key], value, page, zone)
    for key in sorted(of.needed - found.keys()):
        page.wrong(node.line, f"{of.noun} needs `{key}`")
        found[key] = None
    return of(node=node, **found)


def _read_value(key: str, kind: Kind, value: Node, page: Page, zone: ZoneInfo) -> Any:
    try:
        return kind.read(value, page, zone)
    except BadValueError as wrong:
        page.wrong(value.line, f"{key}: {wrong.sentence}")
        return wrong.kept
