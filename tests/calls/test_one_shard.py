"""On Citus, every statement of every method stays inside one shard: the query plans show it."""

import copy
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from rollbook.contract.method import Method
from rollbook.contract.permissions import Role
from rollbook.methods import METHODS
from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.records.keys.callers import find_answer
from rollbook.records.sql.find import find_account
from rollbook.records.write.blocks import WriteContext
from rollbook.records.write.calls import forget_packages
from rollbook.records.write.credits import Credits
from rollbook.reference.samples import sample_package
from rollbook.worlds.load import load
from tests import cast
from tests.answers import package
from tests.calls.test_statements import answer_of
from tests.noted import Statement, noted, plan_of
from tests.seed_calls import LENA, MALLORY, OLGA, Changes, Sent, session_package, variant_package

pytestmark = pytest.mark.parametrize("backend", ["citus"], indirect=True)

CREDITS: Changes = {"SubscriptionVariantID": cast.CREDITS_VARIANT}
MIXED: list[Sent] = [
    {},
    {"LearningModuleSessionID": cast.UNGRADED_SESSION},
    {"Email": "nobody@finashoes.com"},
    {"GroupName": None, "GroupID": cast.SALES_ID, "Email": None, "EmployeeID": cast.NOOR.employee_id},
]
CALLS = {
    "history": session_package(OLGA, *MIXED),
    "history of one": session_package(OLGA, {"Email": cast.ADAM.email}),
    "history by who may not": session_package(LENA, {}),
    "history by a stranger": session_package(MALLORY, {}),
    "a package that is wrong": package("enrollSessionHistory", "<Strange/>", OLGA),
    "days": variant_package(OLGA, {"SubscriptionVariantID": cast.DAYS_VARIANT}),
    "subscriptions for credits": variant_package(OLGA, CREDITS, CREDITS),
    "an unlimited subscription": variant_package(OLGA, {}, {"Email": "nobody@finashoes.com"}),
}
HEADERS: dict[str, dict[str, str]] = {
    "no header": {},
    "a key": {"idempotency-key": "k"},
    "strict": {"prefer": "handling=strict"},
    "dry": {"rollbook-dry-run": "true"},
}


@pytest.fixture
def school(database: Database) -> Database:
    load(database, [cast.FINA_SHOES, cast.NEXT_DOOR_SHOES])
    return database


def stays_in_one_shard(plan: str) -> bool:
    """Whether one task on one node does the whole plan; without a task, the coordinator does it."""
    tasks = re.findall(r"Task Count: (\d+)", plan)
    only_tasks = plan.count("Custom Scan (Citus") == plan.count("Custom Scan (Citus Adaptive)") == len(tasks)
    return only_tasks and tasks in ([], ["1"]) and "Distributed Subplan" not in plan


def account_of(database: Database) -> int:
    with database.reading() as connection:
        account = find_account(connection, "Fina Shoes")
    assert account is not None
    number: int = account.id
    return number


def other_sides(method: type[Method]) -> Iterator[str]:
    """The sample once for each comment in it, with its tag added, or in place of the tag before it."""
    sample = etree.fromstring(sample_package(method))
    for place in range(len(list(sample.iter(etree.Comment)))):
        package = copy.deepcopy(sample)
        comment = list(package.iter(etree.Comment))[place]
        word, xml = (comment.text or "").strip().split(maxsplit=1)
        around, before = comment.getparent(), comment.getprevious()
        assert around is not None
        around.replace(comment, etree.fromstring(xml))
        while word == "or" and before is not None:
            other, before = before, before.getprevious()
            around.remove(other)
            if isinstance(other.tag, str):
                break
        yield etree.tostring(package, encoding="unicode")


def check_all(database: Database, asked: list[Statement]) -> None:
    plans = [(each.statement, plan_of(database, each)) for each in asked if each.is_of_rows]
    assert plans
    assert [each for each in plans if not stays_in_one_shard(each[1])] == []


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_every_statement_of_a_call_stays_in_one_shard(school, headers):
    for sent in CALLS.values():
        with noted(school) as asked:
            answer_of(school, sent, **headers)
        check_all(school, asked)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_every_statement_of_every_sample_stays_in_one_shard(school, method):
    asked_once: dict[str, Statement] = {}
    for sent in (sample_package(method), *other_sides(method)):
        for headers in HEADERS.values():
            with noted(school) as asked:
                answer_of(school, sent, **headers)
            asked_once |= {each.statement: each for each in asked}
    check_all(school, list(asked_once.values()))


def test_the_calls_that_are_explained_are_recorded(school):
    with noted(school) as asked:
        for name in ("history", "days", "subscriptions for credits", "an unlimited subscription"):
            assert b"<Result>Success</Result>" in answer_of(school, CALLS[name]).body, name
    written = {found[0] for each, _ in asked if (found := re.match(r"(INSERT INTO|UPDATE) \w+", each))}
    tables_written = ("calls", "changes", "enrollments", "subscription_enrollments")
    assert written == {*(f"INSERT INTO {each}" for each in tables_written), "UPDATE group_variants"}


def test_the_account_s_rows_are_read_and_written_by_one_task(school):
    with noted(school) as asked:
        answer_of(school, CALLS["history"])
    plans = [plan_of(school, each) for each in asked]
    assert ["Task Count: 1" in plan for plan in plans[1:]] == [True] * 4


def test_an_expired_idempotency_key_is_reused_in_one_shard(school):
    answer_of(school, CALLS["history"], **HEADERS["a key"])
    with school.writing() as connection:
        connection.execute(tables.calls.update().values(received_at=datetime.now(UTC) - timedelta(days=2)))
    with noted(school) as asked:
        answer_of(school, CALLS["history"], **HEADERS["a key"])
    assert any(statement.startswith("UPDATE calls") for statement, _ in asked)
    check_all(school, asked)


def test_statements_of_a_race_a_lost_connection_or_a_new_day_stay_in_one_shard(school):
    account = account_of(school)
    with noted(school) as asked, school.writing() as connection:
        context = WriteContext(account, 1, Role.OWNER, 1, datetime.now(UTC), ZoneInfo("UTC"))
        Credits("postgresql").give_back(connection, context, {(1, 2): 3})
        find_answer(connection, account, 1)
        forget_packages(connection, account, datetime.now(UTC))
    assert len(asked) == 3
    check_all(school, asked)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM enrollments",
        "UPDATE calls SET package = NULL WHERE user_id = 1",
        "SELECT * FROM users JOIN memberships USING (account_id) WHERE users.id = 1",
        "INSERT INTO tags (account_id, id, name, name_key) SELECT n, n, 'a', 'a' FROM unnest('{1,2}'::bigint[]) AS n",
        "WITH all_users AS MATERIALIZED (SELECT * FROM users) SELECT * FROM all_users JOIN tags USING (account_id)",
    ],
)
def test_a_statement_that_leaves_its_shard_is_found(school, statement):
    assert not stays_in_one_shard(plan_of(school, Statement(statement)))
