"""enrollSessionHistory: what it records, and every code of its page, each provoked by one difference."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from rollbook.methods.enroll_session_history import EnrollSessionHistory
from rollbook.records import tables
from tests import cast
from tests.answers import canonical
from tests.methods.codes import ENROLL_SESSION_HISTORY, codes_of, message
from tests.methods.mistakes import Mistake, codes_by_block, pairs, pile, recorded_numbers
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA, Changes, record_sessions

PRINTED_REQUEST = """
<SmarterU>
   <AccountAPI><![CDATA[{account_key}]]></AccountAPI>
   <UserAPI><![CDATA[{user_key}]]></UserAPI>
   <Method>enrollSessionHistory</Method>
   <Parameters>
      <LearningModuleEnrollment>
         <Enrollment>
            <User>
               <Email><![CDATA[dana.brown@finashoes.com]]></Email>
                  - OR -
               <EmployeeID><![CDATA[]]></EmployeeID>
            </User>

            <Group>
               <GroupName><![CDATA[Sales]]></GroupName>
                  - OR -
               <GroupID><![CDATA[]]></GroupID>
            </Group>

            <LearningModuleID><![CDATA[3860]]></LearningModuleID>
            <LearningModuleSessionID><![CDATA[501]]></LearningModuleSessionID>
            <EnrollmentStatus><![CDATA[Completed]]></EnrollmentStatus>
            <Grade><![CDATA[92]]></Grade>
            <EnrolledDate><![CDATA[01-Mar-2024]]></EnrolledDate>
         </Enrollment>
      </LearningModuleEnrollment>
   </Parameters>
</SmarterU>
"""

PRINTED_ANSWER = """
<SmarterU>
   <Result>Success</Result>
   <Info>
      <Enrollments>
         <Enrollment block="1">
            <User><![CDATA[dana.brown@finashoes.com]]></User>
            <LearningModuleID>3860</LearningModuleID>
         </Enrollment>
      </Enrollments>
   </Info>

   <Errors>
   </Errors>
</SmarterU>
"""

NOOR: Changes = {"Email": None, "EmployeeID": cast.NOOR.employee_id}
COMPLETED: Changes = {"EnrollmentStatus": "Completed"}

MISTAKES = [
    Mistake({"Email": None, "EmployeeID": None}, "ESH:01"),
    Mistake({"Email": " ", "EmployeeID": ""}, "ESH:01"),
    Mistake({"Email": "dana.brown"}, "ESH:01"),
    Mistake({"Email": "d" * 241 + "@finashoes.com"}, "ESH:01"),
    Mistake({"Email": None, "EmployeeID": "9" * 256}, "ESH:02"),
    Mistake({"GroupName": None, "GroupID": None}, "ESH:03"),
    Mistake({"GroupName": "", "GroupID": ""}, "ESH:03"),
    Mistake({"GroupName": "S" * 256}, "ESH:03"),
    Mistake({"GroupName": None, "GroupID": "s" * 256}, "ESH:04"),
    Mistake({"LearningModuleID": None}, "ESH:05"),
    Mistake({"LearningModuleID": ""}, "ESH:05"),
    Mistake({"LearningModuleID": "Fitting shoes"}, "ESH:05"),
    Mistake({"LearningModuleID": "0"}, "ESH:05"),
    Mistake({"LearningModuleSessionID": None}, "ESH:16"),
    Mistake({"LearningModuleSessionID": ""}, "ESH:16"),
    Mistake({"LearningModuleSessionID": "501a"}, "ESH:06"),
    Mistake({"LearningModuleSessionID": "9223372036854775808"}, "ESH:06"),
    Mistake({"EnrollmentStatus": None}, "ESH:07"),
    Mistake({"EnrollmentStatus": ""}, "ESH:07"),
    Mistake({"EnrollmentStatus": "completed"}, "ESH:13"),
    Mistake({"EnrollmentStatus": "Not Attended"}, "ESH:13"),
    Mistake({"EnrolledDate": None}, "ESH:10"),
    Mistake({"EnrolledDate": ""}, "ESH:10"),
    Mistake({"EnrolledDate": "30-Feb-2024"}, "ESH:10"),
    Mistake({"EnrolledDate": "2999-12-31"}, "ESH:12"),
    Mistake({"EnrolledDate": "31/12/1899"}, "ESH:12"),
    Mistake({"Email": "nobody@finashoes.com"}, "ESH:21", "nobody@finashoes.com"),
    Mistake({"Email": "<b>&{block}@finashoes.com"}, "ESH:21", "<b>&{block}@finashoes.com"),
    Mistake({"Email": cast.IRIS.email}, "ESH:21", cast.IRIS.email),
    Mistake({"Email": cast.NILS.email}, "ESH:21", cast.NILS.email),
    Mistake({"Email": None, "EmployeeID": "FS-9999"}, "ESH:22", "FS-9999"),
    Mistake({"Email": None, "EmployeeID": "fs-1001"}, "ESH:22", "fs-1001"),
    Mistake({"Email": None, "EmployeeID": cast.IRIS.employee_id}, "ESH:22", cast.IRIS.employee_id),
    Mistake({"GroupName": "Nowhere & <co>"}, "ESH:23", "Nowhere & <co>"),
    Mistake({"GroupName": "Showroom"}, "ESH:23", "Showroom"),
    Mistake({"GroupName": None, "GroupID": "nowhere"}, "ESH:24", "nowhere"),
    Mistake({"GroupName": None, "GroupID": "SALES"}, "ESH:24", "SALES"),
    Mistake({"GroupName": None, "GroupID": "showroom"}, "ESH:24", "showroom"),
    Mistake({"GroupName": cast.WAREHOUSE}, "ESH:25"),
    Mistake({"LearningModuleID": 9999}, "ESH:14"),
    Mistake({"LearningModuleID": cast.ONLINE_COURSE}, "ESH:14"),
    Mistake({"LearningModuleID": cast.SCORM_COURSE}, "ESH:14"),
    Mistake({"LearningModuleSessionID": 9999}, "ESH:15"),
    Mistake({"LearningModuleSessionID": cast.OTHER_COURSE_SESSION}, "ESH:15"),
    Mistake({"LearningModuleSessionID": cast.FUTURE_SESSION}, "ESH:15"),
    Mistake({"GroupName": "Outlet"}, "ESH:27"),
    Mistake({"LearningModuleID": 3865, "LearningModuleSessionID": 521}, "ESH:27"),
    Mistake({"EnrollmentStatus": "NotAttended", "Grade": "92"}, "ESH:20"),
    Mistake({**COMPLETED, "Grade": ""}, "ESH:09"),
    Mistake({**COMPLETED, "Grade": None}, "ESH:09"),
    Mistake({**COMPLETED, "Grade": "Better", "LearningModuleSessionID": cast.LETTER_SESSION}, "ESH:17"),
    Mistake({**COMPLETED, "Grade": "pass", "LearningModuleSessionID": cast.PASS_FAIL_SESSION}, "ESH:18"),
    Mistake({**COMPLETED, "Grade": "100.01"}, "ESH:19"),
    Mistake({**COMPLETED, "Grade": "A"}, "ESH:19"),
    Mistake({"Email": cast.LENA.email}, "ESH:26"),
    Mistake({"Email": None, "EmployeeID": cast.LENA.employee_id}, "ESH:26"),
]  # fmt: skip

ELSEWHERE = {"ESH:11", "ESH:28"}
"""Codes that no change of one block provokes: the whole call's, and the one of a database that refuses a row."""

NEVER_TOGETHER = {("ESH:01", "ESH:02"), ("ESH:03", "ESH:04"), ("ESH:16", "ESH:06"), ("ESH:07", "ESH:13")} | {
    ("ESH:10", "ESH:12"), ("ESH:21", "ESH:22"), ("ESH:23", "ESH:24"), ("ESH:24", "ESH:25"), ("ESH:20", "ESH:09"),
    ("ESH:09", "ESH:17"), ("ESH:17", "ESH:18"), ("ESH:18", "ESH:19"),
}  # fmt: skip
"""Neighbours in the order of judgement that one tag or one choice keeps apart."""


def test_the_request_of_the_page_is_answered_as_the_page_prints(fina):
    account_key, user_key = OLGA
    answer = fina.call(PRINTED_REQUEST.format(account_key=account_key, user_key=user_key))
    assert canonical(answer.text) == canonical(PRINTED_ANSWER)
    assert "<User><![CDATA[dana.brown@finashoes.com]]></User>" in answer.text


def test_the_row_says_who_sat_where_when_with_what_result_and_which_call_recorded_it(fina):
    before = datetime.now(UTC)
    record_sessions(fina, GITA, {"EnrolledDate": "01-Mar-2024 09:30"})
    (row,) = fina.rows(tables.enrollments)
    (call,) = fina.rows(tables.calls)
    users = {user["email"]: user["id"] for user in fina.rows(tables.users)}
    groups = {(group["account_id"], group["name"]): group["id"] for group in fina.rows(tables.groups)}
    assert before <= row["recorded_at"] <= datetime.now(UTC)
    assert {name: value for name, value in row.items() if value not in {None, False}} == {
        "account_id": call["account_id"],
        "id": row["id"],
        "user_id": users[cast.DANA.email],
        "group_id": groups[row["account_id"], cast.SALES],
        "learning_module_id": cast.COURSE,
        "session_id": cast.PERCENTAGE_SESSION,
        "status": "Completed",
        "grade": "92",
        "enrolled_at": datetime(2024, 3, 1, 9, 30, tzinfo=UTC),
        "recorded_at": row["recorded_at"],
        "call_id": call["id"],
    }
    assert call["user_id"] == users[cast.GITA.email]


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_costs_its_block_and_the_blocks_beside_it_are_recorded(school, mistake):
    answer = record_sessions(school, GITA, NOOR, mistake.changes, {})
    expected = [mistake.error(2)]
    assert (answer.result, answer.errors) == ("Success", expected)
    assert answer.recorded == [
        (1, {"User": cast.NOOR.employee_id, "LearningModuleID": "3860"}),
        (3, {"User": cast.DANA.email, "LearningModuleID": "3860"}),
    ]
    assert len([row for row in school.rows(tables.enrollments) if row["call_id"]]) == 2


def test_a_block_with_several_mistakes_is_answered_with_the_first_of_them(school):
    both = list(pairs(MISTAKES))
    for some in (both[:1000], both[1000:]):
        answer = record_sessions(school, GITA, *({**second.changes, **first.changes} for first, second in some))
        assert answer.errors == [first.error(block) for block, (first, _) in enumerate(some, 1)]
        assert (answer.result, answer.recorded) == ("Failed", [])
    order = list(dict.fromkeys(mistake.code for mistake in MISTAKES))
    met = {(first.code, second.code) for first, second in both}
    assert set(pairwise(order)) - met == NEVER_TOGETHER


def test_a_block_with_every_mistake_it_can_hold_is_answered_with_the_first_of_them(school):
    answer = record_sessions(school, GITA, *(pile(MISTAKES[place:]) for place in range(len(MISTAKES))))
    assert answer.errors == [first.error(block) for block, first in enumerate(MISTAKES, 1)]


def test_no_code_of_the_page_is_left_out():
    provoked = {mistake.code for mistake in MISTAKES} | ELSEWHERE
    declared = {error.code for error in EnrollSessionHistory.errors()}
    assert provoked == declared == codes_of(ENROLL_SESSION_HISTORY)


def test_who_may_enrol_nowhere_is_refused_as_a_whole(fina):
    answer = record_sessions(fina, LENA, {}, {"Email": "nobody@finashoes.com"})
    assert (answer.result, answer.recorded) == ("Failed", [])
    assert answer.errors == [(None, "ESH:11", message("ESH:11", 0))]
    assert fina.rows(tables.enrollments) == []


@pytest.mark.parametrize("keys", [OLGA, ADAM, GITA, MIRO], ids=["owner", "administrator", "manager", "users' manager"])
def test_four_kinds_of_caller_may_record(fina, keys):
    assert recorded_numbers(record_sessions(fina, keys, {})) == [1]


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_owner_and_administrator_may_record_in_every_group(fina, keys):
    answer = record_sessions(fina, keys, {}, {"GroupName": cast.WAREHOUSE, "Email": cast.WALT.email})
    assert recorded_numbers(answer) == [1, 2]


@pytest.mark.parametrize("keys", [GITA, MIRO], ids=["MANAGE_GROUP", "MANAGE_GROUP_USERS"])
def test_a_permission_is_good_for_its_group_only(fina, keys):
    answer = record_sessions(fina, keys, {"GroupName": cast.WAREHOUSE, "Email": cast.WALT.email}, {})
    assert recorded_numbers(answer) == [2]
    assert answer.errors == [(1, "ESH:25", message("ESH:25", 1))]


def test_a_session_is_recorded_once_for_a_user_however_the_user_is_named(fina):
    by_employee_id = {"Email": None, "EmployeeID": cast.DANA.employee_id}
    in_capitals = {"Email": cast.DANA.email.upper()}
    first = record_sessions(fina, OLGA, {}, by_employee_id, in_capitals, {"GroupName": cast.WAREHOUSE})
    assert recorded_numbers(first) == [1]
    assert codes_by_block(first) == {2: "ESH:26", 3: "ESH:26", 4: "ESH:26"}
    again = record_sessions(fina, OLGA, by_employee_id)
    assert again.errors == [(1, "ESH:26", message("ESH:26", 1))]
    assert again.result == "Failed"
    assert len(fina.rows(tables.enrollments)) == 1


def test_an_earlier_block_that_was_refused_does_not_stand_in_the_way(fina):
    assert recorded_numbers(record_sessions(fina, OLGA, {"Grade": "A"}, {})) == [2]


def test_a_user_may_sit_in_many_sessions(fina):
    sessions = (cast.PERCENTAGE_SESSION, cast.UNGRADED_SESSION, cast.HISTORICAL_SESSION)
    answer = record_sessions(fina, OLGA, *({"LearningModuleSessionID": session} for session in sessions))
    assert recorded_numbers(answer) == [1, 2, 3]
    assert {row["session_id"] for row in fina.rows(tables.enrollments)} == set(sessions)


@pytest.mark.parametrize(
    ("session", "status", "sent", "kept"),
    [
        (cast.PERCENTAGE_SESSION, "Completed", "0", "0"),
        (cast.PERCENTAGE_SESSION, "Completed", "99.95", "99.95"),
        (cast.PERCENTAGE_SESSION, "Attended", "A", None),
        (cast.PERCENTAGE_SESSION, "Attended", None, None),
        (cast.PERCENTAGE_SESSION, "NotAttended", "", None),
        (cast.LETTER_SESSION, "Completed", "A+", "A+"),
        (cast.LETTER_SESSION, "Completed", "優等賞だ!", "優等賞だ!"),
        (cast.PASS_FAIL_SESSION, "Completed", "Fail", "Fail"),
        (cast.UNGRADED_SESSION, "Completed", "far too long a grade", None),
        (cast.UNGRADED_SESSION, "Completed", None, None),
        (cast.UNGRADED_SESSION, "NotAttended", None, None),
    ],
)
def test_a_grade_is_kept_where_it_applies(fina, session, status, sent, kept):
    record_sessions(fina, OLGA, {"LearningModuleSessionID": session, "EnrollmentStatus": status, "Grade": sent})
    (row,) = fina.rows(tables.enrollments)
    assert (row["status"], row["grade"]) == (status, kept)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("01-Mar-2024", datetime(2024, 3, 1, tzinfo=UTC)),
        ("01-mar-24", datetime(2024, 3, 1, tzinfo=UTC)),
        ("31-DEC-70", datetime(1970, 12, 31, tzinfo=UTC)),
        ("2024-02-29", datetime(2024, 2, 29, tzinfo=UTC)),
        ("05/01/2024", datetime(2024, 1, 5, tzinfo=UTC)),
        ("05/01/2024 23:59", datetime(2024, 1, 5, 23, 59, tzinfo=UTC)),
        ("01-Mar-2024 12:30:01", datetime(2024, 3, 1, 12, 30, 1, tzinfo=UTC)),
        ("2015-02-20 01:15:12.277", datetime(2015, 2, 20, 1, 15, 12, 277_000, tzinfo=UTC)),
        ("1900-01-01", datetime(1900, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_in_each_of_its_forms_and_kept_in_utc(fina, sent, kept):
    record_sessions(fina, OLGA, {"EnrolledDate": sent})
    assert [row["enrolled_at"] for row in fina.rows(tables.enrollments)] == [kept]


def test_the_answer_repeats_the_identifier_as_it_was_sent(fina):
    changes = {"Email": " Dana.BROWN@FinaShoes.com ", "LearningModuleID": "3860"}
    answer = record_sessions(fina, OLGA, changes)
    assert answer.recorded == [(1, {"User": "Dana.BROWN@FinaShoes.com", "LearningModuleID": "3860"})]


@pytest.mark.parametrize("name", ["sales", "SALES", "  Sales\n"])
def test_a_group_is_named_without_regard_to_case_and_blanks(fina, name):
    assert recorded_numbers(record_sessions(fina, OLGA, {"GroupName": name})) == [1]


def test_blanks_inside_the_name_of_a_group_are_folded(fina):
    answer = record_sessions(fina, OLGA, {"GroupName": " head \t  OFFICE "})
    assert codes_by_block(answer) == {1: "ESH:27"}


def test_a_group_may_be_named_by_its_identifier(fina):
    assert recorded_numbers(record_sessions(fina, OLGA, {"GroupName": None, "GroupID": cast.SALES_ID})) == [1]


def test_mallory_next_door_changes_what_is_hers_and_nothing_else(fina):
    nils: Changes = {"Email": cast.NILS.email, "Grade": "Pass"}
    answer = record_sessions(fina, MALLORY, {}, nils, nils | {"LearningModuleSessionID": cast.LETTER_SESSION})
    assert recorded_numbers(answer) == [2]
    assert answer.errors == [
        (1, "ESH:21", message("ESH:21", 1, cast.DANA.email)),
        (3, "ESH:15", message("ESH:15", 3)),
    ]
    (row,) = fina.rows(tables.enrollments)
    next_door = {account["name"]: account["id"] for account in fina.rows(tables.accounts)}["Next Door Shoes"]
    assert (row["account_id"], row["grade"]) == (next_door, "Pass")
    assert recorded_numbers(record_sessions(fina, OLGA, {})) == [1]


def test_mallory_with_a_foreign_key_sees_and_changes_nothing(fina):
    pairs_of_keys = [(cast.FINA_KEY, MALLORY[1]), (MALLORY[0], OLGA[1]), (MALLORY[1], OLGA[0])]
    answers = [record_sessions(fina, keys, {}).text for keys in pairs_of_keys]
    assert len(set(answers)) == 1
    assert "SU:10" in answers[0]
    assert fina.rows(tables.enrollments) == fina.rows(tables.calls) == []
