"""createSession and updateSession: when and where, every code, and Mallory next door."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rollbook.records import tables
from tests import cast
from tests.learning_module_calls import IN_SESSION, enroll_in_courses
from tests.learning_module_calls import create_session as create_historical
from tests.methods.own_calls import account_of, answered, call, codes_of, error, everything
from tests.methods.people import Tree, user_of
from tests.seed_calls import ADAM, GITA, MALLORY, OLGA
from tests.served import Served

CREATE, UPDATE = "createSession", "updateSession"
NEW: Tree = {"CourseSession": {"LearningModuleID": cast.COURSE, "StartDate": "01-Mar-2090"}}
KNOWN: Tree = {"CourseSession": {"CourseSessionID": cast.FUTURE_SESSION}}
WHERE: Tree = {
    "InstructorType": "Both",
    "InstructorNotes": "taught together",
    "ExternalInstructors": "Ada Vamp",
    "URL": "https://meet.example/1?a=1&b=2",
    "WebinarProvider": "Meet",
    "Other": "fair",
    "Venue": "Denver",
    "Room": "12",
    "Location": "up",
    "Capacity": 0,
}
TIMES: Tree = {"StartDate": "01-Jul-2090", "StartTime": "9:05 AM", "DurationHour": 2, "DurationMinute": 30}
STARTS, ENDS = datetime(2090, 7, 1, 14, 5, tzinfo=UTC), datetime(2090, 7, 1, 16, 35, tzinfo=UTC)
DANA, NOOR = {"Email": cast.DANA.email}, {"EmployeeID": cast.NOOR.employee_id}


def session(**changes: object) -> Tree:
    """Changes of the session's own tags."""
    return {f"CourseSession/{tag}": value for tag, value in changes.items()}


def taught_by(*each: Tree) -> Tree:
    return session(InternalInstructors=[("Instructor", one) for one in each])


def session_of(server: Served, number: object) -> dict[str, Any]:
    key = (account_of(server), int(str(number)))
    return next(row for row in server.rows(tables.sessions) if (row["account_id"], row["id"]) == key)


def made(server: Served, changes: Tree) -> dict[str, Any]:
    answer = answered(call(server, OLGA, CREATE, NEW, changes))
    assert answer["LearningModuleID"] == str(cast.COURSE)
    return session_of(server, answer["CourseSessionID"])


TODAY = datetime.now(UTC)
LONG_AGO = f"{TODAY - timedelta(days=3):%d-%b-%Y}"
UNFIT: list[Tree] = [
    {"StartDate": "30-Feb-2090"},
    {"StartTime": "25:00"},
    {"DurationHour": 1000},
    {"DurationMinute": 60},
    {"GradeType": "Percent"},
    {"InstructorType": "Guest"},
    {"InstructorNotes": "n" * 4001},
    {"ExternalInstructors": "n" * 4001},
    {"URL": "n" * 4001},
    {"WebinarProvider": "n" * 256},
    {"Other": "n" * 4001},
    {"Venue": "n" * 256},
    {"Room": "n" * 256},
    {"Location": "n" * 256},
    {"Capacity": -1},
]
BOTH: list[tuple[Tree, str, Tree]] = [
    *((session(**each), "53", {"tag": next(iter(each))}) for each in UNFIT),
    (session(StartDate="12-Mar-2090", StartTime="02:30"), "54", {}),  # the clocks of US/Central go from 2 to 3
    (session(StartDate=LONG_AGO), "55", {}),
    (session(StartDate="01-Jan-3000"), "55", {}),
    (session(StartDate="0001-01-01"), "55", {}),
    (session(StartDate="9999-12-31", StartTime="23:59", DurationHour=999), "55", {}),
    (taught_by(DANA, {}), "56", {"item": 2}),
    (taught_by({"Email": "dana"}), "56", {"item": 1}),
    (taught_by(DANA, {"EmployeeID": "FS-9"}), "57", {"item": 2, "EmployeeID": "FS-9"}),
    (taught_by({"Email": cast.NILS.email}), "57", {"item": 1, "Email": cast.NILS.email}),
]
MISTAKES = [
    *((CREATE, NEW, changes, f"CS:{number}", told) for changes, number, told in BOTH),
    *((UPDATE, KNOWN, changes, f"US:{number}", told) for changes, number, told in BOTH),
    (CREATE, NEW, session(LearningModuleID=None), "CS:52", {}),
    (CREATE, NEW, session(LearningModuleID="Fitting"), "CS:52", {}),
    (CREATE, NEW, session(LearningModuleID=9999), "CS:52", {}),
    (CREATE, NEW, session(LearningModuleID=cast.ONLINE_COURSE), "CS:52", {}),
    (CREATE, NEW, session(StartDate=None), "CS:53", {"tag": "StartDate"}),
    (UPDATE, KNOWN, session(CourseSessionID=None), "US:52", {}),
    (UPDATE, KNOWN, session(CourseSessionID="next"), "US:52", {}),
    (UPDATE, KNOWN, session(CourseSessionID=9999), "US:52", {}),
    (UPDATE, KNOWN, session(CourseSessionID=cast.PERCENTAGE_SESSION), "US:52", {}),
    (UPDATE, KNOWN, session(CourseSessionID=cast.HISTORICAL_SESSION), "US:52", {}),
    (UPDATE, KNOWN, session(StartTime="09:00"), "US:58", {}),
    (UPDATE, KNOWN, session(DurationHour=2), "US:58", {}),
    (UPDATE, KNOWN, session(DurationMinute=2), "US:58", {}),
]


def test_a_new_session_is_on_record_with_all_that_was_sent(fina):
    row = made(fina, session(**TIMES, GradeType="PassFail", **WHERE) | taught_by(DANA, NOOR))
    people = [user_of(fina, each.employee_id)["id"] for each in (cast.DANA, cast.NOOR)]
    assert row == {
        "account_id": account_of(fina),
        "id": row["id"],
        "learning_module_id": cast.COURSE,
        "grade_type": "PassFail",
        "starts_at": STARTS,
        "ends_at": ENDS,
        "historical": False,
        "details": {**WHERE, "InternalInstructors": people},
    }


def test_a_new_session_needs_no_more_than_course_and_day(fina):
    row = made(fina, {})
    midnight = datetime(2090, 3, 1, 6, tzinfo=UTC)
    assert (row["starts_at"], row["ends_at"], row["grade_type"], row["details"]) == (midnight, midnight, "None", {})


def test_a_session_that_began_today_and_is_not_over_may_be_made(fina):
    began = f"{TODAY - timedelta(days=1):%d-%b-%Y %H:%M}"
    assert made(fina, session(StartDate=began, DurationHour=48))["historical"] is False


def test_users_are_enrolled_in_a_session_that_was_made(fina):
    row = made(fina, session(**TIMES))
    answer = enroll_in_courses(fina, GITA, IN_SESSION | {"LearningModuleSessionID": row["id"]})
    assert (answer.result, answer.errors) == ("Success", [])
    assert [each["session_id"] for each in fina.rows(tables.enrollments)] == [row["id"]]


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_what_is_named_changes_and_the_rest_stays(fina, keys):
    was = session_of(fina, cast.FUTURE_SESSION)
    answer = answered(call(fina, keys, UPDATE, KNOWN, session(Venue="Omaha", Capacity=9, Room="")))
    assert answer == {"LearningModuleID": str(cast.COURSE), "CourseSessionID": str(cast.FUTURE_SESSION)}
    first = was | {"details": {"Venue": "Omaha", "Capacity": 9}}
    assert session_of(fina, cast.FUTURE_SESSION) == first
    answered(call(fina, keys, UPDATE, KNOWN, session(Room="7", GradeType="None") | taught_by(DANA)))
    people = [user_of(fina, cast.DANA.employee_id)["id"]]
    details = {**first["details"], "Room": "7", "InternalInstructors": people}
    assert session_of(fina, cast.FUTURE_SESSION) == first | {"grade_type": "None", "details": details}


def test_instructors_replace_those_on_record(fina):
    answered(call(fina, OLGA, UPDATE, KNOWN, taught_by(DANA, NOOR)))
    answered(call(fina, OLGA, UPDATE, KNOWN, taught_by(NOOR)))
    people = [user_of(fina, cast.NOOR.employee_id)["id"]]
    assert session_of(fina, cast.FUTURE_SESSION)["details"] == {"InternalInstructors": people}


def test_times_change_all_together_and_leave_what_they_were_in_the_history(fina):
    was = session_of(fina, cast.FUTURE_SESSION)
    answered(call(fina, OLGA, UPDATE, KNOWN, session(**TIMES)))
    assert session_of(fina, cast.FUTURE_SESSION) == was | {"starts_at": STARTS, "ends_at": ENDS}
    (change,) = fina.rows(tables.changes)
    assert change["before"] == {name: was[name].isoformat() for name in ("starts_at", "ends_at")}
    assert change["after"] == {"starts_at": STARTS.isoformat(), "ends_at": ENDS.isoformat()}


def test_a_session_that_was_entered_as_past_stays_as_it_is(fina):
    answer = create_historical(fina, OLGA, {})
    number = answer.tree.findtext(".//CourseSessionID")
    assert call(fina, OLGA, UPDATE, KNOWN, session(CourseSessionID=number)).errors == error(UPDATE, "US:52")


@pytest.mark.parametrize(("name", "tree", "changes", "code", "told"), MISTAKES)
def test_a_mistake_is_answered_with_its_code_and_changes_nothing(fina, name, tree, changes, code, told):
    before = everything(fina)
    assert call(fina, OLGA, name, tree, changes).errors == error(name, code, told)
    assert everything(fina) == before


@pytest.mark.parametrize(("name", "tree", "code"), [(CREATE, NEW, "CS:51"), (UPDATE, KNOWN, "US:51")])
def test_a_manager_may_not(fina, name, tree, code):
    before = everything(fina)
    assert call(fina, GITA, name, tree).errors == error(name, code)
    assert everything(fina) == before


def test_every_code_is_provoked_here():
    provoked = {code for _, _, _, code, _ in MISTAKES} | {"CS:51", "US:51"}
    assert codes_of(CREATE) | codes_of(UPDATE) == provoked


def test_mallory_next_door_makes_sessions_of_her_own_course_only(server):
    server.load(cast.FINA_SHOES, cast.NEXT_DOOR_SHOES)
    before = everything(server)
    other = session(LearningModuleID=cast.OTHER_COURSE)
    assert call(server, MALLORY, CREATE, NEW, other).errors == error(CREATE, "CS:52")
    assert call(server, MALLORY, UPDATE, KNOWN, session(Venue="Hers")).errors == error(UPDATE, "US:52")
    told = {"item": 1, "Email": cast.DANA.email}
    assert call(server, MALLORY, CREATE, NEW, taught_by(DANA)).errors == error(CREATE, "CS:57", told)
    assert everything(server) == before
