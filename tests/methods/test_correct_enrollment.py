"""correctEnrollment: the new value, the old one beside it in the history, and every code by one difference."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from rollbook.records import tables
from tests import cast
from tests.answers import Answer
from tests.learning_module_calls import batch, enroll_in_courses, import_history, texts, unenroll
from tests.methods.mistakes import codes_by_block, recorded_numbers
from tests.refusals import refusing
from tests.seed_calls import GITA, LENA, MALLORY, OLGA, Changes, Keys, Sent, record_sessions
from tests.served import Served
from tests.waiting import wait_until_it_waits

TAGS = ("EnrollmentStatus", "Grade", "Passed", "EnrolledDate", "StartedDate", "CompletionDate", "Reason")
ID = "AccountUserLearningModuleRelID"
WHY = "A 6 was read as a 0"


def correct(server: Served, keys: Keys, *blocks: Sent) -> Answer:
    """Call correctEnrollment with a reason in each block."""
    rows = (f"<Correction>{texts({'Reason': WHY, **block}, ID, *TAGS)}</Correction>" for block in blocks)
    return server.call(batch("correctEnrollment", keys, rows))


def enrollments(server: Served) -> list[dict[str, Any]]:
    return server.rows(tables.enrollments)


@pytest.fixture
def sat(fina: Served) -> Served:
    """Dana completed the session with percentages, and its sibling without grades."""
    record_sessions(fina, OLGA, {}, {"LearningModuleSessionID": cast.UNGRADED_SESSION, "Grade": None})
    return fina


@pytest.fixture
def learnt(fina: Served) -> Served:
    """Dana completed an online course."""
    import_history(fina, OLGA, {})
    return fina


def graded(server: Served) -> int:
    return next(int(row["id"]) for row in enrollments(server) if row["session_id"] in {cast.PERCENTAGE_SESSION, None})


def ungraded(server: Served) -> int:
    return next(int(row["id"]) for row in enrollments(server) if row["session_id"] == cast.UNGRADED_SESSION)


def row_of(server: Served, number: int) -> dict[str, Any]:
    return next(row for row in enrollments(server) if row["id"] == number)


def test_a_wrong_grade_is_corrected_and_stays_in_the_history_with_the_reason(sat):
    number = graded(sat)
    before = row_of(sat, number)
    answer = correct(sat, GITA, {ID: number, "Grade": "62"})
    assert (answer.errors, answer.recorded) == ([], [(1, {ID: str(number)})])
    assert row_of(sat, number) == {**before, "grade": "62"}
    (change,) = sat.rows(tables.changes)
    assert (change["before"], change["after"], change["reason"]) == ({"grade": "92"}, {"grade": "62"}, WHY)
    call = max(sat.rows(tables.calls), key=lambda each: each["concluded_id"])
    assert (change["call_id"], call["user_id"]) == (call["id"], change_user(sat, "gita.manager@finashoes.com"))


def change_user(server: Served, email: str) -> int:
    return next(int(user["id"]) for user in server.rows(tables.users) if user["email"] == email)


def test_who_did_not_attend_after_all_has_no_grade(sat):
    number = graded(sat)
    assert correct(sat, OLGA, {ID: number, "EnrollmentStatus": "NotAttended"}).errors == []
    assert (row_of(sat, number)["status"], row_of(sat, number)["grade"]) == ("NotAttended", None)


def test_history_is_reopened_and_completed_again(learnt):
    number = graded(learnt)
    assert correct(learnt, OLGA, {ID: number, "EnrollmentStatus": "In Progress"}).errors == []
    row = row_of(learnt, number)
    assert (row["status"], row["open"], row["completed_at"], row["grade"]) == ("InProgress", True, None, None)
    again = {"EnrollmentStatus": "Completed", "CompletionDate": "16-Mar-2024", "Passed": 1, "Grade": "70"}
    assert correct(learnt, OLGA, {ID: number, **again}).errors == []
    row = row_of(learnt, number)
    assert (row["status"], row["open"], row["passed"], row["grade"]) == ("Completed", False, True, "70")


IN_A_SESSION: list[tuple[Changes, str]] = [
    ({ID: None}, "CE:52"),
    ({ID: "x"}, "CE:52"),
    ({"EnrollmentStatus": "Absent"}, "CE:53"),
    ({"Grade": "9" * 256}, "CE:54"),
    ({"Passed": "maybe"}, "CE:55"),
    ({"EnrolledDate": "32-Mar-2024"}, "CE:56"),
    ({"Reason": None}, "CE:57"),
    ({"Reason": "x" * 501}, "CE:57"),
    ({ID: 404}, "CE:58"),
    ({"Grade": None}, "CE:60"),
    ({"EnrollmentStatus": "Enrolled", "Grade": None}, "CE:61"),
    ({"CompletionDate": "01-Mar-2024"}, "CE:62"),
    ({"Passed": 1}, "CE:62"),
    ({"Grade": "Pass"}, "CE:63"),
    ({"EnrollmentStatus": "Attended"}, "CE:63"),
    ({"EnrolledDate": "01-Mar-2999"}, "CE:64"),
    ({"EnrolledDate": "31-Dec-1899"}, "CE:64"),
]
IN_A_COURSE: list[tuple[Changes, str]] = [
    ({"EnrollmentStatus": "Attended"}, "CE:61"),
    ({"EnrollmentStatus": "Enrolled"}, "CE:62"),
    ({"EnrollmentStatus": "In Progress", "Grade": None, "Passed": 1}, "CE:62"),
    ({"Grade": "A"}, "CE:63"),
    ({"StartedDate": "16-Mar-2024"}, "CE:64"),
    ({"EnrolledDate": "03-Mar-2024"}, "CE:64"),
    ({"CompletionDate": "01-Mar-2999"}, "CE:64"),
]


@pytest.mark.parametrize(("changes", "code"), IN_A_SESSION)
def test_one_difference_in_a_session_is_refused_with_its_code_and_changes_nothing(sat, changes, code):
    before = enrollments(sat)
    assert codes_by_block(correct(sat, OLGA, {ID: graded(sat), "Grade": "62", **changes})) == {1: code}
    assert (enrollments(sat), sat.rows(tables.changes)) == (before, [])


@pytest.mark.parametrize(("changes", "code"), IN_A_COURSE)
def test_one_difference_in_a_course_is_refused_with_its_code_and_changes_nothing(learnt, changes, code):
    before = enrollments(learnt)
    assert codes_by_block(correct(learnt, OLGA, {ID: graded(learnt), "Grade": "62", **changes})) == {1: code}
    assert enrollments(learnt) == before


def test_a_session_without_grades_takes_none(sat):
    assert codes_by_block(correct(sat, OLGA, {ID: ungraded(sat), "Grade": "92"})) == {1: "CE:63"}


def test_a_completed_session_keeps_needing_a_grade(sat):
    number = graded(sat)
    correct(sat, OLGA, {ID: number, "EnrollmentStatus": "Attended"})
    assert codes_by_block(correct(sat, OLGA, {ID: number, "EnrollmentStatus": "Completed"})) == {1: "CE:63"}
    assert correct(sat, OLGA, {ID: number, "EnrollmentStatus": "Completed", "Grade": "50"}).errors == []


def test_an_enrolment_is_corrected_once_a_call(sat):
    answer = correct(sat, OLGA, {ID: graded(sat), "Grade": "62"}, {ID: graded(sat), "Grade": "63"})
    assert (recorded_numbers(answer), codes_by_block(answer)) == ([1], {2: "CE:65"})


def test_only_who_may_enrol_in_the_group_corrects(sat):
    office = next(row["id"] for row in sat.rows(tables.groups) if row["name"] == cast.HEAD_OFFICE)
    block: Changes = {ID: graded(sat), "Grade": "62"}
    assert codes_by_block(correct(sat, LENA, block)) == {None: "CE:51"}
    assert codes_by_block(correct(sat, MALLORY, block)) == {1: "CE:58"}
    with sat.database.writing() as connection:
        connection.execute(tables.enrollments.update().values(group_id=office))
    assert codes_by_block(correct(sat, GITA, block)) == {1: "CE:59"}
    assert row_of(sat, graded(sat))["grade"] == "92"


def test_two_who_correct_at_once_are_recorded_one_after_the_other_or_refused(sat):
    blocks: list[Changes] = [{ID: graded(sat), "Grade": str(grade)} for grade in range(60, 68)]
    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda block: correct(sat, OLGA, block), blocks))
    codes = [codes_by_block(answer) for answer in answers]
    assert all(each in ({}, {1: "CE:66"}) for each in codes)
    history = sorted(sat.rows(tables.changes), key=lambda change: change["id"])
    assert len(history) == codes.count({})
    befores, afters = ({change[side]["grade"] for change in history} for side in ("before", "after"))
    assert befores | {row_of(sat, graded(sat))["grade"]} == afters | {"92"}


def test_dates_that_another_corrects_at_the_same_time_are_not_overwritten(learnt):
    number, then = graded(learnt), datetime(2024, 2, 27, tzinfo=UTC)
    with ThreadPoolExecutor(1) as callers:
        with learnt.database.writing() as connection:
            connection.execute(tables.enrollments.update().values(enrolled_at=then))
            late = callers.submit(correct, learnt, OLGA, {ID: number, "Grade": "62"})
            wait_until_it_waits(late, learnt.database)
        answer = late.result()
    assert row_of(learnt, number)["enrolled_at"] == then
    if learnt.database.dialect == "postgresql":
        assert codes_by_block(answer) == {1: "CE:66"}
    else:  # the other had not begun to be judged
        assert answer.errors == []


def test_a_second_open_enrolment_is_not_recorded(learnt):
    enroll_in_courses(learnt, OLGA, {})
    number = next(row["id"] for row in enrollments(learnt) if not row["open"])
    answer = correct(learnt, OLGA, {ID: number, "EnrollmentStatus": "In Progress"})
    assert answer.errors == [(1, "CE:67", "Correction 1 - The correction could not be recorded.")]
    assert row_of(learnt, number)["status"] == "Completed"


def test_a_row_that_the_database_refuses_costs_its_block_alone(fina):
    import_history(fina, OLGA, {}, {"Email": cast.GITA.email})
    dana = change_user(fina, cast.DANA.email)
    first, second = sorted(enrollments(fina), key=lambda row: row["user_id"] != dana)
    with refusing(fina.database, tables.enrollments, dana, "UPDATE"):
        answer = correct(fina, OLGA, {ID: first["id"], "Grade": "62"}, {ID: second["id"], "Grade": "62"})
    assert (recorded_numbers(answer), codes_by_block(answer)) == ([2], {1: "CE:67"})


def test_what_was_unenrolled_is_not_there_to_correct(fina):
    number = enroll_in_courses(fina, OLGA, {}).recorded[0][1][ID]
    unenroll(fina, OLGA, number)
    assert codes_by_block(correct(fina, OLGA, {ID: number, "EnrollmentStatus": "In Progress"})) == {1: "CE:58"}
