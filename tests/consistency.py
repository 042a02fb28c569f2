"""Whether the books balance: what calls say they have recorded is on record, and nothing else."""

import functools

import sqlalchemy as sa

from rollbook.records.database.engine import Database
from rollbook.records.tables import calls
from rollbook.records.verify import checks_of_books, verify
from rollbook.records.verify.verify import all_checks

BOOKS = tuple(checks_of_books())
every_check = functools.cache(all_checks)
"""By dialect; to put two hundred statements together takes as long as to run them."""


def check_consistency(database: Database) -> dict[str, int]:
    """Check that calls and rows fit together; return what each call has recorded, by request id."""
    found = list(verify(database, BOOKS))
    assert found == [], found
    with database.reading() as connection:
        entries = connection.execute(sa.select(calls.c.request_id, calls.c.recorded)).all()
    assert len({call.request_id for call in entries}) == len(entries)
    return {call.request_id: call.recorded for call in entries}


def check_database(database: Database) -> None:
    """Check all that `rollbook verify` checks."""
    assert list(verify(database, every_check(database.dialect))) == []


def check_rows(database: Database) -> None:
    """Check all that `rollbook verify` checks of the rows; the schema, which no call changes, takes longer."""
    checks = [check for check in every_check(database.dialect) if check.kind != "schema"]
    assert list(verify(database, checks)) == []
