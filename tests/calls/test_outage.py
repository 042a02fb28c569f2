"""Short outages, each during one call: a commit that comes late, a locked file, a log that is full.

What servers survive under load is in tests/faults/.
"""

import resource
import selectors
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import pairwise
from pathlib import Path

import httpx
import psutil
import pytest

from rollbook.calls.gate import PAUSES
from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.worlds.load import load
from tests import cast
from tests.answers import package
from tests.calls.test_statements import answer_of
from tests.consistency import check_consistency
from tests.databases import fresh_database
from tests.noted import noted
from tests.postgres import PostgreSQL, is_someone_waiting, new_database
from tests.proxy import Wire
from tests.raw import connect, post, processes_of, read_answer, readiness, until
from tests.report_calls import report_package
from tests.seed_calls import OLGA, record_sessions, session_package, variant_package
from tests.served import Served


@pytest.fixture
def wire(own_postgresql: PostgreSQL) -> Iterator[Wire]:
    """A wire to a database of the test's own."""
    with new_database(own_postgresql) as name:
        with closing(Database(own_postgresql.url(name))) as database:
            schema.migrate(database)
        with Wire(own_postgresql, name) as wire:
            yield wire


def test_a_commit_that_comes_late_is_not_answered_as_a_race_lost_to_itself(own_postgresql, wire, tmp_path: Path):
    with Served(wire.url, tmp_path) as server, connect(server) as connection:
        server.load(cast.FINA_SHOES)
        wire.cut_next = "late"
        connection.sendall(post(session_package(OLGA, {}).encode()))
        until(partial(is_someone_waiting, own_postgresql))
        wire.may_commit.set()
        answer = read_answer(connection)
        assert answer.errors == []
        assert [number for number, _ in answer.recorded] == [1]
        assert list(check_consistency(server.database).values()) == [1]


@pytest.fixture
def wired(wire) -> Iterator[Database]:
    """The database at the far end of the wire, open in this process."""
    with closing(Database(wire.url)) as database:
        load(database, [cast.FINA_SHOES])
        yield database


def test_a_call_waits_for_a_database_that_is_back_within_the_pauses(wire, wired):
    wired.engine.dispose()
    wire.refuse = len(PAUSES)
    assert b"<Result>Success</Result>" in answer_of(wired, session_package(OLGA, {})).body
    pauses = [later - earlier for earlier, later in pairwise(wire.refused_at)]
    assert all(pause >= least for pause, least in zip(pauses, PAUSES, strict=False))
    assert list(check_consistency(wired).values()) == [1]


def test_a_call_gives_up_on_a_database_that_stays_away_for_two_seconds(wire, wired):
    wired.engine.dispose()
    wire.refuse = 100
    began = time.monotonic()
    assert b"SU:9999" in answer_of(wired, session_package(OLGA, {})).body
    assert 1.9 < time.monotonic() - began < 20  # the machine may be busy
    assert len(wire.refused_at) == len(PAUSES) + 1


@pytest.mark.parametrize(
    ("package", "table"),
    [
        (package("listSubscriptions", "<SubscriptionVariant/>", OLGA), "subscriptions"),
        (variant_package(OLGA, {}), "subscription_enrollments"),
        (report_package(OLGA, {"Page": 2}), "report_pages"),
    ],
    ids=["a report", "a batch", "what a report remembers"],
)
def test_a_statement_with_an_error_of_its_own_is_not_retried(database, package, table):
    load(database, [cast.FINA_SHOES])
    with database.writing() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO away")
    with noted(database) as asked:
        assert b"SU:9999" in answer_of(database, package).body
    assert sum(f" {table}" in each.statement for each in asked) == 1


@pytest.fixture
def sqlite_server(tmp_path: Path) -> Iterator[Served]:
    """A server of the test's own on SQLite."""
    with fresh_database("sqlite", tmp_path) as url, Served(url, tmp_path) as server:
        server.load(cast.FINA_SHOES)
        yield server


def test_calls_wait_while_another_program_locks_the_file_and_dry_runs_do_not(sqlite_server, tmp_path: Path):
    other = sqlite3.connect(tmp_path / "rollbook.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with connect(sqlite_server) as connection, selectors.DefaultSelector() as waiting:
        waiting.register(connection, selectors.EVENT_READ)
        connection.sendall(post(session_package(OLGA, {}).encode()))
        assert waiting.select(0.5) == []
        assert readiness(sqlite_server) == (httpx.codes.OK, httpx.codes.OK)
        dry = record_sessions(sqlite_server, OLGA, {}, headers={"Rollbook-Dry-Run": "true"})
        assert dry.result == "Success"
        other.execute("ROLLBACK")
        other.close()
        assert read_answer(connection).text == dry.text


def test_a_log_that_cannot_be_written_costs_no_answer(sqlite_server):
    [*_, worker] = processes_of(sqlite_server)
    worker.rlimit(psutil.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    assert record_sessions(sqlite_server, OLGA, {}, headers={"Rollbook-Dry-Run": "true"}).result == "Success"
    worker.rlimit(psutil.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert record_sessions(sqlite_server, OLGA, {}).result == "Success"
