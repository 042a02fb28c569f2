"""Two servers on one database act as one: neither keeps state that the other would need."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path

import pytest

from rollbook.records import tables
from tests import cast
from tests.answers import Answer
from tests.calls.test_idempotency import KEY, MIXED, is_replayed
from tests.calls.test_races import (
    CALLERS,
    CREDITS,
    PAIRS,
    WORLD,
    add_sessions,
    all_at_once,
    block_of,
    credits_left,
    keys_of,
)
from tests.commands import run
from tests.databases import fresh_database, one_each
from tests.methods.mistakes import recorded_numbers
from tests.seed_calls import GITA, OLGA, Changes, Keys, Sent, enroll_in_variants, record_sessions
from tests.served import Served

Servers = tuple[Served, Served]
TOO_MANY: Sent = {"SubscriptionVariantID": cast.DAYS_VARIANT, "GroupName": "Dear"}


@pytest.fixture(scope="module")
def servers_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Servers]]:
    """Start the two servers of a backend, or return them again."""

    def start(running: ExitStack, url: str, directory: Path) -> Servers:
        first, second = (running.enter_context(Served(url, directory)) for _ in range(2))
        return first, second

    yield from one_each(tmp_path_factory, start)


@pytest.fixture
def servers(backend: str, servers_on: Callable[[str], Servers]) -> Servers:
    """Two servers, with a world in which many can run."""
    first, second = servers_on(backend)
    first.empty()
    first.load(WORLD)
    add_sessions(first)
    return first, second


def test_there_are_two_servers(servers):
    first, second = servers
    assert first.process.pid != second.process.pid
    assert first.url != second.url


def test_one_replays_what_the_other_answered(servers):
    first, second = servers
    answer = record_sessions(first, OLGA, *MIXED, headers=KEY)
    again = record_sessions(second, OLGA, *MIXED, headers=KEY)
    assert (is_replayed(answer), is_replayed(again)) == (False, True)
    assert again.response.content == answer.response.content
    assert len(first.rows(tables.enrollments)) == 2


def test_a_key_used_at_one_is_refused_by_the_other_for_another_package(servers):
    first, second = servers
    record_sessions(first, OLGA, {}, headers=KEY)
    answer = record_sessions(second, OLGA, {"Email": cast.ADAM.email}, headers=KEY)
    assert answer.errors[0][1] == "SU:12"


def test_one_request_sent_to_both_at_once_is_recorded_once_and_answered_alike(servers):
    answers = all_at_once(lambda number: record_sessions(servers[number % 2], OLGA, *MIXED, headers=KEY))
    assert len({answer.response.content for answer in answers}) == 1
    assert [is_replayed(answer) for answer in answers].count(False) == 1
    assert (len(servers[0].rows(tables.enrollments)), len(servers[0].rows(tables.calls))) == (2, 1)


def codes(servers: Servers, keys: Keys, changes: Changes) -> list[str | None]:
    return [record_sessions(server, keys, changes).errors[0][1] for server in servers]


def test_a_key_that_is_revoked_is_refused_by_both_at_once(servers):
    url = servers[0].database.url.render_as_string(hide_password=False)
    made = run("keys", "make", "Fina Shoes", cast.GITA.email, "--label", "gita", database_url=url)
    keys = (cast.FINA_KEY, made.stdout.strip())
    unknown: Changes = {"Email": "nobody@finashoes.com"}
    assert "SU:10" not in codes(servers, keys, unknown)
    [number] = [row["id"] for row in servers[0].rows(tables.api_keys) if row["label"] == "gita"]
    run("keys", "revoke", "Fina Shoes", number, database_url=url)
    assert codes(servers, keys, unknown) == ["SU:10"] * 2
    assert codes(servers, GITA, unknown) != ["SU:10"] * 2


def test_what_sixteen_callers_send_to_both_is_recorded_once_and_acknowledged_once(servers):
    def record_all(number: int) -> list[tuple[list[tuple[str, int]], Answer]]:
        mine = random.Random(number).sample(PAIRS, len(PAIRS))  # noqa: S311  # an order, not a secret
        parts = [mine[first : first + 125] for first in range(0, len(mine), 125)]
        turns = islice(cycle(servers), number % 2, None)  # as a load balancer would
        return [
            (part, record_sessions(server, keys_of(number), *map(block_of, part)))
            for part, server in zip(parts, turns, strict=False)
        ]

    answers = [each for brought in all_at_once(record_all) for each in brought]
    acknowledged = Counter(part[block - 1] for part, answer in answers for block in recorded_numbers(answer))
    assert acknowledged == Counter(PAIRS)
    assert Counter(code for _, answer in answers for _, code, _ in answer.errors) == {
        "ESH:26": (CALLERS - 1) * len(PAIRS)
    }
    assert len(servers[0].rows(tables.enrollments)) == len(PAIRS)


def test_sixteen_callers_take_all_credits_from_both_and_not_one_more(servers):
    def take(number: int) -> list[Answer]:
        return [enroll_in_variants(servers[(number + turn) % 2], OLGA, *[TOO_MANY] * 5) for turn in range(3)]

    answers = [answer for brought in all_at_once(take) for answer in brought]
    assert sum(len(answer.recorded) for answer in answers) == CREDITS
    assert credits_left(servers[0], cast.DAYS_VARIANT) == 0
    assert len(servers[0].rows(tables.subscription_enrollments)) == CREDITS


def test_one_goes_on_when_the_other_ends(backend, tmp_path):
    with fresh_database(backend, tmp_path) as url, Served(url, tmp_path) as first, Served(url, tmp_path) as second:
        first.load(cast.FINA_SHOES)
        assert record_sessions(first, OLGA, {}).result == "Success"
        first.kill()
        assert record_sessions(second, OLGA, {}).errors[0][1] == "ESH:26"
        assert record_sessions(second, OLGA, {"Email": cast.ADAM.email}).result == "Success"
