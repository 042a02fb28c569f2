"""listSessions: every session of a course, with its times in UTC and as the clocks of the account show them."""

from datetime import UTC, datetime

import pytest

from rollbook.records import tables
from tests import cast
from tests.answers import canonical, package
from tests.learning_module_calls import create_session, list_sessions
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA
from tests.served import Served

PLACE = "<URL/><WebinarProvider/><Other/><Venue/><Room/><Location/><Capacity/>"
ANSWER = f"""
<SmarterU>
  <Result>Success</Result>
  <Info>
    <Sessions>
      <Session>
        <CourseSessionID>511</CourseSessionID>
        <Status>Completed</Status>
        <Type>Scheduled</Type>
        <GradeType>None</GradeType>
        <Dates>
          <Date>
            <StartDate>2024-03-01 15:00:00.0</StartDate>
            <EndDate>2024-03-01 15:45:00.0</EndDate>
            <StartDateConverted>2024-03-01 09:00:00.0</StartDateConverted>
            <EndDateConverted>2024-03-01 09:45:00.0</EndDateConverted>
            {PLACE}
          </Date>
        </Dates>
      </Session>
    </Sessions>
  </Info>
  <Errors/>
</SmarterU>
"""
INVALID = [(None, "LS:52", "The LearningModuleID provided is not valid.")]


def told(server: Served, *tags: str) -> list[tuple[str | None, ...]]:
    """What the answer about the course of the cast says of each session."""
    sessions = list_sessions(server, OLGA).tree.iterfind("Info/Sessions/Session")
    return [tuple(session.findtext(tag) for tag in tags) for session in sessions]


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_a_course_is_answered_with_its_sessions(fina, keys):
    answer = list_sessions(fina, keys, cast.OTHER_COURSE)
    assert canonical(answer.text) == canonical(ANSWER)


def test_sessions_come_in_the_order_in_which_they_begin_and_say_whether_they_are_over(fina):
    assert told(fina, "CourseSessionID", "Status", "Type", "GradeType") == [
        ("501", "Completed", "Scheduled", "Percentage"),
        ("502", "Completed", "Scheduled", "LetterGrade"),
        ("503", "Completed", "Scheduled", "PassFail"),
        ("504", "Completed", "Scheduled", "None"),
        ("505", "Active", "Scheduled", "Percentage"),
        ("506", "Completed", "Historical", "None"),
    ]


def test_the_clocks_of_the_account_go_by_the_season(fina):
    with fina.database.writing() as connection:
        session = tables.sessions.update().where(tables.sessions.c.id == cast.FUTURE_SESSION)
        summer = datetime(2030, 7, 1, 9, 30, 0, 250_000, tzinfo=UTC)
        connection.execute(session.values(starts_at=summer, ends_at=summer))
    times = told(fina, "Dates/Date/StartDate", "Dates/Date/StartDateConverted")
    assert ("2030-07-01 09:30:00.25", "2030-07-01 04:30:00.25") in times


def test_what_is_kept_of_the_place_is_told(fina):
    with fina.database.writing() as connection:
        session = tables.sessions.update().where(tables.sessions.c.id == cast.FUTURE_SESSION)
        connection.execute(session.values(details={"Venue": "Shop <1>", "Capacity": 12, "InstructorNotes": "private"}))
    assert told(fina, "Dates/Date/Venue", "Dates/Date/Capacity")[4] == ("Shop <1>", "12")
    assert "private" not in list_sessions(fina, OLGA).text


def test_a_session_that_was_just_made_is_listed(fina):
    made = create_session(fina, OLGA, {}).tree.findtext("Info/CourseSession/CourseSessionID")
    assert (made, "Historical") in told(fina, "CourseSessionID", "Type")


def test_a_course_without_sessions_is_answered_with_an_empty_container(fina):
    with fina.database.writing() as connection:
        connection.execute(tables.sessions.delete().where(tables.sessions.c.id == cast.OTHER_COURSE_SESSION))
    answer = list_sessions(fina, OLGA, cast.OTHER_COURSE)
    assert (answer.result, answer.tree.findtext("Info/Sessions")) == ("Success", "")


@pytest.mark.parametrize("sent", [None, "", "Fitting shoes", 9999, cast.ONLINE_COURSE, cast.SCORM_COURSE])
def test_what_names_no_instructor_led_course_is_refused(fina, sent):
    answer = list_sessions(fina, OLGA, sent)
    assert (answer.result, answer.errors) == ("Failed", INVALID)


@pytest.mark.parametrize("keys", [GITA, MIRO, LENA], ids=["manager", "users' manager", "learner"])
def test_only_administrators_and_owners_may_ask(fina, keys):
    text = "The required permissions are not met to call the listSessions method."
    assert list_sessions(fina, keys).errors == [(None, "LS:51", text)]


def test_another_element_has_no_business_there(fina):
    content = "<LearningModule><LearningModuleID>3860</LearningModuleID><Page>1</Page></LearningModule>"
    answer = fina.call(package("listSessions", content, OLGA))
    assert [code for _, code, _ in answer.errors] == ["SU:13"]


def test_mallory_next_door_sees_her_own_course_under_the_same_id(fina):
    ids = [each.text for each in list_sessions(fina, MALLORY).tree.iterfind("Info/Sessions/Session/CourseSessionID")]
    assert ids == ["501"]
    assert list_sessions(fina, MALLORY, cast.OTHER_COURSE).errors == INVALID
    assert "SU:10" in list_sessions(fina, (cast.FINA_KEY, MALLORY[1])).text
