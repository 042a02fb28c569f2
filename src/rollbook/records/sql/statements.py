"""Many rows into one table with one statement, the same on both databases."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.sql.over_rows import OverRows
from rollbook.records.sql.values import ValuesTable
from rollbook.records.tables import groups, users
from rollbook.records.tables.columns import key_names

HOME = sa.bindparam("home", type_=sa.BigInteger)
HOMES: tuple[tuple[str, sa.Table | None], ...] = (("user_id", users), ("group_id", groups))


class Home:
    """The one node of Citus that has the account of given rows, found by a row of the account that is on record.

    It is that of the first row's user, or else of its group; or the one of `table` that is named when the rows are
    written. From a question to the account's own tables Citus sees that one node does it all. Else it would read the
    rows on the coordinator, and send them on from there.
    """

    def __init__(self, columns: Sequence[str], dialect: str, table: sa.Table | None = None) -> None:
        choices = [("", table)] if table is not None else [each for each in HOMES if each[0] in columns]
        column, self._table = choices[0] if choices and dialect == "postgresql" else ("", None)
        self._places = [columns.index(name) for name in ("account_id", column) if name in columns]

    def select(self, given: ValuesTable, columns: Sequence[str]) -> sa.Select[Any]:
        """Select the given rows, where there is a home to send them to past its row."""
        source, home = given.source.c, self._table
        if home is None:
            return sa.select(*(source[name] for name in columns)).where(sa.true())  # SQLite needs a WHERE before ON
        own = (home.c.account_id if name == "account_id" else source[name] for name in columns)
        return sa.select(*own).join_from(given.source, home, (home.c.account_id == ACCOUNT) & (home.c.id == HOME))

    def parameters(self, row: Sequence[Any], number: int | None = None) -> dict[str, Any]:
        """Return the parameters that name the home of rows: of the first of them, or the number that is given."""
        if self._table is None:
            return {}
        account, *own = (row[place] for place in self._places)
        return {ACCOUNT.key: account, HOME.key: own[0] if number is None else number}


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
        home: sa.Table | None = None,
    ) -> None:
        self.table, self._columns = table, columns
        self._home = Home(columns, dialect, home)
        self._conflict, self._where, self._returning = conflict, where, returning
        self._make = sqlite.insert if dialect == "sqlite" else postgresql.insert
        types = [(name, table.c[name].type) for name in columns]
        self._statement = OverRows(types, dialect, self._compose, is_by_key=True)

    def _compose(self, given: ValuesTable) -> sa.Executable:
        source, chosen = given.source.c, self._home.select(given, self._columns)
        in_order = chosen.order_by(*(source[name] for name in self._conflict))
        insert = self._make(self.table).from_select(list(self._columns), in_order)
        if self._conflict:
            insert = insert.on_conflict_do_nothing(index_elements=list(self._conflict), index_where=self._where)
        return insert.returning(*(self.table.c[name] for name in self._returning)) if self._returning else insert

    def run(
        self, connection: sa.Connection, rows: Sequence[Sequence[Any]], home: int | None = None
    ) -> list[tuple[Any, ...]]:
        """Insert rows, each in the order of the columns; return what `returning` names of those that went in.

        With a table as their home, `home` is the id of a row in it.
        """
        result = self._statement.execute(connection, rows, self._home.parameters(rows[0], home) if rows else {})
        return [tuple(row) for row in result] if result.returns_rows else []


class Delete:
    """`DELETE … RETURNING *` of an account's rows by their keys, composed once for a table and a dialect.

    `only` narrows the rows: one that is not, or no longer, as it says is left alone.
    """

    def __init__(self, table: sa.Table, dialect: str, only: sa.ColumnElement[bool] | None = None) -> None:
        names = key_names(table)
        self._given = ValuesTable([(name, table.c[name].type) for name in names], dialect)
        self._account = sa.bindparam("account", type_=sa.BigInteger)
        own = [table.c.account_id == self._account, *([] if only is None else [only])]
        if len(names) == 1:
            own.append(self._given.among(table.c[names[0]], names[0]))
        else:
            given = sa.select(*(self._given.source.c[name] for name in names))
            own.append(sa.tuple_(*(table.c[name] for name in names)).in_(given))
        self._statement = table.delete().where(*own).returning(*table.c)

    def run(self, connection: sa.Connection, rows: Sequence[Sequence[Any]], *, account: int) -> Sequence[sa.RowMapping]:
        """Delete the rows, each given as its key without the account; return those that were there, whole."""
        parameters = {**self._given.parameters(rows), self._account.key: account}
        return connection.execute(self._statement, parameters).mappings().all()
