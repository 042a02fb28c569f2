"""Undoes changes of rows: each row that is as the call left it goes back, every other is kept, with the reason."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from rollbook.contract.permissions import Role
from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.sql.joins import InTurn
from rollbook.records.sql.statements import Delete
from rollbook.records.sql.values import ValuesTable
from rollbook.records.tables import changes, group_variants, groups, memberships, metadata, users
from rollbook.records.tables.columns import key_names
from rollbook.records.write.blocks import WriteContext
from rollbook.records.write.journal import SECRET, key_of, recorded, restored
from rollbook.records.write.roles import columns_with_role, end_access, has_other_owner
from rollbook.records.write.upserts import Upsert

CREDITS = group_variants.name
COUNTED = {"credits", "given"}
"""What is added up: others may have taken and given some since, and what the call did goes all the same."""
CHANGED = "it was changed since"
GONE = "it was deleted since"
NEEDED = "other rows refer to it"
TAKEN = "it is there again, its value is taken, or what it refers to is gone"
SPENT = "the credits were used since"
OF_OWNERS = "only an owner gives and takes roles"
OWNERLESS = "the account would have no other active owner"
OUTSIDE = "it is outside what can be taken back"

Row = dict[str, Any]
RowChange = sa.Row[Any]
"""A row of `changes`."""


class Undo:
    """Undoes what is given, and keeps count: `done` rows, and `kept` ones each with Table, RowID and Why."""

    def __init__(self, connection: sa.Connection, context: WriteContext) -> None:
        self.connection = connection
        self.context = context
        self.done = 0
        self.kept: list[dict[str, str]] = []
        self.users: set[int] = set()
        self.groups: set[int] = set()
        self._new_roles: list[tuple[Row, Role]] = []

    def remove_written(self, table_name: str, numbers: Sequence[int]) -> Sequence[sa.RowMapping]:
        """Delete rows that name the call themselves; return those that were deleted."""
        table = metadata.tables[table_name]
        there = self._find(table, [str(number) for number in numbers])
        first = self._first_values(table, list(there))
        same = []
        for number in map(str, numbers):
            row = there.get(number)
            if row is None:
                self._keep(table, number, GONE)
            elif any(recorded(row)[name] != value for name, value in first.get(number, {}).items()):
                self._keep(table, number, CHANGED)
            else:
                same.append((row["id"],))
        delete = Delete(table, self.connection.dialect.name)
        gone = delete.run(self.connection, same, account=self.context.account) if same else []
        self._note(table, gone)
        self.context.journal.delete(table, gone)
        return gone

    def revert(self, noted: Sequence[RowChange]) -> None:
        """Undo changes in the order in which they are given, those of one kind in one table together."""
        for (table_name, was_new, is_gone), some in groupby(noted, _kind_of):
            table = metadata.tables.get(table_name)
            each = list(some)
            if table is None or next(iter(table.primary_key)).name != "account_id":
                for change in each:
                    self.kept.append({"Table": table_name, "RowID": change.row_key, "Why": OUTSIDE})
            elif was_new:
                self._delete(table, each)
            elif is_gone and any(not table.c[name].nullable for name in SECRET & set(table.c.keys())):
                for change in each:
                    self._keep(table, change.row_key, OUTSIDE)
            elif is_gone:
                self._insert(table, each)
            else:
                self._restore(table, each)

    def end_access(self) -> None:
        """End what others may hold of users who have a higher role again; last, for keys may return or go before."""
        for was, role in self._new_roles:
            end_access(self.connection, self.context.journal, was, role, self.context.now)

    def _delete(self, table: sa.Table, noted: Sequence[RowChange]) -> None:
        """Delete rows that the call inserted."""
        there = self._find(table, [change.row_key for change in noted])
        rows = self._unchanged(table, noted, there)
        self._try(table, rows, lambda some: self._delete_rows(table, some), NEEDED, self.context.journal.delete)

    def _delete_rows(self, table: sa.Table, rows: Sequence[Row]) -> None:
        keys = [[row[name] for name in key_names(table)] for row in rows]
        Delete(table, self.connection.dialect.name).run(self.connection, keys, account=self.context.account)

    def _insert(self, table: sa.Table, noted: Sequence[RowChange]) -> None:
        """Insert rows that the call deleted, as they were."""
        now = {"modified_at": self.context.now} if "modified_at" in table.c else {}
        rows = [{"account_id": self.context.account, **restored(table, change.before), **now} for change in noted]
        self._try(
            table,
            rows,
            lambda some: self.connection.execute(table.insert(), list(some)),
            TAKEN,
            self.context.journal.insert,
        )

    def _restore(self, table: sa.Table, noted: Sequence[RowChange]) -> None:
        """Give changed rows their old values back; of credits, what was taken returns, or what was given goes."""
        there = self._find(table, [change.row_key for change in noted])
        now = {"modified_at": self.context.now} if "modified_at" in table.c else {}
        by_key = {change.row_key: change for change in noted}
        rows = []
        for row in self._unchanged(table, noted, there):
            change = by_key[key_of(table, row)]
            back = restored(table, change.before)
            for name in COUNTED & back.keys() if table is group_variants else ():
                back[name] = row[name] + change.before[name] - change.after[name]
            if why := self._stays(row, back):
                self._keep(table, change.row_key, why)
            else:
                if "role" in back:
                    self._new_roles.append((row, Role(back["role"])))
                    back |= columns_with_role(row, Role(back["role"]))
                rows.append({**row, **back, **now})
        upsert = Upsert(table, key=tuple(column.name for column in table.primary_key), kept=())

        def note(table: sa.Table, done: Iterable[Row]) -> None:
            for row in done:
                self.context.journal.update(table, there[key_of(table, row)], row)

        self._try(table, rows, lambda some: upsert.run(self.connection, upsert.in_order(some)), TAKEN, note)

    def _stays(self, row: Row, back: Row) -> str | None:
        """Return why a row stays as it is although it is as the call left it; None where it goes back."""
        if not back:
            return OUTSIDE
        if back.get("credits", 0) < 0:
            return SPENT
        if "role" not in back:
            return None
        if self.context.role is not Role.OWNER:
            return OF_OWNERS
        is_last = row["role"] == Role.OWNER and not has_other_owner(self.connection, self.context.account, row["id"])
        return OWNERLESS if is_last else None

    def _unchanged(self, table: sa.Table, noted: Sequence[RowChange], there: Mapping[str, Row]) -> list[Row]:
        """Return the rows that are as the call left them; keep the others."""
        rows = []
        for change in noted:
            row = there.get(change.row_key)
            if row is None:
                self._keep(table, change.row_key, GONE)
                continue
            is_now = recorded(row)
            counted = COUNTED if table is group_variants and change.before is not None else set()
            counted = counted | SECRET if change.before is not None else counted
            if any(is_now.get(name) != value for name, value in change.after.items() if name not in counted):
                self._keep(table, change.row_key, CHANGED)
            else:
                rows.append(row)
        return rows

    def _try(
        self,
        table: sa.Table,
        rows: Sequence[Row],
        write: Callable[[Sequence[Row]], object],
        why: str,
        note: Callable[[sa.Table, Iterable[Row]], None],
    ) -> None:
        """Write what the database takes; halve what it refuses until the single rows are found, and keep these."""
        if not rows:
            return
        try:
            with self.connection.begin_nested():
                write(rows)
        except sa.exc.IntegrityError:
            if len(rows) == 1:
                self._keep(table, key_of(table, rows[0]), why)
                return
            half = len(rows) // 2
            for part in (rows[:half], rows[half:]):
                self._try(table, part, write, why, note)
        else:
            note(table, rows)
            self._note(table, rows)

    def _keep(self, table: sa.Table, key: str, why: str) -> None:
        self.kept.append({"Table": table.name, "RowID": key, "Why": why})

    def _note(self, table: sa.Table, rows: Sequence[Mapping[Any, Any]]) -> None:
        """Count the rows; note whose rules are to be judged afterwards."""
        self.done += len(rows)
        for row in rows:
            if table is users or table is memberships:
                self.users.add(row["id"] if table is users else row["user_id"])
            if table is groups or table is memberships:
                self.groups.add(row["id"] if table is groups else row["group_id"])

    def _find(self, table: sa.Table, keys: Sequence[str]) -> dict[str, Row]:
        """Return the rows that have these keys, by key; they stay as they are until the call has ended."""
        names = key_names(table)
        given = ValuesTable([(name, table.c[name].type) for name in names], self.connection.dialect.name)
        same = sa.and_(table.c.account_id == ACCOUNT, *(table.c[name] == given.source.c[name] for name in names))
        found = sa.select(*table.c).select_from(InTurn(given.source, table, same))
        statement = found.order_by(*(table.c[name] for name in names)).with_for_update(of=table)
        parameters = given.parameters([_key_values(table, key) for key in keys])
        rows = self.connection.execute(statement, {**parameters, ACCOUNT.key: self.context.account}).mappings()
        return {key_of(table, row): dict(row) for row in rows}

    def _first_values(self, table: sa.Table, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return what changed columns were before the first change, by row: a row with these again is as it was."""
        given = ValuesTable([("row_key", sa.Text())], self.connection.dialect.name)
        own = (changes.c.account_id == ACCOUNT) & (changes.c.table_name == table.name)
        same = own & (changes.c.row_key == given.source.c.row_key)
        statement = sa.select(changes.c.row_key, changes.c.before).select_from(InTurn(given.source, changes, same))
        parameters = {**given.parameters([(key,) for key in keys]), ACCOUNT.key: self.context.account}
        first: dict[str, dict[str, Any]] = {}
        for row_key, before in self.connection.execute(statement.order_by(changes.c.id.desc()), parameters):
            first[row_key] = {**first.get(row_key, {}), **(before or {})}
        return first


def _kind_of(change: RowChange) -> tuple[str, bool, bool]:
    return change.table_name, change.before is None, change.after is None


def _key_values(table: sa.Table, key: str) -> list[Any]:
    """Return the values of a key that was joined by slashes; only the last may be a text, with slashes of its own."""
    names = key_names(table)
    parts = key.split("/", len(names) - 1)
    texts = {name for name in names if isinstance(table.c[name].type, sa.Text)}
    return [part if name in texts else int(part) for name, part in zip(names, parts, strict=True)]
