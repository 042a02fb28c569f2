"""A call makes the same few statements, whatever the number of its blocks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

import pytest
import sqlalchemy as sa

from rollbook.gate.call import Answer, Limits, Request
from rollbook.gate.gate import Gate
from rollbook.records import tables
from rollbook.records.engine import Database
from rollbook.worlds.load import load
from tests import cast
from tests.calls import LENA, OLGA, Changes, Sent, session_package, variant_package

SIZES = (1, 100, 1000)
MOST = 6
FIRST_SESSION = 10_000
CREDITS: Changes = {"SubscriptionVariantID": cast.CREDITS_VARIANT}
DAYS: Changes = {"SubscriptionVariantID": cast.DAYS_VARIANT}


@pytest.fixture
def school(database: Database) -> Database:
    """A database with the cast, a session for every block, and credits enough for all."""
    load(database, [cast.FINA_SHOES])
    then = datetime(2024, 3, 1, 9, tzinfo=UTC)
    with database.writing() as connection:
        account = connection.scalar(sa.select(tables.accounts.c.id))
        session = {"account_id": account, "learning_module_id": cast.COURSE, "starts_at": then, "ends_at": then}
        numbers = range(FIRST_SESSION, FIRST_SESSION + sum(SIZES))
        connection.execute(tables.sessions.insert(), [{**session, "id": number} for number in numbers])
        connection.execute(tables.group_variants.update().values(credits=sum(SIZES)))
    return database


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Collect the statements that go to the database until the end of the block."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(database.engine, "before_cursor_execute", note)


def answer_of(database: Database, package: str, **headers: str) -> Answer:
    """The answer to a package, asked of a gate in this process."""
    request = Request(
        method="POST",
        is_secure=True,
        headers={"content-type": "application/x-www-form-urlencoded", **headers},
        body=b"Package=" + quote_plus(package).encode(),
        remote_address="127.0.0.1",
        id="counted",
        received_at=datetime.now(UTC),
    )
    return Gate(database, Limits()).answer(request)


def number_of_statements(database: Database, package: str, **headers: str) -> int:
    with counted(database) as statements:
        answer_of(database, package, **headers)
    return len(statements)


def sessions(first: int, size: int) -> Iterator[Sent]:
    return ({"LearningModuleSessionID": first + number} for number in range(size))


def test_history_takes_the_same_statements_for_every_number_of_blocks(school):
    first, counts = FIRST_SESSION, []
    for size in SIZES:
        counts.append(number_of_statements(school, session_package(OLGA, *sessions(first, size))))
        first += size
    assert counts == [5] * len(SIZES)
    with school.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.enrollments)) == sum(SIZES)


@pytest.mark.parametrize(("variant", "statements"), [(DAYS, 5), (CREDITS, 6)], ids=["free", "for credits"])
def test_subscriptions_take_the_same_statements_for_every_number_of_blocks(school, variant, statements):
    counts = [number_of_statements(school, variant_package(OLGA, *[variant] * size)) for size in SIZES]
    assert counts == [statements] * len(SIZES)
    assert statements <= MOST
    with school.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.subscription_enrollments)) == sum(SIZES)


def test_blocks_of_every_sort_take_no_more(school):
    mixed: list[Sent] = [
        {"Email": "nobody@finashoes.com"},
        {"Email": "nobody"},
        {"GroupName": cast.HEAD_OFFICE},
        {"GroupName": None, "GroupID": cast.SALES_ID, "Email": None, "EmployeeID": cast.NOOR.employee_id},
        *sessions(FIRST_SESSION, 50),
        {},
        {},
    ]
    assert number_of_statements(school, session_package(OLGA, *mixed)) <= MOST


@pytest.mark.parametrize(
    "headers",
    [{"idempotency-key": "k"}, {"prefer": "handling=strict"}, {"rollbook-dry-run": "true"}],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_costs_more(school, headers):
    assert number_of_statements(school, session_package(OLGA, *sessions(FIRST_SESSION, 100)), **headers) <= MOST
    assert number_of_statements(school, session_package(OLGA, *sessions(FIRST_SESSION, 100)), **headers) <= MOST


def test_a_call_that_is_refused_costs_less(school):
    known, unknown = session_package(LENA, {}), session_package((OLGA[0], "olga-9999999999"), {})
    assert number_of_statements(school, known) == 3
    assert number_of_statements(school, unknown) == 1
    assert number_of_statements(school, "<SmarterU/>") == 0


def test_a_block_that_cannot_be_read_is_not_asked_for(school):
    assert number_of_statements(school, session_package(OLGA, {"Email": "nobody"})) == 3


def test_the_calls_that_are_counted_are_recorded(school):
    assert b"<Result>Success</Result>" in answer_of(school, session_package(OLGA, {})).body
