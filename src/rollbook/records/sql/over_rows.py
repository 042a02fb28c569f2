"""Statements over given rows, in one form for few of them and in another for many."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.records.database.prepared import may_prepare, prepared
from rollbook.records.sql.values import FEW, Column, ValuesTable


class OverRows:
    """A statement over given rows.

    If it finds each row by a whole key, it is prepared on PostgreSQL for a few of them: planning takes longer then than
    all the rest. With many rows, or without keys, it is planned for the rows that are given.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        dialect: str,
        compose: Callable[[ValuesTable], sa.Executable],
        *,
        is_by_key: bool,
    ) -> None:
        self._given = ValuesTable(columns, dialect)
        self._of_many = self._of_few = compose(self._given)
        if is_by_key and dialect == "postgresql":
            self._of_few = prepared(compose(ValuesTable(columns, dialect, few=True)))

    @property
    def columns(self) -> list[str]:
        """The names of the columns that come back."""
        assert isinstance(self._of_many, sa.Select)  # noqa: S101  # others are not asked
        return list(self._of_many.selected_columns.keys())

    def execute(
        self, connection: sa.Connection, rows: Sequence[Sequence[Any]], parameters: Mapping[str, Any]
    ) -> sa.CursorResult[Any]:
        """Execute the statement over rows, each in the order of the columns, with its other parameters."""
        statement = self._of_few if len(rows) <= FEW and may_prepare(connection) else self._of_many
        return connection.execute(statement, {**self._given.parameters(rows), **parameters})
