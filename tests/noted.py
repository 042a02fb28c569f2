"""The statements of a call, and the plans that the database has for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlalchemy as sa

from rollbook.records.database.engine import Database

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}


class Statement(NamedTuple):
    """A statement with its parameters, as the driver gets them."""

    statement: str
    parameters: Any = None

    @property
    def is_of_rows(self) -> bool:
        """Whether it reads or writes rows, so that there is a plan for it."""
        return self.statement.split(maxsplit=1)[0] in {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}


@contextmanager
def noted(database: Database) -> Iterator[list[Statement]]:
    """Collect the statements that go to the database until the end of the block."""
    statements: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        statements.append(Statement(statement, parameters))

    sa.event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", note)


def plan_of(database: Database, statement: Statement) -> str:
    """The database's plan for the statement at this moment."""
    with database.reading() as connection:
        plan = connection.exec_driver_sql(EXPLAIN[database.dialect] + statement.statement, statement.parameters)
        return "\n".join(row[-1] for row in plan)


def kept(database: Database) -> list[str]:
    """The statements that are prepared on the connection that the database used last."""
    if database.dialect == "sqlite":
        return []
    with database.reading() as connection:
        return list(connection.exec_driver_sql("SELECT statement FROM pg_prepared_statements ORDER BY name").scalars())


def kept_plans(database: Database) -> list[str]:
    """The plans that are kept there, for any values."""
    if database.dialect == "sqlite":
        return []
    with database.reading() as connection:
        connection.exec_driver_sql("SET plan_cache_mode = force_generic_plan")
        asked = "SELECT name, cardinality(parameter_types) FROM pg_prepared_statements ORDER BY name"
        executed = (f"{name} ({', '.join(['NULL'] * size)})" for name, size in connection.exec_driver_sql(asked).all())
        plans = [connection.exec_driver_sql(f"EXPLAIN EXECUTE {each}").scalars().all() for each in executed]
        connection.exec_driver_sql("RESET plan_cache_mode")
        return ["\n".join(lines) for lines in plans]
