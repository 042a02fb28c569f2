"""Races: the database has the last word. Sixteen callers want the same things, and each is given once."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import product
from threading import Barrier
from typing import TypeVar

import pytest

from rollbook.records import tables
from tests import cast
from tests.answers import Answer
from tests.methods.codes import REASONS, message
from tests.methods.mistakes import recorded_numbers
from tests.scenery import extended
from tests.seed_calls import GITA, MIRO, OLGA, Sent, enroll_in_variants, record_sessions
from tests.served import Served, servers

CALLERS = 16
CREDITS = 100
FIRST_SESSION = 10_000
EMPLOYEES = [f"R-{number}" for number in range(25)]
SESSIONS = range(FIRST_SESSION, FIRST_SESSION + 20)
PAIRS = list(product(EMPLOYEES, SESSIONS))
USERS = "".join(f"  - {{employee_id: {name}, given_name: Runner, home_group: Sales}}\n" for name in EMPLOYEES)
DEAR = """
  - name: Dear
    members: [{user: dana.brown@finashoes.com}, {user: lena.learner@finashoes.com}]
    subscription_variants:
      - {id: 17, requires_credits: true, credits: 100}
      - {id: 25, requires_credits: true, credits: 50}
"""
WORLD = extended(cast.FINA_SHOES, users=USERS, groups=DEAR)

T = TypeVar("T")


@pytest.fixture(scope="module")
def two_workers_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Served]]:
    """Start servers of two processes."""
    yield from servers(tmp_path_factory, workers=2)


@pytest.fixture(params=["server_on", "two_workers_on"], ids=["one worker", "two workers"])
def track(request: pytest.FixtureRequest, backend: str) -> Served:
    """A server of one or two processes, with a world in which many can run."""
    server: Served = request.getfixturevalue(request.param)(backend)
    server.empty()
    server.load(WORLD)
    add_sessions(server)
    return server


def add_sessions(server: Served) -> None:
    then = datetime(2024, 3, 1, 9, tzinfo=UTC)
    account = server.rows(tables.accounts)[0]["id"]
    session = {"account_id": account, "learning_module_id": cast.COURSE, "starts_at": then, "ends_at": then}
    with server.database.writing() as connection:
        connection.execute(tables.sessions.insert(), [{**session, "id": number} for number in SESSIONS])


def all_at_once(work: Callable[[int], T]) -> list[T]:
    """Start all callers at the same moment; return their results."""
    start = Barrier(CALLERS)

    def run(number: int) -> T:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(CALLERS) as callers:
        return list(callers.map(run, range(CALLERS)))


def keys_of(number: int) -> tuple[str, str]:
    return (OLGA, GITA, MIRO)[number % 3]


def credits_left(server: Served, variant: int) -> int:
    (place,) = (
        row for row in server.rows(tables.group_variants) if row["variant_id"] == variant and row["requires_credits"]
    )
    left: int = place["credits"]
    return left


def test_what_sixteen_callers_record_is_recorded_once_and_acknowledged_once(track):
    def record_all(number: int) -> list[tuple[list[tuple[str, int]], Answer]]:
        mine = random.Random(number).sample(PAIRS, len(PAIRS))  # noqa: S311  # an order, not a secret
        parts = [mine[first : first + 125] for first in range(0, len(mine), 125)]
        return [(part, record_sessions(track, keys_of(number), *map(block_of, part))) for part in parts]

    answers = [each for brought in all_at_once(record_all) for each in brought]
    acknowledged = Counter(part[block - 1] for part, answer in answers for block in recorded_numbers(answer))
    assert acknowledged == Counter(PAIRS)
    refused = [(code, text) for _, answer in answers for _, code, text in answer.errors]
    assert Counter(refused) == {("ESH:26", message("ESH:26", 0)): (CALLERS - 1) * len(PAIRS)}
    assert len(track.rows(tables.enrollments)) == len(PAIRS)


def block_of(pair: tuple[str, int]) -> Sent:
    employee, session = pair
    person: Sent = {"Email": None, "EmployeeID": employee, "EnrollmentStatus": "Attended", "Grade": None}
    return {**person, "LearningModuleSessionID": session}


def test_sixteen_callers_take_all_credits_and_not_one_more(track):
    block: Sent = {"SubscriptionVariantID": cast.DAYS_VARIANT, "GroupName": "Dear"}

    def take(_: int) -> list[Answer]:
        return [enroll_in_variants(track, OLGA, *[block] * 5) for _ in range(3)]

    answers = [answer for brought in all_at_once(take) for answer in brought]
    assert sum(len(answer.recorded) for answer in answers) == CREDITS
    for answer in answers:
        assert {text for _, _, text in answer.errors} == {
            message("ESV:14", block, REASONS["credits"]) for block, _, _ in answer.errors if block
        }
    assert credits_left(track, cast.DAYS_VARIANT) == 0
    rows = track.rows(tables.subscription_enrollments)
    assert [row["took_credit"] for row in rows] == [True] * CREDITS


def test_an_unlimited_subscription_is_held_once_and_costs_one_credit(track):
    people = (cast.DANA, cast.LENA)
    blocks: list[Sent] = [
        {"SubscriptionVariantID": cast.UNASSIGNED_VARIANT, "GroupName": "Dear", "Email": person.email}
        for person in people
    ]
    answers = all_at_once(lambda number: enroll_in_variants(track, OLGA, *blocks[:: (-1) ** number]))
    held = Counter(user["User"] for answer in answers for _, user in answer.recorded)
    assert held == Counter(person.email for person in people)
    assert {code for answer in answers for _, code, _ in answer.errors} == {"ESV:14"}
    assert {text.partition(" - ")[2] for answer in answers for _, _, text in answer.errors if text} == {
        REASONS["unlimited"]
    }
    assert credits_left(track, cast.UNASSIGNED_VARIANT) == 50 - len(people)
    assert len(track.rows(tables.subscription_enrollments)) == len(people)


def test_two_unlimited_variants_of_one_subscription_are_held_once_together(track):
    variants = (cast.UNLIMITED_VARIANT, cast.SECOND_UNLIMITED_VARIANT)
    answers = all_at_once(
        lambda number: enroll_in_variants(track, OLGA, {"SubscriptionVariantID": variants[number % 2]})
    )
    assert Counter(answer.result for answer in answers) == {"Success": 1, "Failed": CALLERS - 1}
    assert len(track.rows(tables.subscription_enrollments)) == 1
