"""No account holds all threads: while one account hangs, the others are served as usual."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests import cast
from tests.calls.test_hung_database import CREDIT, credits_held, own_database
from tests.postgres import PostgreSQL, is_someone_waiting
from tests.raw import connect, post, read_answer, until
from tests.scrape import Scrape
from tests.seed_calls import MALLORY, OLGA, record_sessions, session_package
from tests.served import Served

BUSY = (
    "Unknown method call failure. The account has as many calls in progress as it may have, and none of them ends. "
    "Send the call again later."
)
AT_ONCE = 2.0
HERS = session_package(MALLORY, {})
"""A call of the account next door."""


@contextmanager
def served(postgresql: PostgreSQL, directory: Path, **settings: str) -> Iterator[Served]:
    with own_database(postgresql) as url, Served(url, directory, environment=settings) as server:
        server.load(cast.FINA_SHOES, cast.NEXT_DOOR_SHOES)
        yield server


@pytest.fixture
def narrow(own_postgresql: PostgreSQL, tmp_path: Path) -> Iterator[Served]:
    """A server of two threads: an account may have one of them."""
    with served(own_postgresql, tmp_path, ROLLBOOK_THREADS="2") as server:
        yield server


def seconds_of(server: Served, package: str) -> float:
    began = time.monotonic()
    assert server.call(package).errors[0][1] == "ESH:21"  # judged: there is no such user in her account
    return time.monotonic() - began


def test_the_account_next_door_is_served_while_another_waits_for_its_rows(narrow, own_postgresql):
    with credits_held(narrow), ExitStack() as opened:
        waiting = [opened.enter_context(connect(narrow)) for _ in range(4)]
        for connection in waiting:
            connection.sendall(post(CREDIT.encode()))
            until(lambda: is_someone_waiting(own_postgresql))
        assert seconds_of(narrow, HERS) < AT_ONCE
        refused = [read_answer(connection) for connection in waiting[1:]]
        assert seconds_of(narrow, HERS) < AT_ONCE
    assert [[text for _, _, text in answer.errors] for answer in refused] == [[BUSY]] * 3


def test_a_refused_call_has_changed_nothing_and_succeeds_later(narrow, own_postgresql):
    with ExitStack() as opened:
        first, second = (opened.enter_context(connect(narrow)) for _ in range(2))
        with credits_held(narrow):
            first.sendall(post(CREDIT.encode()))
            until(lambda: is_someone_waiting(own_postgresql))
            second.sendall(post(CREDIT.encode()))
            assert [text for _, _, text in read_answer(second).errors] == [BUSY]
        assert read_answer(first).result == "Success"
    assert narrow.call(CREDIT).result == "Success"
    assert Scrape(narrow).value("rollbook_calls_in_progress") == 0


def test_callers_of_one_account_wait_for_each_other_as_long_as_their_calls_end(narrow):
    with ThreadPoolExecutor(16) as callers:
        answers = list(callers.map(lambda _: record_sessions(narrow, OLGA, {}), range(64)))
    assert sum(answer.result == "Success" for answer in answers) == 1
    assert {answer.errors[0][1] for answer in answers if answer.errors} == {"ESH:26"}


def test_an_account_may_have_all_threads_where_the_operator_says_so(own_postgresql, tmp_path):
    settings = {"ROLLBOOK_THREADS": "2", "ROLLBOOK_ACCOUNT_SHARE": "1"}
    with served(own_postgresql, tmp_path, **settings) as server, ExitStack() as opened:
        both = [opened.enter_context(connect(server)) for _ in range(2)]
        with credits_held(server):
            for connection in both:
                connection.sendall(post(CREDIT.encode()))
            until(lambda: Scrape(server).value("rollbook_calls_in_progress") == len(both))
        assert [read_answer(connection).result for connection in both] == ["Success"] * 2
