"""createHistoricalSession: a past session comes on record whole or not at all, and enrollSessionHistory fills it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rollbook.methods.create_historical_session import CreateHistoricalSession
from rollbook.records import tables
from tests import cast
from tests.answers import Answer, canonical, package
from tests.learning_module_calls import create_session
from tests.methods.mistakes import codes_by_block, recorded_numbers
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA, Changes, record_sessions
from tests.served import Served

ANSWER = """
<SmarterU>
  <Result>Success</Result>
  <Info>
    <CourseSession>
      <LearningModuleID>3860</LearningModuleID>
      <CourseSessionID>{0}</CourseSessionID>
    </CourseSession>
  </Info>
  <Errors/>
</SmarterU>
"""
TAUGHT: Changes = {
    "InstructorType": "Both",
    "InstructorNotes": "taught together",
    "ExternalInstructors": "Ada Vamp of Lasts & Lace",
}
DANA = f"<Instructor><Email>{cast.DANA.email}</Email><EmployeeID/></Instructor>"
NOOR = f"<Instructor><EmployeeID>{cast.NOOR.employee_id}</EmployeeID></Instructor>"

MISTAKES: list[tuple[Changes, str]] = [
    ({"LearningModuleID": None}, "CHS:52"),
    ({"LearningModuleID": "Fitting shoes"}, "CHS:52"),
    ({"LearningModuleID": 9999}, "CHS:52"),
    ({"LearningModuleID": cast.ONLINE_COURSE}, "CHS:52"),
    ({"StartDate": ""}, "CHS:53"),
    ({"StartDate": "30-Feb-2024"}, "CHS:53"),
    ({"StartTime": "25:00"}, "CHS:54"),
    ({"StartTime": "13:00 PM"}, "CHS:54"),
    ({"StartDate": "10-Mar-2024", "StartTime": "02:30"}, "CHS:54"),  # the clocks of US/Central go from 2 to 3
    ({"DurationHour": "1.5"}, "CHS:55"),
    ({"DurationHour": 1000}, "CHS:55"),
    ({"DurationMinute": 60}, "CHS:56"),
    ({"GradeType": "Percent"}, "CHS:57"),
    ({"InstructorType": "Guest"}, "CHS:58"),
    ({"InstructorNotes": "n" * 4001}, "CHS:59"),
    ({"ExternalInstructors": "n" * 4001}, "CHS:59"),
    ({"StartDate": "01-Jan-2999"}, "CHS:62"),
    ({"StartDate": "31-Dec-1899"}, "CHS:62"),
]
UNREADABLE, UNKNOWN = "The Email or EmployeeID provided is not valid.", "is not a valid user."
INSTRUCTORS = [
    (f"{NOOR}<Instructor/>", "CHS:60", f"Instructor 2 - {UNREADABLE}"),
    (f"{NOOR}<Instructor><Email>dana</Email></Instructor>", "CHS:60", f"Instructor 2 - {UNREADABLE}"),
    (f"{DANA}<Instructor><EmployeeID>FS-9</EmployeeID></Instructor>", "CHS:61", f"Instructor 2 - 'FS-9' {UNKNOWN}"),
    (
        f"<Instructor><Email>{cast.NILS.email}</Email></Instructor>",
        "CHS:61",
        f"Instructor 1 - '{cast.NILS.email}' {UNKNOWN}",
    ),
]


def made(answer: Answer) -> int:
    assert answer.result == "Success", answer.text
    return int(answer.tree.findtext("Info/CourseSession/CourseSessionID", ""))


def in_us_central() -> datetime:
    return datetime.now(ZoneInfo("US/Central"))


def newest(server: Served) -> dict[str, object]:
    """The session with the youngest id: those of the cast have small ones."""
    return max(server.rows(tables.sessions), key=lambda row: row["id"])


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_the_answer_names_course_and_session(fina, keys):
    answer = create_session(fina, keys, TAUGHT, instructors=DANA)
    assert canonical(answer.text) == canonical(ANSWER.format(newest(fina)["id"]))


def test_the_row_says_when_it_was_held_how_it_is_graded_and_who_taught_it(fina):
    session = made(create_session(fina, OLGA, TAUGHT, instructors=DANA + NOOR))
    users = {user["employee_id"]: user["id"] for user in fina.rows(tables.users)}
    fina_shoes = {account["name"]: account["id"] for account in fina.rows(tables.accounts)}["Fina Shoes"]
    assert newest(fina) == {
        "account_id": fina_shoes,
        "id": session,
        "learning_module_id": cast.COURSE,
        "grade_type": "Percentage",
        "starts_at": datetime(2024, 3, 1, 15, 0, tzinfo=UTC),
        "ends_at": datetime(2024, 3, 1, 17, 30, tzinfo=UTC),
        "historical": True,
        "details": TAUGHT | {"InternalInstructors": [users[cast.DANA.employee_id], users[cast.NOOR.employee_id]]},
    }


def test_only_course_and_date_are_needed(fina):
    bare: Changes = dict.fromkeys(["StartTime", "DurationHour", "DurationMinute", "GradeType"])
    create_session(fina, OLGA, bare)
    row = newest(fina)
    midnight = datetime(2024, 3, 1, 6, 0, tzinfo=UTC)
    assert (row["starts_at"], row["ends_at"], row["grade_type"], row["details"]) == (midnight, midnight, "None", {})


def test_the_request_of_the_page_with_every_optional_element_empty_is_taken(fina):
    empty = "<StartTime/><DurationHour/><DurationMinute/><GradeType/><InstructorType/><InstructorNotes/>"
    session = f"<LearningModuleID>3860</LearningModuleID><StartDate>01-Mar-2024</StartDate>{empty}"
    content = f"<CourseSession>{session}<InternalInstructors/><ExternalInstructors/></CourseSession>"
    made(fina.call(package("createHistoricalSession", f"<LearningModule>{content}</LearningModule>", OLGA)))


@pytest.mark.parametrize(
    ("day", "clock", "kept"),
    [
        ("2024-03-01", "9:05 AM", datetime(2024, 3, 1, 15, 5, tzinfo=UTC)),
        ("01/07/2024", "09:05:30", datetime(2024, 7, 1, 14, 5, 30, tzinfo=UTC)),
        ("01-Mar-24", "12:00 am", datetime(2024, 3, 1, 6, 0, tzinfo=UTC)),
        ("01-Mar-2024 09:30", None, datetime(2024, 3, 1, 9, 30, tzinfo=UTC)),
        ("01-Mar-2024 09:30", "08:00", datetime(2024, 3, 1, 14, 0, tzinfo=UTC)),
    ],
)
def test_the_time_is_read_in_the_time_zone_of_the_account_and_kept_in_utc(fina, day, clock, kept):
    create_session(fina, OLGA, {"StartDate": day, "StartTime": clock})
    row = newest(fina)
    assert (row["starts_at"], row["ends_at"]) == (kept, kept + timedelta(hours=2, minutes=30))


@pytest.mark.parametrize(("changes", "code"), MISTAKES, ids=lambda value: ascii(value)[:60])
def test_a_mistake_refuses_the_call_and_nothing_is_made(fina, changes, code):
    before = fina.rows(tables.sessions)
    text = next(error.text for error in CreateHistoricalSession.errors() if error.code == code)
    answer = create_session(fina, OLGA, changes)
    assert (answer.result, answer.errors) == ("Failed", [(None, code, text)])
    assert fina.rows(tables.sessions) == before


@pytest.mark.parametrize(("instructors", "code", "text"), INSTRUCTORS, ids=[code for _, code, _ in INSTRUCTORS])
def test_an_instructor_who_cannot_be_found_is_named_by_number_and_nothing_is_made(fina, instructors, code, text):
    before = fina.rows(tables.sessions)
    assert create_session(fina, OLGA, {}, instructors=instructors).errors == [(None, code, text)]
    assert fina.rows(tables.sessions) == before


def test_every_code_is_provoked_here():
    provoked = {code for _, code in MISTAKES} | {code for _, code, _ in INSTRUCTORS} | {"CHS:51"}
    assert provoked == {error.code for error in CreateHistoricalSession.errors()}


@pytest.mark.parametrize("keys", [GITA, MIRO, LENA], ids=["manager", "users' manager", "learner"])
def test_only_administrators_and_owners_may_make_one(fina, keys):
    before = fina.rows(tables.sessions)
    text = "The required permissions are not met to call the createHistoricalSession method."
    assert create_session(fina, keys, {}).errors == [(None, "CHS:51", text)]
    assert fina.rows(tables.sessions) == before


@pytest.mark.parametrize(
    ("content", "code"), [("", "SU:12"), ("<Session/>", "SU:13"), ("<CourseSession/>" * 2, "SU:13")]
)
def test_a_call_has_one_session(fina, content, code):
    answer = fina.call(package("createHistoricalSession", f"<LearningModule>{content}</LearningModule>", OLGA))
    assert [code for _, code, _ in answer.errors] == [code]


def test_the_session_that_was_made_is_filled_at_once_by_those_who_may_enrol(fina):
    session = made(create_session(fina, OLGA, TAUGHT, instructors=DANA))
    into: Changes = {"LearningModuleSessionID": session}
    noor: Changes = {"Email": None, "EmployeeID": cast.NOOR.employee_id, "Grade": "A"}
    lena: Changes = {"Email": cast.LENA.email, "EnrollmentStatus": "NotAttended", "Grade": None}
    answer = record_sessions(fina, GITA, into, into | noor, into | lena, into)
    assert (recorded_numbers(answer), codes_by_block(answer)) == ([1, 3], {2: "ESH:19", 4: "ESH:26"})
    rows = fina.rows(tables.enrollments)
    assert [(row["session_id"], row["status"], row["grade"]) for row in rows] == [
        (session, "Completed", "92"),
        (session, "NotAttended", None),
    ]


def test_a_session_of_today_is_filled_today_once_it_is_over(fina):
    today = {"StartDate": f"{in_us_central():%d-%b-%Y}", "StartTime": "00:00", "DurationHour": 0, "DurationMinute": 0}
    session = made(create_session(fina, OLGA, today))
    assert recorded_numbers(record_sessions(fina, GITA, {"LearningModuleSessionID": session})) == [1]


@pytest.mark.parametrize(("days_ago", "hours"), [(0, 24), (1, 48), (41, 999)])
def test_a_session_that_began_and_is_not_over_yet_is_none_of_the_past(fina, days_ago, hours):
    day = in_us_central() - timedelta(days=days_ago)
    lasting: Changes = {"StartDate": f"{day:%d-%b-%Y}", "StartTime": "23:00", "DurationHour": hours}
    text = "The session is not over yet, or lies before 1900."
    assert create_session(fina, OLGA, lasting).errors == [(None, "CHS:62", text)]
    made(create_session(fina, OLGA, {**lasting, "StartDate": f"{day - timedelta(days=43):%d-%b-%Y}"}))


@pytest.mark.parametrize(("clock", "kept"), [("01:59", 7), ("03:00", 8), (None, 6)])
def test_the_day_on_which_the_clocks_are_put_forward_has_every_other_hour(fina, clock, kept):
    made(create_session(fina, OLGA, {"StartDate": "10-Mar-2024", "StartTime": clock}))
    assert newest(fina)["starts_at"] == datetime(2024, 3, 10, kept, 59 if clock == "01:59" else 0, tzinfo=UTC)


def test_a_day_whose_midnight_the_clocks_skip_begins_when_it_begins(fina):
    with fina.database.writing() as connection:
        connection.execute(tables.accounts.update().values(timezone="America/Sao_Paulo"))
    made(create_session(fina, OLGA, {"StartDate": "04-Nov-2018", "StartTime": None}))
    assert newest(fina)["starts_at"] == datetime(2018, 11, 4, 3, 0, tzinfo=UTC)


def test_one_call_of_each_makes_a_session_of_its_own(fina):
    assert len({made(create_session(fina, OLGA, {})) for _ in range(2)}) == 2


def test_mallory_next_door_makes_sessions_of_her_own_course_only(fina):
    before = fina.rows(tables.sessions)
    session = made(create_session(fina, MALLORY, {}))
    text = f"Instructor 1 - '{cast.DANA.email}' is not a valid user."
    assert create_session(fina, MALLORY, {}, instructors=DANA).errors == [(None, "CHS:61", text)]
    invalid = [(None, "CHS:52", "The LearningModuleID provided is not valid.")]
    assert create_session(fina, MALLORY, {"LearningModuleID": cast.OTHER_COURSE}).errors == invalid
    assert codes_by_block(record_sessions(fina, OLGA, {"LearningModuleSessionID": session})) == {1: "ESH:15"}
    assert [row for row in fina.rows(tables.sessions) if row["id"] != session] == before
