"""An account as it is on record: all its rows, and what they are called."""

import functools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.sql.find import find_all
from rollbook.worlds.entries import KINDS, Entry

Row = sa.Row[Any]


class OnRecord:
    """All rows of an account, and how they refer to each other. `with_ids` shows the ids that loading could make."""

    def __init__(self, connection: sa.Connection, account: Row, *, with_ids: bool = False) -> None:
        self.account = account
        self.with_ids = with_ids
        self.zone = ZoneInfo(account.timezone)
        kept = {kind.table().name: kind.table() for kind in KINDS.values() if kind.upsert is not None}
        self._rows = {
            name: find_all(connection, table, account.id)
            for name, table in kept.items()
            if table is not tables.accounts
        }

    def rows(self, kind: type[Entry]) -> Sequence[Row]:
        """Return all rows of a kind, in the order of their keys."""
        return self._rows[kind.table().name]

    @functools.cache  # noqa: B019  # an instance lives as long as one dump
    def _grouped(self, kind: type[Entry]) -> Mapping[int, Sequence[Row]]:
        groups: dict[int, list[Row]] = defaultdict(list)
        for row in self.rows(kind):
            groups[getattr(row, kind.parent)].append(row)
        return groups

    def under(self, kind: type[Entry], parent: int) -> Sequence[Row]:
        """Return the rows of a kind that are under a row of another."""
        return self._grouped(kind).get(parent, ())

    @functools.cache  # noqa: B019  # an instance lives as long as one dump
    def _called(self, kind: type[Entry]) -> Mapping[int, Any]:
        columns = [str(kind.fields[name].column) for name in kind.called]
        return {row.id: next(filter(None, (getattr(row, column) for column in columns))) for row in self.rows(kind)}

    def called(self, kind: type[Entry], number: int | None) -> Any:
        """Return what a row is called where another refers to it: of its names the first it has."""
        return None if number is None else self._called(kind)[number]

    @functools.cache  # noqa: B019  # an instance lives as long as one dump
    def _tied(self, kind: type[Entry], column: str) -> frozenset[tuple[int, int]]:
        rows = (row for row in self.rows(kind) if not row._mapping.get("removed"))
        return frozenset((getattr(row, kind.parent), getattr(row, column)) for row in rows)

    def is_tied(self, kind: type[Entry], parent: int, number: int) -> bool:
        """Whether a row of a kind ties the two, and has not been removed."""
        return (parent, number) in self._tied(kind, str(kind.fields[kind.linked].column))

    def entry(self, kind: type[Entry], row: Row) -> dict[str, Any]:
        """Return what a file says for a row: all but what goes without saying, which is nothing and defaults."""
        computed = kind.computed(row, self)
        said: dict[str, Any] = {}
        for name, field in kind.fields.items():
            value = computed[name] if name in computed else field.show(row, self)
            if value is not None and value != field.default and (value or not isinstance(value, list | dict)):
                said[name] = value
        return said
