"""A database that hangs: callers get an answer in time, and calls succeed once it has recovered."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.records.tables import api_keys, subscription_enrollments
from tests import cast
from tests.commands import run
from tests.postgres import PostgreSQL, new_database
from tests.seed_calls import OLGA, record_sessions, variant_package
from tests.served import Served

LATE = ("SU:9999", "Unknown method call failure. The database did not answer in time. Send the call again later.")
SETTINGS = {"ROLLBOOK_STATEMENT_SECONDS": "0.5", "ROLLBOOK_NETWORK_SECONDS": "1"}
CREDIT = variant_package(OLGA, {"SubscriptionVariantID": cast.CREDITS_VARIANT})


@contextmanager
def own_database(postgresql: PostgreSQL) -> Iterator[str]:
    """Yield the address of a migrated database on the server."""
    with new_database(postgresql) as name:
        with closing(Database(postgresql.url(name))) as database:
            schema.migrate(database)
        yield postgresql.url(name)


@pytest.fixture
def hasty(own_postgresql: PostgreSQL, tmp_path: Path) -> Iterator[Served]:
    """A server with short time limits, on a database of its own."""
    with own_database(own_postgresql) as url, Served(url, tmp_path, environment=SETTINGS) as server:
        server.load(cast.FINA_SHOES, cast.NEXT_DOOR_SHOES)
        server.database.engine.dispose()
        yield server


@contextmanager
def credits_held(server: Served) -> Iterator[None]:
    """Lock the row of the account's credits, as a transaction that does not end would."""
    with psycopg.connect(url_of(server)) as other:
        other.execute("SELECT FROM group_variants FOR UPDATE")
        yield


@contextmanager
def frozen(processes: list[psutil.Process]) -> Iterator[None]:
    """Freeze processes in the middle of their work, as hanging storage would."""
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            if process.is_running():
                os.kill(process.pid, signal.SIGCONT)


def refusals(server: Served, package: str) -> list[tuple[str | None, str | None]]:
    return [(code, text) for _, code, text in server.call(package).errors]


def url_of(server: Served) -> str:
    return server.database.url.set(drivername="postgresql").render_as_string(hide_password=False)


def test_a_statement_that_waits_too_long_is_answered_and_not_tried_again(hasty):
    with credits_held(hasty):
        assert refusals(hasty, CREDIT) == [LATE]
    assert "call is tried again" not in hasty.log
    assert hasty.rows(subscription_enrollments) == []
    assert hasty.call(CREDIT).result == "Success"


@pytest.mark.parametrize("whole", [False, True], ids=["its processes for the server", "all of it"])
def test_a_frozen_database_costs_a_call_no_more_than_the_time_limit(hasty, own_postgresql, whole):
    assert record_sessions(hasty, OLGA, {}).result == "Success"
    postmaster = psutil.Process(own_postgresql.pid)
    processes = [postmaster, *postmaster.children()]
    with frozen([each for each in processes if whole or "idle" in " ".join(each.cmdline())]):
        assert refusals(hasty, CREDIT) == [LATE]
        if not whole:  # another connection is made, and that one is good
            assert hasty.call(CREDIT).result == "Success"
    assert hasty.call(CREDIT).result == "Success"
    assert "call is tried again" not in hasty.log


def test_a_key_that_cannot_be_revoked_in_time_is_reported_as_late(hasty):
    [number, *_] = [row["id"] for row in hasty.rows(api_keys)]
    with psycopg.connect(url_of(hasty)) as other:
        other.execute("SELECT FROM api_keys FOR UPDATE")
        done = run("keys", "revoke", "Fina Shoes", number, database_url=url_of(hasty), **SETTINGS)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"rollbook: the database {url_of(hasty)} did not answer in time: ")
    assert "Check whether it was done before you do it again." in done.stderr
