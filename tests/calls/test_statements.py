"""A call makes the same few statements, whatever the number of its blocks."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote_plus

import pytest
import sqlalchemy as sa

from rollbook.calls.call import Answer, Limits
from rollbook.calls.gate import Gate
from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.web.request import HttpRequest
from rollbook.worlds.load import load
from rollbook.xml.face import arrive
from tests import cast
from tests.answers import package
from tests.noted import noted
from tests.scenery import extended
from tests.seed_calls import LENA, OLGA, Changes, Sent, session_package, variant_package

SIZES = (1, 100, 1000)
MOST = 5
GROUP_SIZES = (1, 100)
MOST_OF_A_GROUP = 27
FIRST_SESSION = 10_000
CREDITS: Changes = {"SubscriptionVariantID": cast.CREDITS_VARIANT}
DAYS: Changes = {"SubscriptionVariantID": cast.DAYS_VARIANT}


def fill_school(database: Database) -> None:
    """Fill a database with the cast, a session for every block, and credits enough for all."""
    load(database, [cast.FINA_SHOES])
    then = datetime(2024, 3, 1, 9, tzinfo=UTC)
    with database.writing() as connection:
        account = connection.scalar(sa.select(tables.accounts.c.id))
        session = {"account_id": account, "learning_module_id": cast.COURSE, "starts_at": then, "ends_at": then}
        numbers = range(FIRST_SESSION, FIRST_SESSION + sum(SIZES))
        connection.execute(tables.sessions.insert(), [{**session, "id": number} for number in numbers])
        connection.execute(tables.group_variants.update().values(credits=sum(SIZES)))


@pytest.fixture
def school(database: Database) -> Database:
    """A database with the cast, a session for every block, and credits enough for all."""
    fill_school(database)
    return database


def answer_of(database: Database, package: str, **headers: str) -> Answer:
    """The answer of a gate in this process to a package."""
    request = HttpRequest(
        method="POST",
        is_secure=True,
        headers={"content-type": "application/x-www-form-urlencoded", **headers},
        body=b"Package=" + quote_plus(package).encode(),
        remote_address="127.0.0.1",
        id="counted",
        received_at=datetime.now(UTC),
    )
    return Gate(database, Limits()).answer(arrive(request))


def number_of_statements(database: Database, package: str, **headers: str) -> int:
    with noted(database) as asked:
        answer_of(database, package, **headers)
    return len(asked)


def sessions(first: int, size: int) -> Iterator[Sent]:
    return ({"LearningModuleSessionID": first + number} for number in range(size))


def test_history_takes_the_same_statements_for_every_number_of_blocks(school):
    first, counts = FIRST_SESSION, []
    for size in SIZES:
        counts.append(number_of_statements(school, session_package(OLGA, *sessions(first, size))))
        first += size
    assert counts == [4] * len(SIZES)
    with school.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.enrollments)) == sum(SIZES)


@pytest.mark.parametrize(("variant", "statements"), [(DAYS, 4), (CREDITS, 6)], ids=["free", "for credits"])
def test_subscriptions_take_the_same_statements_for_every_number_of_blocks(school, variant, statements):
    counts = [number_of_statements(school, variant_package(OLGA, *[variant] * size)) for size in SIZES]
    assert counts == [statements] * len(SIZES)
    assert statements <= MOST + 1  # credits that were taken are noted among the changes
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
    assert number_of_statements(school, known) == 2
    assert number_of_statements(school, unknown) == 1
    assert number_of_statements(school, "<SmarterU/>") == 0


def test_a_block_that_cannot_be_read_is_not_looked_up(school):
    assert number_of_statements(school, session_package(OLGA, {"Email": "nobody"})) == 2


def test_the_calls_that_are_counted_are_recorded(school):
    assert b"<Result>Success</Result>" in answer_of(school, session_package(OLGA, {})).body


def group_package(employees: Iterator[str], names: Iterator[str]) -> str:
    """The package that adds users to Sales and removes as many; it also adds and removes courses, variants and tags."""
    comes = "".join(
        f"<User><EmployeeID>{one}</EmployeeID><UserAction>Add</UserAction><HomeGroup>1</HomeGroup>"
        "<Permissions><Permission><Code>MARKER</Code></Permission></Permissions></User>"
        f"<User><EmployeeID>{one}-old</EmployeeID><UserAction>Remove</UserAction></User>"
        for one in employees
    )
    tags = "".join(f"<Tag2><TagName>{name}</TagName><TagValues>1,2</TagValues></Tag2>" for name in names)
    group = (
        f"<Identifier><Name>Sales</Name></Identifier><Tags2>{tags}</Tags2>"
        f"<UserLimit><Enabled>1</Enabled><Amount>1000</Amount></UserLimit><Users>{comes}</Users>"
        f"<LearningModules>{_come_and_go('LearningModule', 3860, 3861)}</LearningModules>"
        f"<SubscriptionVariants>{_come_and_go('SubscriptionVariant', 16, 17)}</SubscriptionVariants>"
    )
    return package("updateGroup", f"<Group>{group}</Group>", OLGA)


def _come_and_go(item: str, comes: int, goes: int) -> str:
    actions = ((comes, "Add"), (goes, "Remove"))
    return "".join(f"<{item}><ID>{each}</ID><{item}Action>{does}</{item}Action></{item}>" for each, does in actions)


def test_a_group_takes_the_same_statements_for_every_number_of_users_and_tags(school):
    people = "".join(
        f"  - {{employee_id: G{number}{age}, home_group: Warehouse}}\n"
        for number in range(sum(GROUP_SIZES))
        for age in ("", "-old")
    )
    load(school, [extended(cast.FINA_SHOES, users=people)])
    first, counts = 0, []
    for size in GROUP_SIZES:
        numbers = range(first, first + size)
        sent = group_package((f"G{number}" for number in numbers), (f"Tag {number}" for number in numbers))
        counts.append(number_of_statements(school, sent))
        first += size
    assert counts == [MOST_OF_A_GROUP] * len(GROUP_SIZES)
    with school.reading() as connection:
        marked = (
            sa.select(sa.func.count()).select_from(tables.memberships).where(tables.memberships.c.permissions == 128)
        )
        assert connection.scalar(marked) == sum(GROUP_SIZES)
