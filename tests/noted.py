"""What a call asks of the database, and how the database means to go about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlalchemy as sa

from rollbook.records.database.engine import Database

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}


class ReportContext(NamedTuple):
    """A statement with its parameters, as the driver gets them."""

    statement: str
    parameters: Any = None

    @property
    def is_of_rows(self) -> bool:
        """Whether it reads or writes rows, so that there is a plan for it."""
        return self.statement.split(maxsplit=1)[0] in {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}


@contextmanager
def noted(database: Database) -> Iterator[list[ReportContext]]:
    """Collect the statements that go to the database until the end of the block."""
    asked: list[ReportContext] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append(ReportContext(statement, parameters))

    sa.event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", note)


def plan_of(database: Database, asked: ReportContext) -> str:
    """How the database would carry the statement out now."""
    with database.reading() as connection:
        plan = connection.exec_driver_sql(EXPLAIN[database.dialect] + asked.statement, asked.parameters)
        return "\n".join(row[-1] for row in plan)
