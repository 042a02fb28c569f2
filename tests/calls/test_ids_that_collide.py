"""Two processes may make the same id in one millisecond: the call is done again, and its answer is true."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import quote_plus

import pytest
import sqlalchemy as sa

from rollbook.calls.call import Answer, Limits
from rollbook.calls.gate import Gate
from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.records.database.ids import COUNT_BITS, EPOCH_MS, new_ids
from rollbook.web.request import HttpRequest
from rollbook.worlds.load import load
from rollbook.xml.face import arrive
from tests import cast
from tests.scenery import extended
from tests.seed_calls import OLGA, session_package, variant_package

HISTORY = """
  - user: adam.admin@finashoes.com
    group: Sales
    learning_module: 3860
    session: 501
    status: Attended
    enrolled: 2024-03-01
"""
WORLD = extended(cast.FINA_SHOES, enrollments=HISTORY)


@contextmanager
def next_id_known() -> Iterator[int]:
    """Yield the id that this process will make next; later ones follow it, as if the clock were a minute ahead."""
    ids = new_ids.__self__  # type: ignore[attr-defined]  # the only generator of this process
    before = ids._last
    ahead = int(datetime.now(UTC).timestamp() * 1000) + 60_000 - EPOCH_MS << COUNT_BITS
    ids._last = ahead
    (number,) = new_ids()
    ids._last = ahead
    yield number
    ids._last = before


def ask(database: Database, package: str) -> Answer:
    request = HttpRequest(
        method="POST",
        is_secure=True,
        headers={"content-type": "application/x-www-form-urlencoded"},
        body=b"Package=" + quote_plus(package).encode(),
        remote_address="127.0.0.1",
        id="mine",
        received_at=datetime.now(UTC),
    )
    return Gate(database, Limits()).answer(arrive(request))


def put_in_the_way(database: Database, number: int) -> None:
    """Record another call under the id."""
    with database.writing() as connection:
        user = connection.execute(tables.users.select().where(tables.users.c.email == cast.OLGA.email)).one()
        other = {"account_id": user.account_id, "id": number, "user_id": user.id, "request_id": "other"}
        other |= {"method": "x", "result": "Success", "recorded": 1, "refused": 0, "error_codes": "", "microseconds": 1}
        other |= {"remote_address": "", "package_digest": b"", "received_at": datetime.now(UTC) - timedelta(hours=1)}
        connection.execute(tables.calls.insert(), other)


@pytest.mark.parametrize(
    ("package", "table"),
    [
        (session_package(OLGA, {}), tables.enrollments),
        (variant_package(OLGA, {}), tables.subscription_enrollments),
    ],
    ids=["history", "subscriptions"],
)
def test_a_call_whose_id_another_has_is_recorded_under_a_new_one(database, package, table):
    load(database, [cast.FINA_SHOES])
    with next_id_known() as number:
        put_in_the_way(database, number)
        answer = ask(database, package)
    assert b"<Result>Success</Result>" in answer.body
    with database.reading() as connection:
        (row,) = connection.execute(table.select())
        mine = sa.select(tables.calls.c.id).where(tables.calls.c.request_id == "mine")
        assert connection.scalars(mine).all() == [row.call_id]
    assert row.call_id != number


def test_an_enrolment_whose_id_another_has_is_recorded_under_a_new_one(database):
    load(database, [WORLD])
    with next_id_known() as number:
        with database.writing() as connection:
            connection.execute(tables.enrollments.update().values(id=number + 1))
        answer = ask(database, session_package(OLGA, {}))
    assert b"<Result>Success</Result>" in answer.body
    with database.reading() as connection:
        assert len(connection.execute(tables.enrollments.select()).all()) == 2
