"""enrollLearningModules: who is enrolled in what until when, and every code, each provoked by one difference."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from rollbook.methods.enroll_learning_modules import EnrollLearningModules
from rollbook.records import tables
from tests import cast
from tests.answers import canonical, package
from tests.learning_module_calls import ID, IN_SESSION, enroll_in_courses, import_history, unenroll
from tests.methods.mistakes import codes_by_block, recorded_numbers
from tests.refusals import refusing
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA, Changes, record_sessions
from tests.served import Served

ANSWER = """
<SmarterU>
  <Result>Success</Result>
  <Info>
    <Enrollments>
      <Enrollment block="1">
        <User><![CDATA[dana.brown@finashoes.com]]></User>
        <LearningModuleID>3861</LearningModuleID>
        <AccountUserLearningModuleRelID>{0}</AccountUserLearningModuleRelID>
      </Enrollment>
      <Enrollment block="3">
        <User><![CDATA[FS-1003]]></User>
        <LearningModuleID>3860</LearningModuleID>
        <AccountUserLearningModuleRelID>{1}</AccountUserLearningModuleRelID>
      </Enrollment>
    </Enrollments>
  </Info>
  <Errors>
    <Error block="2">
      <ErrorID>ELM:61</ErrorID>
      <ErrorMessage>Enrollment 2 - 'nobody@finashoes.com' is not a valid user.</ErrorMessage>
    </Error>
  </Errors>
</SmarterU>
"""

NOOR: Changes = {"Email": None, "EmployeeID": cast.NOOR.employee_id}
FULL: Changes = {
    "EnrollmentTag": "spring",
    "SettingSource": "Enrollment",
    "DueDateDays": 3,
    "AccessEndDays": 10,
    "CompletionAccessDays": 365,
}

MISTAKES: list[tuple[Changes, str]] = [
    ({"Email": None}, "ELM:52"),
    ({"Email": "dana.brown"}, "ELM:52"),
    ({"Email": None, "EmployeeID": "9" * 256}, "ELM:52"),
    ({"GroupName": None}, "ELM:53"),
    ({"GroupName": "S" * 256}, "ELM:53"),
    ({"LearningModuleID": None}, "ELM:54"),
    ({"LearningModuleID": "Leather"}, "ELM:54"),
    ({"LearningModuleSessionID": "505a"}, "ELM:55"),
    ({"EnrollmentTag": "t" * 256}, "ELM:56"),
    ({"SettingSource": "s" * 256}, "ELM:57"),
    ({"DueDate": "30-Feb-2030"}, "ELM:58"),
    ({"DueDate": "31-Dec-1899"}, "ELM:58"),
    ({"DueDateDays": "-1"}, "ELM:58"),
    ({"DueDateDays": 36501}, "ELM:58"),
    ({"AccessEndDate": "soon"}, "ELM:59"),
    ({"AccessEndDays": "1.5"}, "ELM:59"),
    ({"DueDate": "02-Mar-2030", "AccessEndDate": "01-Mar-2030"}, "ELM:59"),
    ({"DueDate": "31-Dec-9999", "AccessEndDays": 1}, "ELM:59"),
    ({"CompletionAccessDays": "always"}, "ELM:60"),
    ({"Email": "nobody@finashoes.com"}, "ELM:61"),
    ({"Email": cast.IRIS.email}, "ELM:61"),
    ({"Email": cast.NILS.email}, "ELM:61"),
    ({"Email": None, "EmployeeID": "fs-1001"}, "ELM:61"),
    ({"GroupName": "Nowhere"}, "ELM:62"),
    ({"GroupName": "Showroom"}, "ELM:62"),
    ({"GroupName": cast.WAREHOUSE}, "ELM:63"),
    ({"LearningModuleID": 9999}, "ELM:64"),
    ({"LearningModuleID": 3866}, "ELM:64"),
    ({"LearningModuleID": cast.COURSE}, "ELM:65"),
    ({"LearningModuleID": cast.COURSE, "LearningModuleSessionID": ""}, "ELM:65"),
    ({"LearningModuleSessionID": cast.FUTURE_SESSION}, "ELM:66"),
    (IN_SESSION | {"LearningModuleSessionID": cast.PERCENTAGE_SESSION}, "ELM:66"),
    (IN_SESSION | {"LearningModuleSessionID": cast.HISTORICAL_SESSION}, "ELM:66"),
    (IN_SESSION | {"LearningModuleSessionID": 9999}, "ELM:66"),
    ({"GroupName": "Outlet"}, "ELM:67"),
    ({"LearningModuleID": 3868}, "ELM:67"),
    ({"Email": cast.LENA.email}, "ELM:19"),
]  # fmt: skip


def ids_of(answer: Any) -> list[int]:
    return [int(said[ID]) for _, said in answer.recorded]


def noon_in(days: int, of: datetime) -> datetime:
    return datetime.combine(of.date() + timedelta(days=days), time(12), UTC)


def test_a_call_with_online_and_instructor_led_courses_is_answered_by_block_with_the_ids_of_the_enrolments(fina):
    answer = enroll_in_courses(fina, GITA, {}, {"Email": "nobody@finashoes.com"}, NOOR | IN_SESSION)
    rows = {row["learning_module_id"]: row["id"] for row in fina.rows(tables.enrollments)}
    assert canonical(answer.text) == canonical(ANSWER.format(rows[cast.ONLINE_COURSE], rows[cast.COURSE]))


def test_the_row_says_who_is_enrolled_in_what_until_when_and_which_call_did_it(fina):
    (enrollment,) = ids_of(enroll_in_courses(fina, GITA, IN_SESSION | FULL))
    (row,) = fina.rows(tables.enrollments)
    (call,) = fina.rows(tables.calls)
    users = {user["email"]: user["id"] for user in fina.rows(tables.users)}
    groups = {(group["account_id"], group["name"]): group["id"] for group in fina.rows(tables.groups)}
    assert {name: value for name, value in row.items() if value is not None} == {
        "account_id": call["account_id"],
        "id": enrollment,
        "user_id": users[cast.DANA.email],
        "group_id": groups[row["account_id"], cast.SALES],
        "learning_module_id": cast.COURSE,
        "session_id": cast.FUTURE_SESSION,
        "status": "Enrolled",
        "open": True,
        "tag": "spring",
        "enrolled_at": call["received_at"],
        "due_at": noon_in(3, call["received_at"]),
        "access_ends_at": noon_in(13, call["received_at"]),
        "completion_access_days": 365,
        "recorded_at": call["received_at"],
        "call_id": call["id"],
    }
    assert call["user_id"] == users[cast.GITA.email]


@pytest.mark.parametrize(
    ("settings", "due", "access_end"),
    [
        ({}, None, None),
        ({"DueDate": "", "DueDateDays": "", "AccessEndDate": "", "CompletionAccessDays": ""}, None, None),
        ({"DueDate": "01-Mar-2030"}, datetime(2030, 3, 1, 12, tzinfo=UTC), None),
        ({"DueDate": "2030-03-01 18:30"}, datetime(2030, 3, 1, 18, 30, tzinfo=UTC), None),
        ({"DueDate": "01/03/2030", "AccessEndDays": 0}, *[datetime(2030, 3, 1, 12, tzinfo=UTC)] * 2),
        ({"AccessEndDate": "01-Mar-30"}, None, datetime(2030, 3, 1, 12, tzinfo=UTC)),
    ],
)
def test_a_date_without_a_time_is_noon_in_utc(fina, settings, due, access_end):
    enroll_in_courses(fina, OLGA, settings)
    assert [(row["due_at"], row["access_ends_at"]) for row in fina.rows(tables.enrollments)] == [(due, access_end)]


def test_days_of_access_count_from_today_where_there_is_no_due_date(fina):
    enroll_in_courses(fina, OLGA, {"AccessEndDays": 10})
    (row,) = fina.rows(tables.enrollments)
    assert (row["due_at"], row["access_ends_at"]) == (None, noon_in(10, row["enrolled_at"]))


@pytest.mark.parametrize(("changes", "code"), MISTAKES, ids=lambda value: ascii(value)[:60])
def test_a_mistake_costs_its_block_and_the_blocks_beside_it_are_recorded(campus, changes, code):
    enroll_in_courses(campus, GITA, {"Email": cast.LENA.email})
    answer = enroll_in_courses(campus, GITA, NOOR, changes, {})
    assert (answer.result, recorded_numbers(answer), codes_by_block(answer)) == ("Success", [1, 3], {2: code})
    assert len([row for row in campus.rows(tables.enrollments) if row["open"]]) == 3


def test_every_code_is_provoked_here():
    provoked = {code for _, code in MISTAKES} | {"ELM:51", "ELM:68"}
    assert provoked == {error.code for error in EnrollLearningModules.errors()}


def test_messages_quote_what_was_sent(fina):
    answer = enroll_in_courses(fina, OLGA, NOOR | {"EmployeeID": "A&B <{block}>"}, {"GroupName": "No & where"})
    assert [text for _, _, text in answer.errors] == [
        "Enrollment 1 - 'A&B <{block}>' is not a valid user.",
        "Enrollment 2 - The group name 'No & where' is not valid.",
    ]


@pytest.mark.parametrize("type_of_course", [cast.ONLINE_COURSE, cast.SCORM_COURSE, 3867])
def test_courses_of_every_type_without_sessions_need_none(campus, type_of_course):
    assert recorded_numbers(enroll_in_courses(campus, OLGA, {"LearningModuleID": type_of_course})) == [1]


def test_a_user_is_enrolled_in_a_course_once_at_a_time_however_the_user_is_named(fina):
    by_employee_id: Changes = {"Email": None, "EmployeeID": cast.DANA.employee_id}
    first = enroll_in_courses(fina, OLGA, {}, by_employee_id, IN_SESSION, IN_SESSION)
    assert (recorded_numbers(first), codes_by_block(first)) == ([1, 3], {2: "ELM:19", 4: "ELM:19"})
    again = enroll_in_courses(fina, OLGA, {})
    assert again.errors == [(1, "ELM:19", "The user provided is already enrolled in the course.")]
    assert again.result == "Failed"
    assert len(fina.rows(tables.enrollments)) == 2


def test_who_is_on_record_for_the_session_in_any_way_is_enrolled_already(fina):
    with fina.database.writing() as connection:
        coming = tables.sessions.c.id == cast.UNGRADED_SESSION
        connection.execute(tables.sessions.update().where(coming).values(ends_at=datetime(2999, 1, 1, tzinfo=UTC)))
        connection.execute(tables.sessions.update().where(coming).values(historical=True))
    assert recorded_numbers(record_sessions(fina, OLGA, {"LearningModuleSessionID": cast.UNGRADED_SESSION})) == [1]
    with fina.database.writing() as connection:
        connection.execute(tables.sessions.update().where(coming).values(historical=False))
    answer = enroll_in_courses(fina, OLGA, IN_SESSION | {"LearningModuleSessionID": cast.UNGRADED_SESSION})
    assert codes_by_block(answer) == {1: "ELM:19"}


def test_who_has_completed_a_course_may_be_enrolled_again(fina):
    import_history(fina, OLGA, {})
    assert recorded_numbers(enroll_in_courses(fina, OLGA, {})) == [1]
    assert sorted(row["open"] for row in fina.rows(tables.enrollments)) == [False, True]


def test_who_was_unenrolled_may_be_enrolled_again(fina):
    unenroll(fina, OLGA, *ids_of(enroll_in_courses(fina, OLGA, IN_SESSION)))
    assert recorded_numbers(enroll_in_courses(fina, OLGA, IN_SESSION)) == [1]


def test_of_many_callers_each_enrolment_is_made_for_one(fina):
    people = (cast.ADAM, cast.GITA, cast.MIRO, cast.LENA, cast.DANA)
    blocks = [{"Email": person.email} | course for person in people for course in ({}, IN_SESSION)]
    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda _: enroll_in_courses(fina, OLGA, *blocks), range(8)))
    made = [(number, said[ID]) for answer in answers for number, said in answer.recorded]
    assert sorted(number for number, _ in made) == list(range(1, 11))
    assert {int(number) for _, number in made} == {row["id"] for row in fina.rows(tables.enrollments)}
    assert {code for answer in answers for code in codes_by_block(answer).values()} == {"ELM:19"}


def test_an_earlier_block_that_was_refused_does_not_stand_in_the_way(fina):
    assert recorded_numbers(enroll_in_courses(fina, OLGA, {"DueDateDays": "x"}, {})) == [2]


def test_a_dry_run_leaves_the_id_empty_and_writes_nothing(fina):
    answer = enroll_in_courses(fina, OLGA, {}, headers={"Rollbook-Dry-Run": "true"})
    assert answer.recorded == [(1, {"User": cast.DANA.email, "LearningModuleID": "3861", ID: ""})]
    assert fina.rows(tables.enrollments) == []


def test_a_row_that_the_database_refuses_costs_its_block_alone(fina):
    dana = next(user["id"] for user in fina.rows(tables.users) if user["email"] == cast.DANA.email)
    with refusing(fina.database, tables.enrollments, dana):
        answer = enroll_in_courses(fina, OLGA, NOOR, {}, {"Email": cast.GITA.email})
    assert (recorded_numbers(answer), codes_by_block(answer)) == ([1, 3], {2: "ELM:68"})


def test_who_may_enrol_nowhere_is_refused_as_a_whole(fina):
    answer = enroll_in_courses(fina, LENA, {}, {"Email": "x"})
    text = "The required permissions are not met to call the enrollLearningModules method."
    assert (answer.result, answer.recorded, answer.errors) == ("Failed", [], [(None, "ELM:51", text)])
    assert fina.rows(tables.enrollments) == []


@pytest.mark.parametrize(("keys", "good"), [(OLGA, [1, 2]), (ADAM, [1, 2]), (GITA, [1]), (MIRO, [1])])
def test_a_permission_is_good_for_its_group_only(campus, keys, good):
    elsewhere = IN_SESSION | {"GroupName": cast.WAREHOUSE, "Email": cast.WALT.email}
    assert recorded_numbers(enroll_in_courses(campus, keys, {}, elsewhere)) == good


def test_the_request_of_the_published_client_is_answered_as_it_was_recorded(fina):
    """Source: clients.md, 3: the identifier, the group and the course, each in CDATA, and nothing else."""
    block = (
        "<Enrollment><User><EmployeeID><![CDATA[FS-1001]]></EmployeeID></User>"
        "<GroupName><![CDATA[Sales]]></GroupName><LearningModuleID><![CDATA[3861]]></LearningModuleID></Enrollment>"
    )
    container = f"<LearningModuleEnrollment>{block}</LearningModuleEnrollment>"
    answer = fina.call(package("enrollLearningModules", container, OLGA))
    assert "<User><![CDATA[FS-1001]]></User>\n        <LearningModuleID>3861</LearningModuleID>" in answer.text


def test_the_full_request_of_the_page_with_every_optional_element_empty_is_taken(fina):
    empty: Changes = dict.fromkeys(["LearningModuleSessionID", "EnrollmentTag", *FULL, "DueDate", "AccessEndDate"], "")
    assert recorded_numbers(enroll_in_courses(fina, OLGA, {"EmployeeID": ""} | empty)) == [1]


@pytest.mark.parametrize(
    "settings", [{"DueDate": "01-Mar-2030", "DueDateDays": 3}, {"AccessEndDate": "01-Mar-2030", "AccessEndDays": 3}]
)
def test_both_sides_of_an_or_refuse_the_call(fina, settings):
    answer = enroll_in_courses(fina, OLGA, {}, settings)
    assert [code for _, code, _ in answer.errors] == ["SU:13"]
    assert fina.rows(tables.enrollments) == []


def test_mallory_next_door_sees_and_changes_nothing(fina: Served):
    answer = enroll_in_courses(fina, MALLORY, {}, {"Email": cast.NILS.email}, IN_SESSION | {"Email": cast.NILS.email})
    assert codes_by_block(answer) == {1: "ELM:61", 2: "ELM:64", 3: "ELM:66"}
    foreign = [enroll_in_courses(fina, keys, {}).text for keys in ((cast.FINA_KEY, MALLORY[1]), (MALLORY[0], OLGA[1]))]
    assert all("SU:10" in text for text in foreign)
    assert fina.rows(tables.enrollments) == []
