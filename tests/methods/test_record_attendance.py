"""recordAttendance: who was enrolled beforehand is marked as present, and every code by one difference."""

from typing import Any

import pytest

from rollbook.records import tables
from tests import cast
from tests.answers import Answer
from tests.learning_module_calls import batch, texts
from tests.methods.mistakes import codes_by_block, recorded_numbers
from tests.refusals import refusing
from tests.scenery import extended
from tests.seed_calls import GITA, LENA, MALLORY, OLGA, Changes, Keys, Sent, record_sessions
from tests.served import Served

GOOD: Changes = {
    "Email": cast.DANA.email,
    "LearningModuleID": cast.COURSE,
    "LearningModuleSessionID": cast.PERCENTAGE_SESSION,
    "EnrollmentStatus": "Completed",
    "Grade": "92",
}
BEFOREHAND = "learning_module: 3860, status: Enrolled, enrolled: 2024-02-01}\n"
WORLD = extended(
    cast.FINA_SHOES,
    enrollments=f"  - {{user: FS-1001, group: Sales, session: 501, {BEFOREHAND}"
    f"  - {{user: FS-1003, group: Sales, session: 504, {BEFOREHAND}"
    f"  - {{user: FS-1004, group: Warehouse, session: 502, {BEFOREHAND}"
    f"  - {{user: FS-2, group: Sales, session: 503, {BEFOREHAND}"
    f"  - {{user: FS-3, group: Sales, session: 505, {BEFOREHAND}",
)


def attend(server: Served, keys: Keys, *blocks: Sent) -> Answer:
    """Call recordAttendance with Dana in the session that is graded by percentage, and what is changed of it."""
    rows = []
    for block in blocks:
        sent = {**GOOD, **block}
        rest = texts(sent, "LearningModuleID", "LearningModuleSessionID", "EnrollmentStatus", "Grade")
        rows.append(f"<Attendance><User>{texts(sent, 'Email', 'EmployeeID')}</User>{rest}</Attendance>")
    return server.call(batch("recordAttendance", keys, rows))


@pytest.fixture
def booked(server: Served) -> Served:
    """Dana, Noor, Walt, Adam and Gita are enrolled in a session each; Gita's is to come."""
    server.load(WORLD, cast.NEXT_DOOR_SHOES)
    return server


def in_session(server: Served, session: int) -> dict[str, Any]:
    return next(row for row in server.rows(tables.enrollments) if row["session_id"] == session)


def test_who_was_enrolled_beforehand_is_marked_as_present(booked):
    before = in_session(booked, cast.PERCENTAGE_SESSION)
    answer = attend(booked, GITA, {})
    assert (answer.errors, recorded_numbers(answer)) == ([], [1])
    marked = {"status": "Completed", "grade": "92", "open": False}
    assert in_session(booked, cast.PERCENTAGE_SESSION) == {**before, **marked}
    (change,) = booked.rows(tables.changes)
    assert (change["before"], change["after"]) == ({"status": "Enrolled", "grade": None, "open": True}, marked)


@pytest.mark.parametrize("status", ["Attended", "NotAttended"])
def test_a_status_without_a_grade_is_recorded(booked, status):
    assert attend(booked, OLGA, {"EnrollmentStatus": status, "Grade": None}).errors == []
    row = in_session(booked, cast.PERCENTAGE_SESSION)
    assert (row["status"], row["grade"], row["open"]) == (status, None, False)


def test_a_session_without_grades_keeps_none(booked):
    noor: Changes = {"Email": None, "EmployeeID": cast.NOOR.employee_id}
    assert attend(booked, OLGA, {**noor, "LearningModuleSessionID": cast.UNGRADED_SESSION}).errors == []
    assert in_session(booked, cast.UNGRADED_SESSION)["grade"] is None


MISTAKES: list[tuple[Changes, str]] = [
    ({"Email": "dana"}, "RA:52"),
    ({"Email": None}, "RA:52"),
    ({"Email": None, "EmployeeID": "x" * 256}, "RA:53"),
    ({"LearningModuleID": "x"}, "RA:54"),
    ({"LearningModuleSessionID": None}, "RA:55"),
    ({"EnrollmentStatus": "Present"}, "RA:56"),
    ({"EnrollmentStatus": None}, "RA:56"),
    ({"Email": "nobody@finashoes.com"}, "RA:57"),
    ({"LearningModuleID": cast.ONLINE_COURSE}, "RA:58"),
    ({"LearningModuleSessionID": 404}, "RA:59"),
    ({"Email": cast.GITA.email, "LearningModuleSessionID": cast.FUTURE_SESSION}, "RA:59"),
    ({"Email": cast.GITA.email}, "RA:60"),
    ({"EnrollmentStatus": "NotAttended"}, "RA:63"),
    ({"Grade": None}, "RA:64"),
    ({"Grade": "101"}, "RA:64"),
    ({"Email": cast.WALT.email, "LearningModuleSessionID": cast.LETTER_SESSION, "Grade": "excellent"}, "RA:64"),
    ({"Email": cast.ADAM.email, "LearningModuleSessionID": cast.PASS_FAIL_SESSION, "Grade": "92"}, "RA:64"),
]


@pytest.mark.parametrize(("changes", "code"), MISTAKES)
def test_one_difference_is_refused_with_its_code_and_changes_nothing(booked, changes, code):
    before = booked.rows(tables.enrollments)
    assert codes_by_block(attend(booked, OLGA, changes)) == {1: code}
    assert booked.rows(tables.enrollments) == before


def test_attendance_is_recorded_once(booked):
    assert codes_by_block(attend(booked, OLGA, {}, {})) == {2: "RA:62"}
    assert codes_by_block(attend(booked, OLGA, {})) == {1: "RA:62"}


def test_history_of_a_session_is_not_recorded_anew(fina):
    record_sessions(fina, OLGA, {})
    assert codes_by_block(attend(fina, OLGA, {"Grade": "50"})) == {1: "RA:62"}


def test_only_who_may_enrol_in_the_group_records(booked):
    walt: Changes = {"Email": cast.WALT.email, "LearningModuleSessionID": cast.LETTER_SESSION, "Grade": "A"}
    assert codes_by_block(attend(booked, GITA, walt)) == {1: "RA:61"}
    assert codes_by_block(attend(booked, LENA, {})) == {None: "RA:51"}
    assert codes_by_block(attend(booked, MALLORY, {})) == {1: "RA:57"}
    assert booked.rows(tables.changes) == []


def test_a_row_that_the_database_refuses_costs_its_block_alone(booked):
    dana = in_session(booked, cast.PERCENTAGE_SESSION)["user_id"]
    walt: Changes = {"Email": cast.WALT.email, "LearningModuleSessionID": cast.LETTER_SESSION, "Grade": "A"}
    with refusing(booked.database, tables.enrollments, dana, "UPDATE"):
        answer = attend(booked, OLGA, {}, walt)
    assert (recorded_numbers(answer), codes_by_block(answer)) == ([2], {1: "RA:65"})
