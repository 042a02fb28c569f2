"""Writes rows that say nothing but that one row is tied to others: a user to teams, a variant to courses."""

from collections.abc import Mapping

import sqlalchemy as sa

from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.sql.statements import Insert
from rollbook.records.sql.values import ValuesTable
from rollbook.records.write.blocks import WriteContext

ONE = sa.bindparam("one", type_=sa.BigInteger)


class Links:
    """Ties one row, whose id is in the column `of`, to several others, in two statements at most.

    `home` is the table of the one row, where it is not one by which Citus finds the account's node anyway.
    """

    def __init__(self, table: sa.Table, of: str, to: str, dialect: str, *, home: sa.Table | None = None) -> None:
        key = tuple(column.name for column in table.primary_key)
        self._table, self._columns = table, ("account_id", of, to)
        self._insert = Insert(table, self._columns, dialect, conflict=key, returning=self._columns, home=home)
        self._given = ValuesTable([("linked", sa.BigInteger())], dialect)
        own = (table.c.account_id == ACCOUNT, table.c[of] == ONE, self._given.among(table.c[to], "linked"))
        self._delete = table.delete().where(*own).returning(*table.c)

    def write(self, connection: sa.Connection, context: WriteContext, one: int, actions: Mapping[int, bool]) -> None:
        """Add what is to be added and is not there, remove what is to be removed and is there."""
        if added := [(context.account, one, linked) for linked, adds in actions.items() if adds]:
            made = self._insert.run(connection, added, home=one)
            context.journal.insert(self._table, (dict(zip(self._columns, row, strict=True)) for row in made))
        if removed := [(linked,) for linked, adds in actions.items() if not adds]:
            parameters = {**self._given.parameters(removed), ACCOUNT.key: context.account, ONE.key: one}
            context.journal.delete(self._table, connection.execute(self._delete, parameters).mappings())
