"""Outages: the database goes away in the middle of calls and comes back, and the server neither lies nor dies."""

import resource
import selectors
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from rollbook.records import schema
from rollbook.records.engine import Database
from rollbook.records.tables import enrollments
from tests import cast
from tests.books import check_books
from tests.calls import OLGA, record_sessions, session_package
from tests.databases import fresh_database
from tests.postgres import PostgreSQL
from tests.proxy import Wire
from tests.raw import connect, post, processes_of, read_answer, refusal_of, send, until
from tests.served import Served

CALLS = 60
THREADS = 8
SMALL = 2**15
"""Bytes at which a file ends where the disk is full: more than the log has, less than a call needs."""
LARGE = 2**20
"""A body that the server would put on disk."""
UNGRADED = {"LearningModuleSessionID": cast.UNGRADED_SESSION, "Grade": None}
PEOPLE = [{"Email": f"u{number}@example.com", **UNGRADED} for number in range(CALLS)]
TEAM = (
    "account: {name: Fina Shoes, timezone: US/Central}\ngroups: [{name: Sales, group_id: sales}]\nusers:\n"
    + "".join(f"  - {{email: {each['Email']}, home_group: Sales}}\n" for each in PEOPLE)
)


@pytest.fixture(scope="module")
def own_postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server that the tests of this file alone may stop and start."""
    server = PostgreSQL.create()
    server.start()
    yield server
    server.stop()
    server.remove()


@pytest.fixture
def name(own_postgresql: PostgreSQL) -> str:
    """A fresh database on that server."""
    name = f"rollbook_{uuid.uuid4().hex}"
    with psycopg.connect(own_postgresql.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    database = Database(own_postgresql.url(name))
    schema.migrate(database)
    database.close()
    return name


@pytest.fixture
def wire(own_postgresql: PostgreSQL, name: str) -> Iterator[Wire]:
    """A wire to that database."""
    with Wire(own_postgresql, name) as wire:
        yield wire


def readiness(server: Served) -> tuple[int, int]:
    """What /healthz and /readyz say."""
    return server.http.get("/healthz").status_code, server.http.get("/readyz").status_code


def test_a_server_outlives_its_database_and_loses_nothing(own_postgresql, name, tmp_path: Path):
    with Served(own_postgresql.url(name), tmp_path) as server, ExitStack() as opened:
        server.load(cast.FINA_SHOES)
        server.load(TEAM)
        processes = processes_of(server)
        connections = {f"call-{number}": opened.enter_context(connect(server)) for number in range(CALLS)}
        with selectors.DefaultSelector() as waiting:
            for each, (call, connection) in zip(PEOPLE, connections.items(), strict=True):
                connection.sendall(post(session_package(OLGA, each).encode(), f"X-Request-ID: {call}"))
                waiting.register(connection, selectors.EVENT_READ)
            waiting.select()
        own_postgresql.stop()
        answers = {call: read_answer(connection) for call, connection in connections.items()}
        assert refusal_of(record_sessions(server, OLGA, {})) == "SU:9999"
        assert readiness(server) == (httpx.codes.OK, httpx.codes.SERVICE_UNAVAILABLE)

        own_postgresql.start()
        until(lambda: readiness(server) == (httpx.codes.OK, httpx.codes.OK))
        assert record_sessions(server, OLGA, {}).result == "Success"
        assert processes_of(server) == processes
        server.database.close()  # the test's own connections went down too
        recorded = check_books(server.database)
        succeeded = {call for call, answer in answers.items() if answer.result == "Success"}
        failed = set(answers) - succeeded
        assert succeeded
        assert {refusal_of(answers[call]) for call in failed} <= {"SU:9999"}
        assert succeeded <= set(recorded)
        # A commit that was on its way when the database died may have arrived; nobody could tell the caller.
        assert len(failed & set(recorded)) <= THREADS


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_lost_around_the_commit_costs_nothing_and_records_once(wire, tmp_path: Path, when):
    with Served(wire.url, tmp_path) as server:
        server.load(cast.FINA_SHOES)
        wire.cut_next = when
        answer = record_sessions(server, OLGA, {}, {"Email": cast.LENA.email})
        assert wire.cuts == 1
        assert [number for number, _ in answer.recorded] == [1, 2]
        assert answer.errors == []
        assert list(check_books(server.database).values()) == [2]


def test_a_commit_that_comes_late_is_not_answered_as_a_race_lost_to_itself(own_postgresql, wire, tmp_path: Path):
    def is_someone_waiting() -> bool:
        with psycopg.connect(own_postgresql.url()) as watcher:
            waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            return watcher.execute(waits).fetchall() != [(0,)]

    with Served(wire.url, tmp_path) as server, connect(server) as connection:
        server.load(cast.FINA_SHOES)
        wire.cut_next = "late"
        connection.sendall(post(session_package(OLGA, {}).encode()))
        until(is_someone_waiting)
        wire.may_commit.set()
        answer = read_answer(connection)
        assert answer.errors == []
        assert [number for number, _ in answer.recorded] == [1]
        assert list(check_books(server.database).values()) == [1]


@pytest.fixture
def sqlite_server(tmp_path: Path) -> Iterator[Served]:
    """A server of the test's own on SQLite."""
    with fresh_database("sqlite", tmp_path) as url, Served(url, tmp_path) as server:
        server.load(cast.FINA_SHOES)
        yield server


def test_calls_wait_while_another_program_holds_the_file_and_what_only_reads_does_not(sqlite_server, tmp_path: Path):
    other = sqlite3.connect(tmp_path / "rollbook.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with connect(sqlite_server) as connection, selectors.DefaultSelector() as waiting:
        waiting.register(connection, selectors.EVENT_READ)
        connection.sendall(post(session_package(OLGA, {}).encode()))
        assert waiting.select(0.5) == []
        assert readiness(sqlite_server) == (httpx.codes.OK, httpx.codes.OK)
        foretold = record_sessions(sqlite_server, OLGA, {}, headers={"Rollbook-Dry-Run": "true"})
        assert foretold.result == "Success"
        other.execute("ROLLBACK")
        other.close()
        assert read_answer(connection).text == foretold.text


def test_a_full_disk_is_a_failure_of_ours_and_is_over_when_there_is_room(sqlite_server):
    [*_, worker] = processes_of(sqlite_server)
    people = [{"Email": person.email, **UNGRADED} for person in (cast.DANA, cast.LENA, cast.GITA)]
    worker.rlimit(psutil.RLIMIT_FSIZE, (SMALL, resource.RLIM_INFINITY))
    for _ in range(3):
        assert refusal_of(record_sessions(sqlite_server, OLGA, *people)) == "SU:9999"
        assert refusal_of(send(sqlite_server, post(bytes(LARGE)))) == "SU:9999"
    assert sqlite_server.rows(enrollments) == []
    assert check_books(sqlite_server.database) == {}
    worker.rlimit(psutil.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert len(record_sessions(sqlite_server, OLGA, *people).recorded) == 3
    assert list(check_books(sqlite_server.database).values()) == [3]


def test_a_log_that_cannot_be_written_costs_no_answer(sqlite_server):
    [*_, worker] = processes_of(sqlite_server)
    worker.rlimit(psutil.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    assert record_sessions(sqlite_server, OLGA, {}, headers={"Rollbook-Dry-Run": "true"}).result == "Success"
    worker.rlimit(psutil.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert record_sessions(sqlite_server, OLGA, {}).result == "Success"
