"""Crashes: a server is killed in the middle of its calls, again and again, and what it acknowledged is on record."""

import random
import selectors
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from http.client import HTTPException
from pathlib import Path

import pytest
import sqlalchemy as sa

from rollbook.records.tables import enrollments, group_variants, subscription_enrollments
from tests.answers import Answer
from tests.books import check_books, check_database
from tests.calls import OLGA, session_package, variant_package
from tests.cast import FINA_KEY
from tests.databases import fresh_database
from tests.raw import connect, post, read_answer
from tests.served import Served

ROUNDS = 10
CALLS = 100
BLOCKS = 20
OWN_BLOCKS = 10
"""Blocks of a session's call that no other call has; the rest a neighbour sends too, and one of them records it."""
CREDITS = ROUNDS * CALLS * BLOCKS
VARIANT = 17
PEOPLE = [f"u{number}@example.com" for number in range(BLOCKS + OWN_BLOCKS)]

WORLD = f"""
account: {{name: Fina Shoes, timezone: US/Central, api_key: {FINA_KEY}}}
users:
  - {{email: olga.owner@finashoes.com, role: owner, api_key: {OLGA[1]}}}
  {"".join(f"- {{email: {email}, home_group: Sales}}{chr(10)}  " for email in PEOPLE)}
groups:
  - name: Sales
    learning_modules: [3860]
    subscription_variants: [{{id: {VARIANT}, requires_credits: true, credits: {CREDITS}}}]
learning_modules:
  - id: 3860
    name: Fitting shoes
    type: Instructor-Led
    sessions:
      {"".join(f"- {{id: {number}, starts: 2024-03-01T09:00, minutes: 60}}{chr(10)}      " for number in range(1, 251))}
subscriptions:
  - {{id: 7, name: Shop floor, variants: [{{id: {VARIANT}, name: Quarter, duration: {{days: 90}}}}]}}
"""


def package_of(number: int) -> str:
    """The package of a call: every other one takes credits, the others come in pairs who share half their blocks."""
    if number % 2:
        return variant_package(OLGA, *({"Email": email, "SubscriptionVariantID": VARIANT} for email in PEOPLE[:BLOCKS]))
    people = PEOPLE[:BLOCKS] if number % 4 else PEOPLE[OWN_BLOCKS:]
    session = {"LearningModuleSessionID": number // 4 + 1, "Grade": None}
    return session_package(OLGA, *({**session, "Email": email} for email in people))


@pytest.fixture
def server(backend: str, tmp_path: Path) -> Iterator[Served]:
    """A server of two workers, that this test may kill."""
    with fresh_database(backend, tmp_path) as url, Served(url, tmp_path, workers=2) as served:
        served.load(WORLD)
        yield served


def killed_among(server: Served, packages: Mapping[str, str], answers: int) -> dict[str, Answer]:
    """Send all packages at once, kill the server as soon as so many are answered, and return what answers came."""
    with ExitStack() as opened, selectors.DefaultSelector() as waiting:
        connections = {name: opened.enter_context(connect(server)) for name in packages}
        for name, package in packages.items():
            connections[name].sendall(post(package.encode(), f"X-Request-ID: {name}"))
            waiting.register(connections[name], selectors.EVENT_READ)
        while len(waiting.get_map()) > len(packages) - answers:
            for key, _ in waiting.select():
                waiting.unregister(key.fileobj)
        server.kill()
        answered = {}
        for name, connection in connections.items():
            with suppress(ConnectionError, HTTPException):
                answered[name] = read_answer(connection)
        return answered


def check_acknowledged(server: Served, answered: Mapping[str, Answer]) -> None:
    """Check that what was answered is on record as it was answered."""
    recorded = check_books(server.database)
    for name, answer in answered.items():
        assert "SU:9999" not in answer.text
        assert recorded[name] == len(answer.recorded)


def check_whole(server: Served) -> None:
    """Check that each call that is on record has all the blocks it alone could record, and each row its credit."""
    for name, blocks in check_books(server.database).items():
        number = int(name.removeprefix("call-"))
        assert blocks == BLOCKS if number % 2 else blocks in {OWN_BLOCKS, BLOCKS}
    with server.database.reading() as connection:
        left = connection.execute(sa.select(group_variants.c.credits)).scalar_one()
    assert left + len(server.rows(subscription_enrollments)) == CREDITS


@pytest.mark.timeout(300)
def test_what_was_acknowledged_survives_ten_kills_among_a_hundred_calls_and_nothing_is_half_there(server):
    cut_off = 0
    for start in range(0, ROUNDS * CALLS, CALLS):
        packages = {f"call-{number}": package_of(number) for number in range(start, start + CALLS)}
        answers = random.randint(1, CALLS // 2)  # noqa: S311  # any moment will do
        answered = killed_among(server, packages, answers)
        server.start()
        check_acknowledged(server, answered)
        check_whole(server)
        cut_off += CALLS - len(answered)
    check_database(server.database)
    assert cut_off > ROUNDS * CALLS // 10
    assert server.rows(enrollments)
