"""getLearnerReport: its pages, read one after the other or at random, while others record and take back."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rollbook.records import tables
from rollbook.records.page_marks import KEPT
from tests import cast, report_calls
from tests.answers import Answer
from tests.report_calls import ALL, DANA_DONE, learners, report, rows
from tests.seed_calls import ADAM, OLGA, Keys
from tests.served import Served

EARLY = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def school(server: Served) -> Served:
    """The running server with enrolments of every kind."""
    report_calls.load_scene(server)
    return server


def page(school: Served, number: int, size: int = 2, keys: Keys = OLGA, **options: Any) -> Answer:
    """Ask for a page of the report on everything."""
    return report(school, keys, {"Page": number, "PageSize": size}, **options)


def marked(school: Served) -> list[int]:
    """The pages whose beginning is remembered, whosever they are."""
    return sorted(row["page"] for row in school.rows(tables.report_pages))


def add_first(school: Served) -> None:
    """Put one more enrolment on record, which comes before all others in the report."""
    like = next(row for row in school.rows(tables.enrollments) if row["learning_module_id"] == cast.COURSE)
    new = {**like, "id": 1, "session_id": None, "enrolled_at": EARLY}
    with school.database.writing() as connection:
        connection.execute(tables.enrollments.insert(), new)


def remove(school: Served, enrollment: str) -> None:
    """Take an enrolment off the record."""
    with school.database.writing() as connection:
        connection.execute(tables.enrollments.delete().where(tables.enrollments.c.id == int(enrollment)))


def grow_old(school: Served, by: timedelta) -> None:
    """Let time pass for what is remembered of pages."""
    own = tables.report_pages
    with school.database.writing() as connection:
        for row in connection.execute(own.select()).all():
            one = own.update().where(own.c.page == row.page, own.c.filters_digest == row.filters_digest)
            connection.execute(one.values(made_at=row.made_at - by))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 1000])
def test_the_pages_together_are_the_report(school, size):
    read = [rows(page(school, number, size)) for number in range(1, len(ALL) // size + 2)]
    assert [row for each in read for row in each] == ALL
    assert all(len(each) == size for each in read[:-1])


@pytest.mark.parametrize("size", [1, 3, 7])
def test_a_page_is_the_same_whether_the_pages_before_were_read_or_not(school, size):
    for number in random.sample(range(1, 10), 9):
        assert rows(page(school, number, size)) == ALL[(number - 1) * size : number * size]


def test_a_page_has_fifty_rows_where_nothing_is_said(school):
    like = next(row for row in school.rows(tables.enrollments) if row["learning_module_id"] == cast.SCORM_COURSE)
    with school.database.writing() as connection:
        connection.execute(tables.enrollments.insert(), [{**like, "id": n, "open": False} for n in range(1, 101)])
    lengths = [len(learners(report(school, OLGA, {"Page": number}))) for number in (1, 2, 3, 4)]
    assert lengths == [50, 50, len(ALL), 0]


def test_who_reads_on_meets_every_row_once_whatever_is_recorded_meanwhile(school):
    read = []
    for number in range(1, 6):
        read += rows(page(school, number))
        if number in {1, 3}:
            add_first(school) if number == 1 else remove(school, "1")
    assert read == ALL


def test_who_reads_on_misses_no_row_when_those_before_are_taken_back(school):
    read = rows(page(school, 1))
    for row in learners(page(school, 1)):
        remove(school, row["ID"])
    for number in range(2, 6):
        read += rows(page(school, number))
    assert read == ALL


def test_a_page_that_is_asked_for_again_is_answered_again(school):
    first = [page(school, number).text for number in (1, 2, 3)]
    add_first(school)
    assert [page(school, number).text for number in (2, 3)] == first[1:]


def test_each_caller_reads_on_for_himself(school):
    assert rows(page(school, 1)) == ALL[:2]
    add_first(school)
    assert rows(page(school, 2, keys=ADAM)) == ALL[1:3]
    assert rows(page(school, 2)) == ALL[2:4]


def test_another_report_is_counted_for_itself(school):
    assert rows(page(school, 1)) == ALL[:2]
    add_first(school)
    other = {"Page": 2, "PageSize": 2, "Filters/Users/UserStatus": "Active"}
    assert rows(report(school, OLGA, other)) == ALL[1:3]
    assert rows(page(school, 2, size=3)) == ALL[2:5]
    columns = {"Page": 2, "PageSize": 2, "Columns": [("ColumnName", "ENROLLED_DATE"), ("ColumnName", "GRADE")]}
    assert rows(report(school, OLGA, columns)) == ALL[2:4]


def test_it_is_remembered_where_a_page_begins_that_was_jumped_to_and_the_one_behind_it(school):
    assert rows(page(school, 3)) == ALL[4:6]
    assert marked(school) == [3, 4]
    add_first(school)
    assert rows(page(school, 3)) == ALL[4:6]
    assert rows(page(school, 4)) == ALL[6:8]


def test_a_jump_goes_from_the_nearest_page_that_is_known(school):
    assert rows(page(school, 2)) == ALL[2:4]
    add_first(school)
    assert rows(page(school, 4)) == ALL[6:8]


def test_beyond_the_end_there_is_nothing_to_remember(school):
    assert rows(page(school, 6)) == rows(page(school, 10**9, 1000)) == []
    assert marked(school) == []
    assert rows(page(school, 5)) == []
    assert marked(school) == [5]  # the last row but none, should one be added


def test_what_was_known_an_hour_ago_counts_no_more_and_is_cleared_away(school):
    page(school, 1)
    page(school, 2)
    add_first(school)
    grow_old(school, KEPT - timedelta(seconds=30))
    assert rows(page(school, 3)) == ALL[4:6]
    grow_old(school, timedelta(seconds=31))
    assert rows(page(school, 3)) == ALL[3:5]
    assert marked(school) == [2, 3, 4]
    page(school, 1)
    assert marked(school) == [2, 3, 4]
    grow_old(school, KEPT)
    page(school, 1)
    assert marked(school) == [2]


def test_a_dry_run_remembers_nothing(school):
    answer = page(school, 1, headers={"Rollbook-Dry-Run": "true"})
    assert rows(answer) == ALL[:2]
    assert marked(school) == []


def test_a_course_that_is_renamed_while_one_reads_on_stops_nobody(school):
    assert rows(page(school, 1)) == ALL[:2]
    with school.database.writing() as connection:
        one = tables.learning_modules.update().where(tables.learning_modules.c.id == cast.COURSE)
        connection.execute(one.values(name="Zebra crossing"))
    found = [row for number in (2, 3, 4, 5) for row in rows(page(school, number))]
    assert set(found) == set(ALL)
    assert DANA_DONE in found[:2]
