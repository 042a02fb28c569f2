"""A database with calls of every kind, damage that no code of ours would do, and what is then found."""

import sqlite3
from datetime import UTC, datetime

import psycopg
import pytest

from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.records.database.distribute import find_distributed
from rollbook.records.database.engine import Database
from rollbook.records.verify import verify
from rollbook.web.request import HttpRequest
from rollbook.worlds.load import load
from rollbook.xml.face import arrive
from tests import cast
from tests.answers import package
from tests.consistency import every_check
from tests.learning_module_calls import batch, enrollment_block, history_block
from tests.seed_calls import OLGA, session_package, variant_package

LENA = {"Email": cast.LENA.email}
NOOR = {"Email": None, "EmployeeID": cast.NOOR.employee_id}
PACKAGES = (
    session_package(OLGA, {}, LENA, NOOR),
    session_package(OLGA, {}),
    variant_package(OLGA, {"SubscriptionVariantID": cast.CREDITS_VARIANT}, LENA),
    batch("enrollLearningModules", OLGA, map(enrollment_block, [{}, LENA])),
    batch("enrollmentHistoryImport", OLGA, map(history_block, [{}, {"LearningModuleID": cast.SCORM_COURSE}])),
    package("listGroups", "<Group><Filters></Filters></Group>", OLGA),
    package("noSuchMethod", "<Group/>", OLGA),
)
"""One call after the other: of every kind that writes rows with its id, one refused, and two that write none."""

FOREIGN_KEYS_OFF = {"sqlite": "PRAGMA foreign_keys = OFF", "postgresql": "SET session_replication_role = replica"}


def call(database: Database, sent: str) -> None:
    """Make a call through the gate, in this process."""
    request = HttpRequest(
        method="POST",
        is_secure=True,
        headers={"content-type": "text/xml"},
        body=sent.encode(),
        remote_address="127.0.0.1",
        id="the-request",
        received_at=datetime.now(UTC),
    )
    Gate(database, Limits()).answer(arrive(request))


def fill(database: Database) -> Database:
    """Load two accounts, and make a call of every kind."""
    load(database, [cast.FINA_SHOES, cast.NEXT_DOOR_SHOES])
    for sent in PACKAGES:
        call(database, sent)
    return database


def damage(database: Database, *statements: str) -> None:
    """Change the database as no code of ours would.

    On Citus the test ends here: its nodes keep watch over foreign keys each for itself, and it changes no account_id.
    """
    with database.reading() as connection:
        if find_distributed(connection):
            pytest.skip("the rows of a cluster cannot be damaged from its coordinator")
    url = database.url.set(drivername=database.dialect).render_as_string(hide_password=False)
    if database.dialect == "sqlite":
        with sqlite3.connect(str(database.url.database)) as changing:
            for each in statements:
                changing.execute(each)
        changing.close()
        database.engine.dispose()  # its open connections still know the old schema
        return
    with psycopg.connect(url) as connection:
        for each in filter(None, statements):
            connection.execute(each.encode())


def wrong(database: Database) -> dict[str, int]:
    """What is found, with the number of rows."""
    return {finding.wrong: finding.count for finding in verify(database, every_check(database.dialect))}
