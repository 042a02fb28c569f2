"""Taking a call back makes the same few statements, whatever the number of its rows, and asks only what it needs."""

import pytest
import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.worlds.load import load
from tests import cast
from tests.answers import package
from tests.calls.test_statements import answer_of, group_package
from tests.noted import Statement, noted
from tests.scenery import extended
from tests.seed_calls import OLGA, session_package

SIZES = (2, 40)


@pytest.fixture
def crowd(database: Database) -> Database:
    """A database with the cast, and users who come into a group and leave it."""
    numbers = range(sum(SIZES))
    people = "".join(
        f"  - {{employee_id: G{number}{age}, home_group: Warehouse}}\n" for number in numbers for age in ("", "-old")
    )
    load(database, [extended(cast.FINA_SHOES, users=people)])
    user, group = tables.users.c, tables.groups.c
    old = (
        sa.select(user.account_id, group.id, user.id)
        .join_from(tables.users, tables.groups, user.account_id == group.account_id)
        .where(user.employee_id.like("G%-old"), group.name == cast.SALES)
    )
    with database.writing() as connection:
        connection.execute(tables.memberships.insert().from_select(["account_id", "group_id", "user_id"], old))
    return database


def take_back_last(database: Database) -> list[Statement]:
    """The statements of taking back the call that ended last."""
    with database.reading() as connection:
        call = connection.scalar(sa.select(tables.calls.c.id).order_by(tables.calls.c.concluded_id.desc()).limit(1))
    content = f"<Call><CallID>{call}</CallID><Reason>x</Reason></Call>"
    with noted(database) as asked:
        answer = answer_of(database, package("takeBackCall", content, OLGA))
    assert b"<Result>Success</Result>" in answer.body
    return asked


def test_the_number_of_rows_does_not_count(crowd):
    first, counts = 0, []
    for size in SIZES:
        numbers = range(first, first + size)
        sent = group_package((f"G{number}" for number in numbers), (f"Tag {number}" for number in numbers))
        assert b"<Result>Success</Result>" in answer_of(crowd, sent).body
        counts.append(len(take_back_last(crowd)))
        first += size
    assert counts[0] == counts[1]


def test_of_enrolments_no_rule_about_groups_is_judged(crowd):
    answer_of(crowd, session_package(OLGA, {}))
    asked = [each.statement for each in take_back_last(crowd)]
    assert not [statement for statement in asked if "FROM groups" in statement]
