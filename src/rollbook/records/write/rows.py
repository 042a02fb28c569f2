"""Many rows into one table with one statement, the same on both databases."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from rollbook.records.given import Given
from rollbook.records.looks import ACCOUNT
from rollbook.records.tables import users

USER = sa.bindparam("user", type_=sa.BigInteger)


class Insert:
    """`INSERT … SELECT … RETURNING` of any number of rows, composed once for a table and a dialect.

    With `conflict` (the columns of a unique key; `where` for a partial one) a row that meets an equal one is left
    out. The rows then go in in the order of that key, so that callers who bring the same rows wait for each other in
    one order and never in a circle.
    """

    def __init__(
        self,
        table: sa.Table,
        columns: Sequence[str],
        dialect: str,
        *,
        conflict: Sequence[str] = (),
        where: sa.TextClause | None = None,
        returning: Sequence[str] = (),
    ) -> None:
        self._given = Given([(name, table.c[name].type) for name in columns], dialect)
        self._places = [columns.index(name) for name in ("account_id", "user_id") if name in columns]
        source = self._given.source.c
        chosen = sa.select(*(source[name] for name in columns)).where(sa.true())
        if self._is_sent_home(dialect):
            of_account = [users.c.account_id if name == "account_id" else source[name] for name in columns]
            home = (users.c.account_id == ACCOUNT) & (users.c.id == USER)
            chosen = sa.select(*of_account).join_from(self._given.source, users, home)
        make = sqlite.insert if dialect == "sqlite" else postgresql.insert
        insert = make(table).from_select(list(columns), chosen.order_by(*(source[name] for name in conflict)))
        if conflict:
            insert = insert.on_conflict_do_nothing(index_elements=list(conflict), index_where=where)
        self._statement = insert.returning(*(table.c[name] for name in returning)) if returning else insert

    def run(self, connection: sa.Connection, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """Insert rows, each in the order of the columns; return what `returning` names of those that went in."""
        parameters = self._given.parameters(rows)
        if rows and self._is_sent_home(connection.dialect.name):
            parameters |= zip((ACCOUNT.key, USER.key), (rows[0][place] for place in self._places), strict=True)
        result = connection.execute(self._statement, parameters)
        return [tuple(row) for row in result] if result.returns_rows else []

    def _is_sent_home(self, dialect: str) -> bool:
        """Whether the rows are taken past a user of the account, the first row's.

        From what is asked of the account's own tables, Citus sees that one node does it all. Else it would read the
        rows on the coordinator, and send them on from there.
        """
        return dialect == "postgresql" and len(self._places) == 2


class Delete:
    """`DELETE … RETURNING id` of an account's rows by their ids, composed once for a table and a dialect.

    `only` narrows the rows: one that is not, or no longer, as it says is left alone.
    """

    def __init__(self, table: sa.Table, dialect: str, only: sa.ColumnElement[bool]) -> None:
        self._given = Given([("id", table.c.id.type)], dialect)
        self._account = sa.bindparam("account", type_=sa.BigInteger)
        self._statement = (
            table.delete()
            .where(table.c.account_id == self._account, only, table.c.id.in_(sa.select(self._given.source.c.id)))
            .returning(table.c.id)
        )

    def run(self, connection: sa.Connection, rows: Sequence[Sequence[Any]], *, account: int) -> list[tuple[Any, ...]]:
        """Delete the rows, each given as its id alone; return the ids of those that were there."""
        parameters = {**self._given.parameters(rows), self._account.key: account}
        return [tuple(row) for row in connection.execute(self._statement, parameters)]
