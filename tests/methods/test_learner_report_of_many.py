"""getLearnerReport on more enrolments than are ever fetched at once: however they are found, the rows are the same."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.records.read.report_filters import FEW, FEW_GROUPS
from tests import cast
from tests.calls.test_statements import answer_of
from tests.methods.people import Tree
from tests.noted import Statement, noted, plan_of
from tests.report_calls import learners, report, report_package
from tests.seed_calls import OLGA
from tests.served import Served

Row = dict[str, Any]
MANY, COURSES, LEARNERS, GROUPS = FEW + 1_000, 5, 20, 12
DAYS = 300
UNAIDED = r"SCAN (enrollments|learning_modules|users|groups)|SEARCH enrollments [A-Z ]+\w+ \(account_id=\?\)|Seq Scan"
"""What the plans of either database say where a table, or all that an account has in it, is read from end to end."""
EARLY = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def crowd(fina: Served) -> Served:
    """Fina Shoes with a great number of enrolments, in courses, groups and of learners of their own."""
    account = next(row["id"] for row in fina.rows(tables.accounts) if row["name"] == "Fina Shoes")
    with fina.database.writing() as connection:
        for table, rows in _crowd():
            connection.execute(table.insert(), [{"account_id": account, **row} for row in rows])
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")  # as its autovacuum does in time
    return fina


def _crowd() -> Iterator[tuple[sa.Table, list[Row]]]:
    changed: Row = {"created_at": EARLY, "modified_at": EARLY}
    name = {"given_name": "Some", "surname": "One"}
    course = {"type": "Online", "created_at": EARLY}
    yield tables.groups, [{"id": n, "name": f"Group {n}", "name_key": f"group {n}", **changed} for n in _ids(GROUPS)]
    yield tables.users, [{"id": n, "employee_id": f"C-{n}", **name, **changed} for n in _ids(LEARNERS)]
    yield tables.learning_modules, [{"id": n, "name": f"Course {n * 3 % COURSES}", **course} for n in _ids(COURSES)]
    yield tables.enrollments, list(_enrollments())


def _ids(count: int) -> range:
    return range(1, count + 1)


def _enrollments() -> Iterator[Row]:
    for n in _ids(MANY):
        enrolled_at = EARLY + timedelta(days=n * 7919 % DAYS)
        yield {
            "id": n,
            "user_id": 1 + n * 31 // 7 % LEARNERS,
            "group_id": 1 + n * 17 // 5 % GROUPS,
            "learning_module_id": 1 + n * 13 // 3 % COURSES,
            "status": "Completed",
            "enrolled_at": enrolled_at,
            "completed_at": EARLY + timedelta(days=n * 97 // 2 % DAYS),
            "recorded_at": enrolled_at,
        }


def in_groups(count: int) -> tuple[Tree, Callable[[Row], bool]]:
    """The filter for the first groups, and the same in Python."""
    names = [("GroupName", f"Group {n}") for n in _ids(count)]
    return {"Filters/Groups": {"GroupNames": names}}, lambda row: row["group_id"] <= count


def of_learners(count: int) -> tuple[Tree, Callable[[Row], bool]]:
    """The filter for the first learners, and the same in Python."""
    names = [("EmployeeID", f"C-{n}") for n in _ids(count)]
    return {"Filters/Users": {"UserIdentifier": names}}, lambda row: row["user_id"] <= count


def in_groups_of_learners(groups: int, count: int) -> tuple[Tree, Callable[[Row], bool]]:
    """Both filters at once, and the same in Python."""
    one, passes_one = in_groups(groups)
    other, passes_other = of_learners(count)
    return {**one, **other}, lambda row: passes_one(row) and passes_other(row)


def completed_in(days: int) -> tuple[Tree, Callable[[Row], bool]]:
    """The filter for what was completed in the first days, and the same in Python."""
    last = EARLY + timedelta(days=days - 1)
    period = {"CompletedDateTo": f"{last:%d-%b-%Y}"}
    return {
        "Filters/LearningModules/CompletedDates": {"CompletedDate": period}
    }, lambda row: row["completed_at"] <= last


def enrolled_in(days: int) -> tuple[Tree, Callable[[Row], bool]]:
    """The filter for enrolments made in the last days, and the same in Python."""
    first = EARLY + timedelta(days=DAYS - days)
    period = {"EnrolledDate": {"EnrolledDateFrom": f"{first:%d-%b-%Y}"}}
    return {"Filters/LearningModules/EnrolledDates": period}, lambda row: row["enrolled_at"] >= first


def place(row: Row) -> tuple[Any, ...]:
    """Where a row comes in the report."""
    return row["learning_module_id"] * 3 % COURSES, row["enrolled_at"], row["id"]


def ids(crowd: Served, changes: Tree, page: int, size: int = 1000) -> list[int]:
    """The ids that a page of the report tells of."""
    answer = report(crowd, OLGA, {**changes, "Page": page, "PageSize": size, "Columns": {}})
    return [int(row["ID"]) for row in learners(answer)]


@pytest.mark.parametrize(
    "asked",
    [
        in_groups(1),
        in_groups(FEW_GROUPS),
        in_groups(FEW_GROUPS + 1),
        in_groups(GROUPS - 1),
        of_learners(2),
        of_learners(LEARNERS - 1),
        completed_in(DAYS // 20),
        completed_in(DAYS - 10),
        enrolled_in(DAYS // 2),
        ({}, lambda _: True),
        in_groups_of_learners(3, LEARNERS - 1),
    ],
    ids=[
        *("a group", "some groups", "more groups", "most groups", "two learners", "most learners"),
        *("few were completed", "most were completed", "half were enrolled", "all", "some groups and most learners"),
    ],
)
def test_the_rows_are_the_same_however_they_are_found(crowd, asked):
    changes, passes = asked
    expected = [row["id"] for row in sorted(_enrollments(), key=place) if passes(row)]
    last = len(expected) // 1000 + 1
    assert ids(crowd, changes, last) == expected[(last - 1) * 1000 :]
    assert [each for page in range(1, last + 1) for each in ids(crowd, changes, page)] == expected
    assert ids(crowd, changes, len(expected) // 7, 7) == expected[: len(expected) // 7 * 7][-7:]


def asked_for(database: Database, changes: Tree) -> list[Statement]:
    """What one call for a page asks of the database, from the keys to the call record."""
    with noted(database) as asked:
        answer = answer_of(database, report_package(OLGA, changes))
    assert b"<Result>Success</Result>" in answer.body
    return asked


def test_a_page_takes_as_many_statements_whatever_is_on_it_and_before_it(crowd):
    counted = [len(asked_for(crowd.database, {"Page": 1, "PageSize": size})) for size in (1, 1000)]
    counted += [len(asked_for(crowd.database, {"Page": page, "PageSize": 10})) for page in (2, 3, 500)]
    assert counted == [5, 5, 5, 5, 5]
    changes: Tree = {}
    for asked in (in_groups(GROUPS - 1), of_learners(LEARNERS - 1), completed_in(DAYS - 10)):
        changes |= asked[0]
    assert len(asked_for(crowd.database, {**changes, "Page": 3})) == 10


@pytest.mark.parametrize(
    "changes",
    [
        {},
        in_groups(1)[0],
        in_groups(FEW_GROUPS + 1)[0],
        of_learners(2)[0],
        of_learners(LEARNERS - 1)[0],
        completed_in(DAYS // 20)[0],
        enrolled_in(DAYS // 2)[0],
        {"Filters/EnrollmentID": "7"},
        {"Filters/Groups": {"GroupStatus": "Active"}, "Filters/Users": {"UserStatus": "Active"}},
    ],
)
def test_no_enrolments_are_looked_for_without_an_index(crowd, changes):
    found = [each for each in asked_for(crowd.database, changes) if re.search("FROM enrollments|JOIN", each.statement)]
    assert found
    for each in found:
        plan = plan_of(crowd.database, each)
        assert not re.search(UNAIDED, plan), plan


def test_a_report_on_nobody_asks_no_further(crowd):
    nobody: Tree = {"Filters/Users": {"UserIdentifier": [("EmployeeID", cast.NILS.employee_id)]}}
    assert ids(crowd, nobody, 1) == ids(crowd, nobody, 7) == []
    assert not any("FROM enrollments" in each.statement for each in asked_for(crowd.database, nobody))
