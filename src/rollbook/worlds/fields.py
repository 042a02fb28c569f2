"""The kinds of field that entries have: how each is read, what it refers to, and how it is kept and shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from rollbook.contract.permissions import Permission
from rollbook.contract.tags import EmailAddress, Id, OneOf, Tag, Text, Whole
from rollbook.contract.text import is_fit, normal
from rollbook.records.write.upserts import Row
from rollbook.worlds.entries import KINDS, Entry, Field, Reader, called, items_of, parts_of
from rollbook.worlds.kinds import ApiKey, Day, Moment, words_of
from rollbook.worlds.mistakes import BadValueError, hint, shown
from rollbook.worlds.names import Names
from rollbook.worlds.nodes import MappingNode, Node, Scalar, is_absent
from rollbook.worlds.on_record import OnRecord
from rollbook.worlds.show import show_moment

IN_UTC = ZoneInfo("UTC")


class Value(Field):
    """One value, such as a tag of the contracts reads it.

    `once` demands that no two entries of a world have the same. `key` is the column that holds the form in which the
    tag looks values up.
    """

    def __init__(self, tag: Tag[Any], *, once: bool = False, key: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.tag = tag
        self.once = once
        self.key = key

    def read(self, node: Node, reader: Reader, entry: Entry) -> Any:
        """Return the value of the text; a malformed name is kept as it is, because what refers to it is right."""
        del entry
        if not isinstance(node, Scalar) or is_absent(node):
            raise BadValueError(f"must be one value, not {called(node)}")
        text = node.text if isinstance(self.tag, ApiKey) else normal(node.text)
        kept = text if isinstance(self.tag, Text | EmailAddress) else None
        if not is_fit(text):
            raise BadValueError("holds a control character that no record can keep", kept)
        try:
            value = self.tag.read(text)
            return self.tag.in_utc(value, reader.zone) if isinstance(self.tag, Moment) else value
        except BadValueError:
            raise
        except (ValueError, KeyError):
            sent = "the key" if isinstance(self.tag, ApiKey) else shown(text)
            close = hint(text, words_of(self.tag))
            raise BadValueError(f"{sent} is not valid: expected {self.tag.kind}{close}", kept) from None

    def put(self, value: Any, row: dict[str, Any]) -> None:
        """Put the value into its column, and its key into its own."""
        if self.column is not None:
            row[self.column] = value
        if self.key is not None:
            row[self.key] = self.tag.key(value)

    def found_in(self) -> str:
        """Return the column in which the value is looked up."""
        return self.key or str(self.column)

    def defaults(self) -> Row:
        """Return the defaults of both columns."""
        return {**super().defaults(), **({self.key: None} if self.key and not self.needed else {})}

    def show(self, row: sa.Row[Any], records: OnRecord) -> Any:
        """Return the value on record."""
        value = None if self.column is None else getattr(row, self.column)
        if isinstance(value, datetime) and isinstance(self.tag, Moment):
            return show_moment(value, records.zone if self.tag.local else IN_UTC)
        return value


class GivenId(Value):
    """The id of the entry's row, where a file says which it is. A dump does so if asked to; else ids are made anew."""

    def __init__(self) -> None:
        super().__init__(Id(), once=True, column=None)

    def found_in(self) -> str:
        """Return the column in which the value is looked up."""
        return "id"

    def show(self, row: sa.Row[Any], records: OnRecord) -> int | None:
        """Return the id, if it is to be shown."""
        return row.id if records.with_ids else None


class Listed(Field):
    """A list of values of one tag; `distinct` if it needs one, and none twice."""

    def __init__(self, tag: Tag[Any], *, distinct: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.of = Value(tag)
        self.distinct = distinct

    def read(self, node: Node, reader: Reader, entry: Entry) -> list[Any]:
        """Return the values that could be read."""
        items = items_of(node)
        if self.distinct and not items:
            raise BadValueError("needs a value")
        values = [value for item in items if (value := reader.value(self.of, item, entry)) is not None]
        if self.distinct and (twice := [value for place, value in enumerate(values) if value in values[:place]]):
            raise BadValueError(f"has {shown(twice[0])} twice")
        return values

    def put(self, value: Any, row: dict[str, Any]) -> None:
        """Put the list into its column."""
        row[str(self.column)] = value


class Codes(Listed):
    """A list of the codes of group permissions, kept as their sum."""

    def __init__(self) -> None:
        super().__init__(OneOf(*Permission.__members__), default=0)

    def put(self, value: Any, row: dict[str, Any]) -> None:
        """Put the sum into its column."""
        row[str(self.column)] = sum({Permission[code] for code in value})

    def show(self, row: sa.Row[Any], records: OnRecord) -> list[str]:
        """Return the codes."""
        held = super().show(row, records)
        return [name for name, code in Permission.__members__.items() if code.value & held]


class To(Field):
    """What another entry is called, kept as the id of its row."""

    def __init__(self, kind: str, **options: Any) -> None:
        super().__init__(**options)
        self.kind = kind

    def read(self, node: Node, reader: Reader, entry: Entry) -> str:
        """Return the name."""
        del reader, entry
        if not isinstance(node, Scalar):
            raise BadValueError(f"must be one value, not {called(node)}")
        return normal(node.text)

    def link(self, entry: Entry, names: Names) -> None:
        """Find the entry; None means one that is not in the file."""
        if (name := entry.given[self.name]) is not None:
            entry.given[self.name] = names.find(KINDS[self.kind], name, entry.line(self.name))

    def put(self, value: Any, row: dict[str, Any]) -> None:
        """Put the id of the entry into the column."""
        if self.column is not None:
            row[self.column] = value.row

    def show(self, row: sa.Row[Any], records: OnRecord) -> Any:
        """Return what the row is called."""
        return records.called(KINDS[self.kind], super().show(row, records))


class Listing(Field):
    """A list of what other entries are called, each kept with its line: part of a document, as ids."""

    def __init__(self, kind: str) -> None:
        super().__init__(default=())
        self.of = To(kind)
        self.kind = kind

    def read(self, node: Node, reader: Reader, entry: Entry) -> list[Scalar]:
        """Return the names."""
        return [item for item in items_of(node) if reader.value(self.of, item, entry) and isinstance(item, Scalar)]

    def found(self, value: list[Scalar], names: Names) -> list[Entry]:
        """Return the entries that are in the file."""
        entries = (names.find(KINDS[self.kind], normal(item.text), item.line) for item in value)
        return [entry for entry in entries if entry is not None]


class Document(Field):
    """A mapping of parts that are kept together, by their names."""

    def __init__(self, noun: str, parts: Mapping[str, Field]) -> None:
        super().__init__(default={})
        self.noun = noun
        self.parts = parts

    def read(self, node: Node, reader: Reader, entry: Entry) -> dict[str, Any]:
        """Return the parts that are given."""
        read: dict[str, Any] = {}
        for name, part in parts_of(node).items():
            if name not in self.parts:
                reader.unknown(self.noun, name, part, self.parts)
            else:
                read[name] = reader.value(self.parts[name], part, entry, name)
        return read

    def link(self, entry: Entry, names: Names) -> None:
        """Find the entries that parts name."""
        given = entry.given[self.name] or {}
        for name, value in given.items():
            part = self.parts[name]
            if isinstance(part, Listing) and value is not None:
                given[name] = part.found(value, names)

    def put(self, value: Any, row: dict[str, Any]) -> None:
        """Put the document into its column."""
        row[str(self.column)] = {
            name: [entry.row for entry in part] if isinstance(self.parts[name], Listing) else part
            for name, part in value.items()
        }

    def show(self, row: sa.Row[Any], records: OnRecord) -> dict[str, Any]:
        """Return the parts on record, in the order in which they are declared."""
        document = super().show(row, records)
        return {
            name: [records.called(KINDS[part.kind], each) for each in document[name]]
            if isinstance(part, Listing)
            else document[name]
            for name, part in self.parts.items()
            if name in document
        }


DAYS, DAY = Value(Whole(1, 36_500)), Value(Day())


class Lasting(Field):
    """How long an enrolment in a variant lasts: without an end, so many days, or from one day to another."""

    EXAMPLES = "write unlimited, {days: 90} or {start: 2026-01-01, end: 2026-12-31}"

    def read(self, node: Node, reader: Reader, entry: Entry) -> Row:
        """Return the columns."""
        row: dict[str, Any] = dict.fromkeys(("duration_days", "start_date", "end_date"))
        if isinstance(node, Scalar) and node.text == "unlimited":
            return {**row, "duration_type": "unlimited"}
        parts = node.fields if isinstance(node, MappingNode) else {}
        if set(parts) == {"days"}:
            days = DAYS.read(parts["days"], reader, entry)
            return {**row, "duration_type": "days", "duration_days": days}
        if set(parts) == {"start", "end"}:
            start, end = (DAY.read(parts[name], reader, entry) for name in ("start", "end"))
            if end < start:
                raise BadValueError(f"ends on {end}, before it starts on {start}")
            return {**row, "duration_type": "dates", "start_date": start, "end_date": end}
        raise BadValueError(f"is no duration: {self.EXAMPLES}")

    def put(self, value: Any, row: dict[str, Any]) -> None:
        """Put the columns into the row."""
        row.update(value)

    def show(self, row: sa.Row[Any], records: OnRecord) -> Any:
        """Return it as one of the three."""
        del records
        if row.duration_type == "days":
            return {"days": row.duration_days}
        return {"start": row.start_date, "end": row.end_date} if row.duration_type == "dates" else "unlimited"


class Single(Field):
    """A single entry."""

    def __init__(self, kind: str) -> None:
        super().__init__(column=None, needed=True)
        self.kind = kind

    def read(self, node: Node, reader: Reader, entry: Entry) -> Entry | None:
        """Return the entry."""
        if not isinstance(node, MappingNode):
            raise BadValueError(f"must be a mapping, {{key: value}}, not {called(node)}")
        return reader.entry(KINDS[self.kind], node, entry)


class Many(Field):
    """A list of entries of one kind; with `short`, one value alone is short for an entry of just that field.

    `long` entries are dumped with a line for each field.
    """

    def __init__(self, kind: str, *, short: str = "", long: bool = False) -> None:
        super().__init__(column=None, default=())
        self.kind = kind
        self.short = short
        self.long = long

    def read(self, node: Node, reader: Reader, entry: Entry) -> list[Entry]:
        """Return the entries that are what they should be."""
        read = (reader.entry(KINDS[self.kind], item, entry, self.short) for item in items_of(node))
        return [each for each in read if each is not None]

    def show(self, row: sa.Row[Any], records: OnRecord) -> list[Any]:
        """Return the entries that are on record under the row."""
        return self.shown(records.under(KINDS[self.kind], row.id), records)

    def shown(self, rows: Sequence[sa.Row[Any]], records: OnRecord) -> list[Any]:
        """Return the entries of rows."""
        entries = (records.entry(KINDS[self.kind], row) for row in rows)
        return [entry[self.short] if list(entry) == [self.short] else entry for entry in entries]


class Mapped(Field):
    """A mapping from what other entries are called to values: entries of a kind with the two fields `name`, `value`."""

    def __init__(self, kind: str) -> None:
        super().__init__(column=None, default=())
        self.kind = kind

    def read(self, node: Node, reader: Reader, entry: Entry) -> list[Entry]:
        """Return an entry for each name that has a value."""
        kind, entries = KINDS[self.kind], []
        for name, part in parts_of(node).items():
            each: Entry = kind(MappingNode(part.line, {"name": Scalar(part.line, name, plain=True)}), entry)
            value = reader.value(kind.fields["value"], part, entry, name)
            if value is not None:
                each.given.update(name=normal(name), value=value)
                reader.every.of(kind).append(each)
                entries.append(each)
        return entries
