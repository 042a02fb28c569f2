"""Housekeeping: packages and answers are deleted when they are old, but the records stay."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from rollbook.records.database.engine import Database
from rollbook.records.sql.find import find_account_ids
from rollbook.records.tables import api_keys, users
from rollbook.records.tables import calls as call_records
from rollbook.records.write.api_keys import ADHOC_LABEL, forget_adhoc_keys, write_api_keys
from rollbook.records.write.calls import FORGOTTEN_AT_ONCE, forget_packages, forgetting
from rollbook.worlds.load import load
from tests import cast, seed_calls
from tests.raw import until
from tests.served import Served

pytestmark = pytest.mark.served
DEADLINE_SECONDS = 60


def packages(served: Served) -> dict[str, bool]:
    """Which calls still have package and answer, by request id."""
    rows = served.rows(call_records)
    assert [row for row in rows if (row["package"] is None) != (row["answer"] is None)] == []
    return {row["request_id"]: row["package"] is not None for row in rows}


def test_packages_are_forgotten_after_the_days_that_the_operator_set(database_url, tmp_path):
    with Served(database_url, tmp_path, environment={"ROLLBOOK_KEEP_PACKAGES_DAYS": "30"}) as served:
        served.load(cast.FINA_SHOES)
        for request_id in ("old", "young"):
            seed_calls.record_sessions(served, seed_calls.OLGA, {}, headers={"X-Request-ID": request_id})
        assert packages(served) == {"old": True, "young": True}
        for request_id, days in (("old", 31), ("young", 29)):
            moment = datetime.now(UTC) - timedelta(days=days)
            with served.database.writing() as connection:
                row = call_records.update().where(call_records.c.request_id == request_id)
                connection.execute(row.values(received_at=moment))
        served.restart()
        deadline = time.monotonic() + DEADLINE_SECONDS
        while packages(served)["old"]:
            assert time.monotonic() < deadline, served.log
        assert packages(served) == {"old": False, "young": True}
        served.stop()
    events = [json.loads(line) for line in served.log.splitlines() if "forgotten" in line]
    assert [event["calls"] for event in events] == [1]


def remember(database: Database, number: int) -> None:
    """Put this many old calls on record for each account."""
    call = {"request_id": "", "method": "getUser", "result": "Success", "recorded": 0, "refused": 0, "error_codes": ""}
    call |= {"microseconds": 1, "remote_address": "", "package": b"", "answer": b"", "package_digest": b""}
    call |= {"received_at": datetime.now(UTC) - timedelta(days=400)}
    with database.writing() as connection:
        for account in find_account_ids(connection):
            user = connection.scalars(sa.select(users.c.id).where(users.c.account_id == account)).first()
            rows = [{**call, "account_id": account, "user_id": user, "id": each} for each in range(1, number + 1)]
            connection.execute(call_records.insert(), rows)


def kept(database: Database) -> dict[int, int]:
    """How many calls of each account still have their package."""
    count = sa.select(call_records.c.account_id, sa.func.count(call_records.c.package).label("kept"))
    with database.reading() as connection:
        return {row.account_id: row.kept for row in connection.execute(count.group_by(call_records.c.account_id))}


def events(served: Served, words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in served.log.splitlines() if words in line]


def test_many_packages_are_forgotten_in_portions(database):
    load(database, [cast.FINA_SHOES, cast.NEXT_DOOR_SHOES])
    remember(database, FORGOTTEN_AT_ONCE + 5)
    account, *_ = kept(database)
    portions = []
    for _ in range(3):
        with database.writing() as connection:
            portions.append(forget_packages(connection, account, datetime.now(UTC)))
    assert portions == [FORGOTTEN_AT_ONCE, 5, 0]
    assert sorted(kept(database).values()) == [0, FORGOTTEN_AT_ONCE + 5]


@contextmanager
def held(database: Database, account: int) -> Iterator[None]:
    """Lock the calls of an account, as a hanging transaction does."""
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as other:
        other.execute("SELECT FROM calls WHERE account_id = %s FOR UPDATE", [account])
        yield


def test_ad_hoc_keys_that_expired_long_ago_are_forgotten_and_no_others(database):
    load(database, [cast.FINA_SHOES, cast.NEXT_DOOR_SHOES])
    now = datetime.now(UTC)
    old, young = now - timedelta(days=91), now - timedelta(days=89)
    with database.writing() as connection:
        first, second = find_account_ids(connection)
        made = [
            (first, ADHOC_LABEL, old),
            (first, ADHOC_LABEL, young),
            (first, "payroll", old),
            (first, ADHOC_LABEL, None),
            (second, ADHOC_LABEL, old),
        ]
        for place, (account, label, expires) in enumerate(made):
            write_api_keys(connection, account, [(5, bytes([place]) * 32)], label, now, expires)
        before = connection.scalar(sa.select(sa.func.count()).select_from(api_keys))
        assert forget_adhoc_keys(connection, first, now - timedelta(days=90)) == 1
        left = set(connection.execute(sa.select(api_keys.c.key_hash)).scalars())
    assert (len(left), bytes(32) in left) == (before - 1, False)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_an_account_that_hangs_does_not_delay_the_others(database_url, database, tmp_path):
    load(database, [cast.FINA_SHOES, cast.NEXT_DOOR_SHOES])
    remember(database, FORGOTTEN_AT_ONCE + 5)
    first, second = kept(database)
    hasty = {"ROLLBOOK_STATEMENT_SECONDS": "1"}
    with held(database, first), Served(database_url, tmp_path, environment=hasty) as served:
        until(lambda: bool(events(served, "packages are not forgotten")))
        assert kept(database) == {first: FORGOTTEN_AT_ONCE + 5, second: 0}
        assert [event["accounts"] for event in events(served, "packages are not forgotten")] == [1]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_one_worker_at_a_time_forgets(database):
    with forgetting(database) as first, forgetting(database) as second:
        assert (first, second) == (True, False)
    with forgetting(database) as again:
        assert again
