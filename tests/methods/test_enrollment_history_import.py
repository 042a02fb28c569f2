"""enrollmentHistoryImport: what another system kept comes on record once, and every code is provoked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from rollbook.methods.enrollment_history_import import EnrollmentHistoryImport
from rollbook.records import tables
from tests import cast
from tests.answers import canonical
from tests.learning_module_calls import UNFINISHED, enroll_in_courses, import_history
from tests.methods.mistakes import codes_by_block, recorded_numbers
from tests.refusals import refusing
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA, Changes
from tests.served import Served

ANSWER = """
<SmarterU>
  <Result>Success</Result>
  <Info>
    <Enrollments>
      <Enrollment block="1">
        <User><![CDATA[dana.brown@finashoes.com]]></User>
        <LearningModuleID>3861</LearningModuleID>
      </Enrollment>
      <Enrollment block="3">
        <User><![CDATA[FS-1003]]></User>
        <LearningModuleID>3862</LearningModuleID>
      </Enrollment>
    </Enrollments>
  </Info>
  <Errors>
    <Error block="2">
      <ErrorID>EHI:66</ErrorID>
      <ErrorMessage>Enrollment 2 - The course is instructor-led: use the enrollSessionHistory method.</ErrorMessage>
    </Error>
  </Errors>
</SmarterU>
"""

NOOR: Changes = {"Email": None, "EmployeeID": cast.NOOR.employee_id}
ENROLLED: Changes = UNFINISHED | {"EnrollmentStatus": "Enrolled", "StartedDate": None}
DUE: Changes = {"DueDate": "31-Mar-2024", "PostDueDateAccessEndDate": "30-Apr-2024", "CompletionAccessDays": 30}

MISTAKES: list[tuple[Changes, str]] = [
    ({"Email": None}, "EHI:52"),
    ({"Email": "dana.brown"}, "EHI:52"),
    ({"Email": None, "EmployeeID": "9" * 256}, "EHI:52"),
    ({"GroupName": None}, "EHI:53"),
    ({"GroupName": None, "GroupID": "s" * 256}, "EHI:53"),
    ({"LearningModuleID": ""}, "EHI:54"),
    ({"LearningModuleID": "0"}, "EHI:54"),
    ({"EnrollmentStatus": None}, "EHI:55"),
    ({"EnrollmentStatus": "Overdue"}, "EHI:55"),
    ({"Passed": "yes"}, "EHI:56"),
    ({"Grade": "A"}, "EHI:56"),
    ({"Grade": "100.5"}, "EHI:56"),
    ({"EnrolledDate": None}, "EHI:57"),
    ({"EnrolledDate": "30-Feb-2024"}, "EHI:57"),
    ({"EnrolledDate": "31-Dec-1899"}, "EHI:57"),
    ({"EnrolledDate": "01-Jan-2999"}, "EHI:57"),
    ({"StartedDate": "soon"}, "EHI:58"),
    ({"StartedDate": "29-Feb-2024"}, "EHI:58"),
    ({"StartedDate": "01-Jan-2999"}, "EHI:58"),
    ({"CompletionDate": "15/13/2024"}, "EHI:59"),
    ({"CompletionDate": "01-Mar-2024"}, "EHI:59"),
    ({"CompletionDate": "29-Feb-2024", "StartedDate": None}, "EHI:59"),
    ({"CompletionDate": "01-Jan-2999"}, "EHI:59"),
    ({"DueDate": "31-Dec-1899"}, "EHI:60"),
    ({"PostDueDateAccessEndDate": "later"}, "EHI:60"),
    ({"CompletionAccessDays": "-1"}, "EHI:60"),
    ({"DueDate": "02-Apr-2024", "PostDueDateAccessEndDate": "01-Apr-2024"}, "EHI:60"),
    ({"CompletionDate": None}, "EHI:61"),
    (UNFINISHED | {"CompletionDate": "15-Mar-2024"}, "EHI:61"),
    (UNFINISHED | {"Passed": 1}, "EHI:61"),
    (UNFINISHED | {"Grade": "92"}, "EHI:61"),
    ({"Email": "nobody@finashoes.com"}, "EHI:62"),
    ({"Email": cast.IRIS.email}, "EHI:62"),
    ({"Email": None, "EmployeeID": "fs-1001"}, "EHI:62"),
    ({"GroupName": "Nowhere"}, "EHI:63"),
    ({"GroupName": None, "GroupID": "SALES"}, "EHI:63"),
    ({"GroupName": "Showroom"}, "EHI:63"),
    ({"GroupName": cast.WAREHOUSE}, "EHI:64"),
    ({"LearningModuleID": 9999}, "EHI:65"),
    ({"LearningModuleID": cast.COURSE}, "EHI:66"),
    ({"LearningModuleID": 3868}, "EHI:67"),
    ({"GroupName": "Outlet"}, "EHI:67"),
    ({"Email": cast.LENA.email}, "EHI:68"),
    (UNFINISHED | {"Email": cast.LENA.email}, "EHI:69"),
]


def test_a_call_is_answered_by_block(fina):
    scorm = NOOR | {"LearningModuleID": cast.SCORM_COURSE}
    answer = import_history(fina, GITA, {}, {"LearningModuleID": cast.COURSE}, scorm)
    assert canonical(answer.text) == canonical(ANSWER)


def test_the_row_says_who_completed_what_when_with_what_result_and_which_call_recorded_it(fina):
    import_history(fina, GITA, DUE)
    (row,) = fina.rows(tables.enrollments)
    (call,) = fina.rows(tables.calls)
    users = {user["email"]: user["id"] for user in fina.rows(tables.users)}
    groups = {(group["account_id"], group["name"]): group["id"] for group in fina.rows(tables.groups)}
    assert {name: value for name, value in row.items() if value is not None} == {
        "account_id": call["account_id"],
        "id": row["id"],
        "user_id": users[cast.DANA.email],
        "group_id": groups[row["account_id"], cast.SALES],
        "learning_module_id": cast.ONLINE_COURSE,
        "status": "Completed",
        "open": False,
        "passed": True,
        "grade": "92.5",
        "enrolled_at": datetime(2024, 3, 1, tzinfo=UTC),
        "started_at": datetime(2024, 3, 2, tzinfo=UTC),
        "completed_at": datetime(2024, 3, 15, tzinfo=UTC),
        "due_at": datetime(2024, 3, 31, 12, tzinfo=UTC),
        "access_ends_at": datetime(2024, 4, 30, 12, tzinfo=UTC),
        "completion_access_days": 30,
        "recorded_at": call["received_at"],
        "call_id": call["id"],
    }


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({}, ("Completed", False, True, "92.5")),
        ({"EnrollmentStatus": "completed", "Passed": 0, "Grade": "12"}, ("Completed", False, False, "12")),
        ({"Passed": "", "Grade": ""}, ("Completed", False, None, None)),
        (UNFINISHED, ("InProgress", True, None, None)),
        (UNFINISHED | {"EnrollmentStatus": "InProgress", "Passed": 0}, ("InProgress", True, None, None)),
        (ENROLLED, ("Enrolled", True, None, None)),
    ],
)
def test_what_is_not_completed_is_open_and_has_no_result(fina, sent, kept):
    import_history(fina, OLGA, sent)
    assert [(row["status"], row["open"], row["passed"], row["grade"]) for row in fina.rows(tables.enrollments)] == [
        kept
    ]


def test_days_are_in_order_whatever_time_some_of_them_carry(fina):
    same_day: Changes = {"EnrolledDate": "2024-03-01 09:30", "StartedDate": "01-Mar-24", "CompletionDate": "01/03/2024"}
    assert recorded_numbers(import_history(fina, OLGA, same_day)) == [1]


@pytest.mark.parametrize(("changes", "code"), MISTAKES, ids=lambda value: ascii(value)[:60])
def test_a_mistake_costs_its_block_and_the_blocks_beside_it_are_recorded(campus, changes, code):
    lena: Changes = {"Email": cast.LENA.email}
    import_history(campus, GITA, lena, lena | UNFINISHED)
    answer = import_history(campus, GITA, NOOR, changes, {})
    assert (answer.result, recorded_numbers(answer), codes_by_block(answer)) == ("Success", [1, 3], {2: code})
    assert len([row for row in campus.rows(tables.enrollments) if row["call_id"]]) == 4


def test_every_code_is_provoked_here():
    provoked = {code for _, code in MISTAKES} | {"EHI:51", "EHI:70"}
    assert provoked == {error.code for error in EnrollmentHistoryImport.errors()}


def test_messages_quote_what_was_sent(fina):
    answer = import_history(fina, OLGA, {"Email": "no@body.example"}, {"GroupName": None, "GroupID": "no & where"})
    assert [text for _, _, text in answer.errors] == [
        "Enrollment 1 - 'no@body.example' is not a valid user.",
        "The group 'no & where' is not valid.",
    ]


@pytest.mark.parametrize("course", [cast.ONLINE_COURSE, cast.SCORM_COURSE, 3866, 3867])
def test_history_goes_into_courses_of_every_type_without_sessions_even_archived_ones(campus, course):
    assert recorded_numbers(import_history(campus, OLGA, {"LearningModuleID": course})) == [1]


def test_the_same_is_recorded_once_however_user_group_and_dates_are_written(fina):
    same: Changes = {"Email": None, "EmployeeID": cast.DANA.employee_id, "GroupName": None, "GroupID": cast.SALES_ID}
    dates: Changes = {"EnrolledDate": "2024-03-01 00:00", "CompletionDate": "15-mar-24"}
    first = import_history(fina, OLGA, {}, {}, same | dates, {"Grade": "12"})
    assert (recorded_numbers(first), codes_by_block(first)) == ([1], dict.fromkeys([2, 3, 4], "EHI:68"))
    again = import_history(fina, OLGA, {}, same | dates)
    assert again.errors == [(n, "EHI:68", f"Enrollment {n} - The enrollment is on record already.") for n in (1, 2)]
    assert len(fina.rows(tables.enrollments)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"EnrolledDate": "29-Feb-2024"},
        {"EnrolledDate": "2024-03-01 00:01"},
        {"CompletionDate": "16-Mar-2024"},
        {"LearningModuleID": cast.SCORM_COURSE},
        {"Email": cast.GITA.email},
    ],
)
def test_what_differs_in_user_course_or_one_of_the_two_dates_is_another_enrolment(fina, other):
    assert recorded_numbers(import_history(fina, OLGA, {}, other)) == [1, 2]
    assert codes_by_block(import_history(fina, OLGA, {}, other)) == {1: "EHI:68", 2: "EHI:68"}


def test_what_was_loaded_with_a_world_is_on_record_too(fina):
    import_history(fina, OLGA, {})
    with fina.database.writing() as connection:
        connection.execute(tables.enrollments.update().values(id=9001, call_id=None))
    assert codes_by_block(import_history(fina, OLGA, {})) == {1: "EHI:68"}


def test_a_user_has_one_open_enrolment_in_a_course_and_any_number_of_completed_ones(fina):
    first = import_history(fina, OLGA, UNFINISHED, ENROLLED | {"EnrolledDate": "02-Mar-2024"}, {}, NOOR | ENROLLED)
    assert (recorded_numbers(first), codes_by_block(first)) == ([1, 3, 4], {2: "EHI:69"})
    again = import_history(fina, OLGA, UNFINISHED)
    assert again.errors == [
        (1, "EHI:69", "Enrollment 1 - The user has an enrollment in the course that is still open.")
    ]
    assert codes_by_block(enroll_in_courses(fina, OLGA, {})) == {1: "ELM:19"}


def test_who_is_enrolled_already_may_get_history_of_what_was_completed(fina):
    enroll_in_courses(fina, OLGA, {})
    answer = import_history(fina, OLGA, {}, UNFINISHED)
    assert (recorded_numbers(answer), codes_by_block(answer)) == ([1], {2: "EHI:69"})


@pytest.mark.parametrize(("changes", "code"), [({}, "EHI:68"), (UNFINISHED, "EHI:69")], ids=["completed", "open"])
def test_of_many_callers_with_the_same_history_each_block_is_recorded_for_one(fina, changes, code):
    people = (cast.ADAM, cast.GITA, cast.MIRO, cast.LENA, cast.DANA)
    blocks = [changes | {"Email": person.email} for person in people]
    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda _: import_history(fina, OLGA, *blocks), range(8)))
    numbers = [number for answer in answers for number in recorded_numbers(answer)]
    assert sorted(numbers) == [1, 2, 3, 4, 5]
    assert len(fina.rows(tables.enrollments)) == 5
    assert {each for answer in answers for each in codes_by_block(answer).values()} <= {code, "EHI:68"}


def test_a_row_that_the_database_refuses_costs_its_block_alone(fina):
    dana = next(user["id"] for user in fina.rows(tables.users) if user["email"] == cast.DANA.email)
    with refusing(fina.database, tables.enrollments, dana):
        answer = import_history(fina, OLGA, NOOR, {}, {"Email": cast.GITA.email})
    assert (recorded_numbers(answer), codes_by_block(answer)) == ([1, 3], {2: "EHI:70"})


def test_a_dry_run_judges_everything_and_writes_nothing(fina):
    answer = import_history(fina, OLGA, {}, {}, UNFINISHED, headers={"Rollbook-Dry-Run": "true"})
    assert (recorded_numbers(answer), codes_by_block(answer)) == ([1, 3], {2: "EHI:68"})
    assert fina.rows(tables.enrollments) == []


def test_who_may_enrol_nowhere_is_refused_as_a_whole(fina):
    answer = import_history(fina, LENA, {}, {"Email": "x"})
    text = "The required permissions are not met to call the enrollmentHistoryImport method."
    assert (answer.result, answer.recorded, answer.errors) == ("Failed", [], [(None, "EHI:51", text)])


@pytest.mark.parametrize(("keys", "good"), [(OLGA, [1, 2]), (ADAM, [1, 2]), (GITA, [1]), (MIRO, [1])])
def test_a_permission_is_good_for_its_group_only(server, keys, good):
    warehouse = cast.FINA_SHOES.replace("    learning_modules: [3860]\n", "    learning_modules: [3861]\n")
    server.load(warehouse, cast.NEXT_DOOR_SHOES)
    elsewhere: Changes = {"GroupName": cast.WAREHOUSE, "Email": cast.WALT.email}
    assert recorded_numbers(import_history(server, keys, {}, elsewhere)) == good


def test_mallory_next_door_sees_and_changes_nothing(fina: Served):
    answer = import_history(fina, MALLORY, {}, {"Email": cast.NILS.email})
    assert codes_by_block(answer) == {1: "EHI:62", 2: "EHI:65"}
    foreign = [import_history(fina, keys, {}).text for keys in ((cast.FINA_KEY, MALLORY[1]), (MALLORY[0], OLGA[1]))]
    assert all("SU:10" in text for text in foreign)
    assert fina.rows(tables.enrollments) == []
