"""The journal of a call: what it inserts, changes and deletes, written with the call's record."""

import functools
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from rollbook.records.database.ids import new_ids
from rollbook.records.sql.statements import Insert
from rollbook.records.tables import calls, changes, users
from rollbook.records.tables.columns import UtcTime, key_names

Row = Mapping[Any, Any]
"""The values of a row by the names of its columns; those of its key are always among them."""
Place = tuple[str, str]
"""A table's name, and the key of a row in it as one text."""

UNRECORDED = {"account_id", "modified_at", "password_own"}
"""Columns that say nothing about a change: the change has an account and a time of its own."""
SECRET = {"password_hash", "key_hash", "token_hash"}
"""Columns of which is recorded whether there is a value, and whether it changed; never the value."""
COLUMNS = ("account_id", "id", "call_id", "changed_at", "table_name", "row_key", "user_id", "before", "after", "reason")


@dataclass(slots=True)
class RowChange:
    """What became of one row. A side is None where there was no such row before, or is none any more.

    `secrets` are columns whose value changed although both sides have the same flag for it.
    """

    before: dict[str, Any] | None
    after: dict[str, Any] | None
    user: int | None
    reason: str | None = None
    secrets: frozenset[str] = frozenset()

    @property
    def is_none(self) -> bool:
        """Whether the row is as it was: not there, or with the same values."""
        return self.before == self.after and not self.secrets

    def columns(self) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """Return both sides as they are kept: of a row that was changed only the columns that differ."""
        before, after = self.before, self.after
        if before is None or after is None:
            return before, after
        names = [name for name in after if before.get(name) != after[name] or name in self.secrets]
        return {name: before.get(name) for name in names}, {name: after[name] for name in names}


@dataclass(slots=True)
class Journal:
    """What one attempt of a call does to rows, in the order in which it first touches them.

    Several changes of one row are one: from what the row was to what it is in the end. `written` are the ids of new
    rows that name the call themselves, by table.
    """

    changes: dict[Place, RowChange] = field(default_factory=dict)
    written: dict[str, list[int]] = field(default_factory=dict)
    reason: str | None = None
    takes_back: int | None = None

    def write_own(self, table: sa.Table, numbers: Iterable[int]) -> None:
        """Note new rows that name the call themselves."""
        if found := list(numbers):
            self.written.setdefault(str(table.name), []).extend(found)

    def insert(self, table: sa.Table, rows: Iterable[Row]) -> None:
        """Note new rows, each with all its columns that have a value."""
        for row in rows:
            self._note(table, row, None, row)

    def update(self, table: sa.Table, was: Row, row: Row, reason: str | None = None) -> None:
        """Note what a row was and is; both have the same columns."""
        self._note(table, row, was, row, reason)

    def delete(self, table: sa.Table, rows: Iterable[Row]) -> None:
        """Note rows that are gone, each with all its columns."""
        for row in rows:
            self._note(table, row, row, None)

    def _note(self, table: sa.Table, row: Row, was: Row | None, now: Row | None, reason: str | None = None) -> None:
        place = (str(table.name), key_of(table, row))
        before = None if was is None else recorded(was)
        after = None if now is None else recorded(now)
        secrets = frozenset() if was is None or now is None else frozenset(_changed_secrets(was, now))
        noted = self.changes.get(place)
        if noted is None:
            self.changes[place] = RowChange(before, after, _user_of(table, row), reason, secrets)
            return
        noted.secrets |= secrets
        if noted.before is not None:
            noted.before = {**(before or {}), **noted.before}
        noted.after = after if after is None or noted.after is None else {**noted.after, **after}
        noted.reason = reason or noted.reason

    def written_bytes(self) -> bytes | None:
        """Return the ids of the rows that name the call as they are kept; None where there are none."""
        return zlib.compress(msgspec.json.encode(self.written), 1) if self.written else None

    def write(self, connection: sa.Connection, account: int, call: int, now: datetime) -> None:
        """Write what was noted, with one statement; the call's record is written already."""
        noted = [(place, change) for place, change in self.changes.items() if not change.is_none]
        if not noted:
            return
        rows = [
            (account, number, call, now, *place, change.user, *change.columns(), change.reason)
            for number, (place, change) in zip(new_ids(len(noted)), noted, strict=True)
        ]
        _insert(connection.dialect.name).run(connection, rows, home=call)


def key_of(table: sa.Table, row: Row) -> str:
    """Return the key of a row in its account: its id, or its ids joined by slashes."""
    return "/".join(str(row[name]) for name in key_names(table))


def _user_of(table: sa.Table, row: Row) -> int | None:
    return row["id"] if table is users else row.get("user_id")


def _changed_secrets(was: Row, now: Row) -> Iterator[str]:
    for name in SECRET & now.keys():
        if was.get(name) != now[name]:
            yield name


def recorded(row: Row) -> dict[str, Any]:
    """Return the values of a row as changes keep them."""
    return {
        str(name): (_flag(value) if name in SECRET else _plain(value))
        for name, value in row.items()
        if name not in UNRECORDED
    }


def restored(table: sa.Table, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a row from what changes keep of it; columns that are kept as flags alone are left out."""
    names = [name for name in document if name in table.c and name not in SECRET]
    return {name: _restored(table.c[name].type, document[name]) for name in names}


@functools.cache
def _insert(dialect: str) -> Insert:
    return Insert(changes, COLUMNS, dialect, home=calls)


def _flag(value: Any) -> bool | None:
    return None if value is None else True


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _restored(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UtcTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, sa.Date) else value
