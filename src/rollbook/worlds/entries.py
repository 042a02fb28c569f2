"""Entries: the mappings of a world file, read by the fields that their classes declare."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from rollbook.records.write.upserts import Row, Upsert
from rollbook.worlds.mistakes import BadValueError, Page, hint, shown
from rollbook.worlds.nodes import ListNode, MappingNode, Node, Scalar, is_absent

if TYPE_CHECKING:
    from rollbook.worlds.names import Names
    from rollbook.worlds.on_record import OnRecord


class Field:
    """A key of an entry, with its place on record: what a file may say there, and how it is kept and shown.

    `needed` fields must be given. A field that is left out of a new entry has its default. `column` is the field's own
    name where nothing else is said, and None for what is not kept in a column of the entry's row.
    """

    once: bool = False
    key: str | None = None

    def __init__(self, *, column: str | None = "", needed: bool = False, default: Any = None) -> None:
        self.name = ""
        self.column = column
        self.needed = needed
        self.default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        if self.column == "":
            self.column = name

    def __get__(self, entry: "Entry | None", owner: type) -> Any:
        """Give the field of a class, or the value of an entry: None for one that is needed or could not be read."""
        return self if entry is None else entry.given.get(self.name, self.default)

    def read(self, node: Node, reader: "Reader", entry: "Entry") -> Any:
        """Return the value; raise BadValueError, or note mistakes inside a collection, each on its line."""
        raise NotImplementedError

    def link(self, entry: "Entry", names: "Names") -> None:
        """Put what the value refers to in the place of what the file calls it."""

    def put(self, value: Any, row: dict[str, Any]) -> None:
        """Put the value into the columns of a row."""

    def defaults(self) -> Row:
        """Return the columns that a file may leave out, with the values they then have in a new row."""
        return {} if self.needed or self.column is None else {self.column: self.default}

    def show(self, row: sa.Row[Any], records: "OnRecord") -> Any:
        """Return what a file says for a row on record; None where there is nothing to say."""
        del records
        return None if self.column is None else getattr(row, self.column)


class Kind(type):
    """Makes classes of entries: gathers their fields, and keeps their instances small."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> Any:
        """Return the class."""
        inherited = bases[0].fields if bases else {}  # type: ignore[attr-defined]  # all bases are entries
        own = {key: field for key, field in body.items() if isinstance(field, Field)}
        made = super().__new__(cls, name, bases, {"__slots__": (), **body, "fields": {**inherited, **own}})
        KINDS[name] = made
        return made


KINDS: dict[str, Any] = {}
"""Every kind of entry by the name of its class, so that kinds may refer to each other."""


class Entry(metaclass=Kind):
    """One mapping of a world file. A subclass declares a kind of thing, whole: its attributes are its fields.

    `row` is the id of its row, given when the world meets the database. `around` is the entry it is written in.
    """

    noun: ClassVar[str]
    upsert: ClassVar[Upsert | None] = None
    """Where its rows are kept."""
    parent: ClassVar[str] = ""
    """The column that holds the id of the entry around it."""
    called: ClassVar[tuple[str, ...]] = ()
    """The fields that others may name it by, the first first."""
    alike: ClassVar[str] = ""
    """The field by which an entry that may have an id is found without one."""
    linked: ClassVar[str] = ""
    """The field that says what the entry around is tied to by this one; twice is a mistake."""
    fields: ClassVar[Mapping[str, Field]]

    __slots__ = ("around", "given", "node", "row")

    def __init__(self, node: MappingNode, around: "Entry | None" = None) -> None:
        self.node = node
        self.around: Any = around
        self.given: dict[str, Any] = {}
        self.row = 0

    @classmethod
    def table(cls) -> sa.Table:
        """Return the table of its rows."""
        assert cls.upsert is not None  # noqa: S101  # asked only of entries that are kept in rows
        return cls.upsert.table

    def line(self, field: str = "") -> int:
        """Return the line of a field, or of the entry where the field is not given."""
        node = self.node.fields.get(field)
        return node.line if node is not None else self.node.line

    def text(self, field: str) -> str:
        """Return a field as it is written."""
        node = self.node.fields.get(field)
        return node.text if isinstance(node, Scalar) else ""

    def columns(self) -> dict[str, Any]:
        """Return the columns that the entry says something of."""
        row: dict[str, Any] = {}
        for name, value in self.given.items():
            self.fields[name].put(value, row)
        return row

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield its rows, one for most: the columns that it says something of."""
        yield self.columns()

    @classmethod
    def derived(cls, row: Row) -> Row:
        """Add to a whole row what follows from its columns."""
        return row

    @classmethod
    def computed(cls, row: sa.Row[Any], records: "OnRecord") -> Mapping[str, Any]:
        """Return the fields whose values on record are in no column of their own."""
        del row, records
        return {}


E = TypeVar("E", bound=Entry)


class Every:
    """All entries of a world, by their kinds, in the order of the file."""

    def __init__(self) -> None:
        self._by_kind: dict[type[Entry], list[Any]] = defaultdict(list)

    def of(self, kind: type[E]) -> list[E]:
        """Return those of a kind; to add one, append it."""
        return self._by_kind[kind]

    def kinds(self) -> Iterator[tuple[type[Entry], list[Any]]]:
        """Yield each kind that there is, with its entries."""
        yield from list(self._by_kind.items())


class Reader:
    """Reads nodes into entries and values; what is not right is noted on the page. `zone` is the account's."""

    def __init__(self, page: Page, zone: ZoneInfo) -> None:
        self.page = page
        self.zone = zone
        self.every = Every()

    def entry(self, kind: type[E], node: Node, around: Entry | None = None, short: str = "") -> E | None:
        """Return the entry that a mapping describes; with `short`, one value is an entry of just that field."""
        if short and isinstance(node, Scalar):
            node = MappingNode(node.line, {short: node})
        if not isinstance(node, MappingNode):
            one = "one value or a mapping" if short else "a mapping"
            self.page.wrong(node.line, f"{kind.noun} is written as {one}, {{key: value}}, not as {called(node)}")
            return None
        entry = kind(node, around)
        self.every.of(kind).append(entry)
        for key, value in node.fields.items():
            if key not in kind.fields:
                self.unknown(kind.noun, key, value, kind.fields)
            elif not is_absent(value):
                entry.given[key] = self.value(kind.fields[key], value, entry, key)
        for key, field in kind.fields.items():
            if field.needed and key not in entry.given:
                self.page.wrong(node.line, f"{kind.noun} needs `{key}`")
        return entry

    def value(self, field: Field, node: Node, entry: Entry, key: str = "") -> Any:
        """Return the value of a field, or of an item of one; its substitute where it cannot be read."""
        try:
            return field.read(node, self, entry)
        except BadValueError as wrong:
            self.page.wrong(node.line, f"{key}: {wrong}" if key else str(wrong))
            return wrong.kept

    def unknown(self, noun: str, key: str, node: Node, fields: Mapping[str, Field]) -> None:
        """Note a key that is none of the fields."""
        self.page.wrong(
            node.line, f"{noun} has no key {shown(key)}{hint(key, fields)}: it may have {', '.join(fields)}"
        )


def called(node: Node) -> str:
    """Return what a sentence calls a node that is not of the kind wanted."""
    if isinstance(node, Scalar):
        return "nothing" if is_absent(node) else shown(node.text)
    return "a list" if isinstance(node, ListNode) else "a mapping"


def items_of(node: Node) -> list[Node]:
    """Return the items of a list; raise BadValueError if it is none."""
    if not isinstance(node, ListNode):
        raise BadValueError(f"must be a list, not {called(node)}", kept=[])
    return node.items


def parts_of(node: Node) -> dict[str, Node]:
    """Return what a mapping says something about; raise BadValueError if it is none."""
    if not isinstance(node, MappingNode):
        raise BadValueError(f"must be a mapping, {{key: value}}, not {called(node)}", kept={})
    return {key: part for key, part in node.fields.items() if not is_absent(part)}
