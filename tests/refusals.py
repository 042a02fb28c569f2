"""A database that refuses a row for a reason of its own: a trigger, as an operator might have set it."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from rollbook.records.database.engine import Database

SQLITE = (
    """
CREATE TRIGGER refuse BEFORE {verb} ON {table} WHEN {row}.user_id = {user}
BEGIN SELECT RAISE(ABORT, 'not this one'); END
""",
)
POSTGRESQL = (
    "SET LOCAL citus.enable_unsafe_triggers = on",  # Citus fears for triggers that look at other rows; ours do not
    """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF {row}.user_id = {user} THEN RAISE EXCEPTION 'not this one'; END IF; RETURN {row}; END $$
""",
    "CREATE TRIGGER refuse BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()",
)


@contextmanager
def refusing(database: Database, table: sa.Table, user: int, verb: str = "INSERT") -> Iterator[None]:
    """Refuse every row of the user in the table, or with DELETE to let go of it, until the end of the block."""
    is_sqlite = database.dialect == "sqlite"
    what = {"table": table.name, "user": user, "verb": verb, "row": "OLD" if verb == "DELETE" else "NEW"}
    _run(database, [text.format_map(what) for text in (SQLITE if is_sqlite else POSTGRESQL)])
    try:
        yield
    finally:
        _run(database, ["DROP TRIGGER refuse"] if is_sqlite else ["DROP FUNCTION refuse CASCADE"])


def _run(database: Database, statements: list[str]) -> None:
    with database.writing() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
