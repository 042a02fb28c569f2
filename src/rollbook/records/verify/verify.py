"""Verifies a database, check by check. Whatever the number of rows, it is the database that compares them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from rollbook.records.database.engine import Database
from rollbook.records.database.progress import Progress, silent
from rollbook.records.sql.find import snapshot
from rollbook.records.verify.consistency import checks_of_books
from rollbook.records.verify.declared import checks_of_tables
from rollbook.records.verify.findings import Check, Finding
from rollbook.records.verify.live_schema import checks_of_schema

ROWS_SHOWN = 20
WHOLE_TABLES = {
    # Calls forbid these plans (see the engine); they are the right ones for whole tables.
    **dict.fromkeys(("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_material"), "on"),
    # The tables are read, not their indexes: an index may be what is wrong.
    **dict.fromkeys(("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan"), "off"),
    "cursor_tuple_fraction": "1",  # what is read in portions is read to the end
}


def verify(
    database: Database,
    checks: Sequence[Check] | None = None,
    *,
    limit: int = ROWS_SHOWN,
    progress: Progress = silent,
) -> Iterator[Finding]:
    """Make all checks, or these; give what is wrong, each finding with the first `limit` rows.

    The database must have the current schema. Calls may come in meanwhile: each check sees one moment. It changes
    nothing.
    """
    if checks is None:
        checks = all_checks(database.dialect)
    for done, check in enumerate(checks):
        progress(done, len(checks), "checks")
        yield from _make(database, check, limit)
    progress(len(checks), len(checks), "checks")


def all_checks(dialect: str) -> list[Check]:
    """Return every check there is on a database of this kind, the most general ones first."""
    own = [Check("file", "the database file", _find_damage)] if dialect == "sqlite" else []
    return [*own, *checks_of_schema(dialect), *checks_of_tables(dialect), *checks_of_books()]


def _make(database: Database, check: Check, limit: int) -> list[Finding]:
    """Make a check; that it cannot be made, as where a table is missing or damaged, is a finding too."""
    try:
        with _whole_tables(database) as connection:
            return check.find(connection, limit)
    except (sa.exc.DBAPIError, ValueError) as error:
        if isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated:
            raise
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        return [Finding(check.kind, f"cannot be checked: {reason} ({check.wrong})")]


@contextmanager
def _whole_tables(database: Database) -> Iterator[sa.Connection]:
    with snapshot(database) as connection:
        if database.dialect == "postgresql":
            connection.execute(
                sa.select(*(sa.func.set_config(name, value, sa.true()) for name, value in WHOLE_TABLES.items()))
            )
        yield connection


def _find_damage(connection: sa.Connection, limit: int) -> list[Finding]:
    """SQLite's own check of pages, indexes and constraints."""
    said = connection.exec_driver_sql(f"PRAGMA integrity_check({limit:d})").scalars().all()
    return [Finding("file", f"the database file: {each}") for each in said if each != "ok"]
