"""unenrollLearningModules: what is open is taken back, what is completed stays, and every code is provoked."""

import pytest

from rollbook.methods.unenroll_learning_modules import UnenrollLearningModules
from rollbook.records import tables
from tests import cast
from tests.answers import canonical, package
from tests.learning_module_calls import IN_SESSION, UNFINISHED, enroll_in_courses, import_history, unenroll
from tests.methods.mistakes import codes_by_block, recorded_numbers
from tests.refusals import refusing
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA, Changes, record_sessions
from tests.served import Served

ANSWER = """
<SmarterU>
  <Result>Success</Result>
  <Info>
    <Unenrollments>
      <Unenrollment block="1">
        <AccountUserLearningModuleRelID>{0}</AccountUserLearningModuleRelID>
      </Unenrollment>
      <Unenrollment block="3">
        <AccountUserLearningModuleRelID>{1}</AccountUserLearningModuleRelID>
      </Unenrollment>
    </Unenrollments>
  </Info>
  <Errors>
    <Error block="2">
      <ErrorID>ULM:53</ErrorID>
      <ErrorMessage>Unenrollment 2 - The enrollment '404' does not exist.</ErrorMessage>
    </Error>
  </Errors>
</SmarterU>
"""
TEXTS = {
    "ULM:52": "The AccountUserLearningModuleRelID provided is not valid.",
    "ULM:53": "Unenrollment 1 - The enrollment '{0}' does not exist.",
    "ULM:54": "Unenrollment 1 - The enrollment is completed or historical, and cannot be removed.",
}
NOOR: Changes = {"Email": None, "EmployeeID": cast.NOOR.employee_id}


def enrolled(server: Served, *blocks: Changes) -> list[int]:
    """Enrol Dana and others; return the ids of the enrolments in the order of the blocks."""
    answer = enroll_in_courses(server, OLGA, *blocks)
    return [int(said["AccountUserLearningModuleRelID"]) for _, said in answer.recorded]


def on_record(server: Served) -> list[int]:
    return [row["id"] for row in server.rows(tables.enrollments)]


def test_a_mixed_call_is_answered_by_block_as_the_page_prints_it(fina):
    first, second, kept = enrolled(fina, {}, NOOR, IN_SESSION)
    answer = unenroll(fina, ADAM, first, 404, second)
    assert canonical(answer.text) == canonical(ANSWER.format(first, second))
    assert on_record(fina) == [kept]


def test_the_call_is_on_record_with_what_it_took_back(fina):
    unenroll(fina, OLGA, *enrolled(fina, {}), 404)
    *_, call = fina.rows(tables.calls)
    recorded = (call["method"], call["recorded"], call["refused"], call["error_codes"])
    assert recorded == ("unenrollLearningModules", 1, 1, "ULM:53 1")


def test_what_is_completed_stays(fina):
    import_history(fina, OLGA, {})
    record_sessions(fina, OLGA, {}, {"LearningModuleSessionID": cast.UNGRADED_SESSION, "EnrollmentStatus": "Attended"})
    answer = unenroll(fina, OLGA, *on_record(fina))
    assert (answer.result, codes_by_block(answer)) == ("Failed", dict.fromkeys([1, 2, 3], "ULM:54"))
    assert len(on_record(fina)) == 3


def test_imported_history_that_is_not_completed_is_taken_back(fina):
    import_history(fina, OLGA, UNFINISHED)
    assert recorded_numbers(unenroll(fina, OLGA, *on_record(fina))) == [1]
    assert on_record(fina) == []


@pytest.mark.parametrize(("sent", "code"), [(None, "ULM:52"), ("", "ULM:52"), ("12x", "ULM:52"), (404, "ULM:53")])
def test_an_id_that_names_no_enrolment_costs_its_block(fina, sent, code):
    (good,) = enrolled(fina, {})
    answer = unenroll(fina, OLGA, sent, good)
    assert (recorded_numbers(answer), answer.errors) == ([2], [(1, code, TEXTS[code].format(sent))])


def test_an_enrolment_is_taken_back_once(fina):
    (good,) = enrolled(fina, {})
    assert codes_by_block(unenroll(fina, OLGA, good, good)) == {2: "ULM:53"}
    again = unenroll(fina, OLGA, good)
    assert (again.result, again.errors) == ("Failed", [(1, "ULM:53", TEXTS["ULM:53"].format(good))])


def test_a_hundred_blocks_are_taken_and_one_more_is_not(fina):
    (good,) = enrolled(fina, {})
    assert recorded_numbers(unenroll(fina, OLGA, *[404] * 99, good)) == [100]
    answer = unenroll(fina, OLGA, *[404] * 101)
    limit = "One call may have 100 Unenrollment blocks; this one has 101."
    assert answer.errors == [(None, "SU:12", f"Incorrect/Missing Structure/Parameters. {limit}")]


def test_an_enrolment_block_has_no_business_here(fina):
    content = "<LearningModuleEnrollment><Unenrollment/><Enrollment/></LearningModuleEnrollment>"
    answer = fina.call(package("unenrollLearningModules", content, OLGA))
    assert [code for _, code, _ in answer.errors] == ["SU:13"]


def test_a_row_that_the_database_will_not_delete_costs_its_block_alone(fina):
    first, danas, last = enrolled(fina, NOOR, {}, {"Email": cast.GITA.email})
    dana = next(user["id"] for user in fina.rows(tables.users) if user["email"] == cast.DANA.email)
    with refusing(fina.database, tables.enrollments, dana, "DELETE"):
        answer = unenroll(fina, OLGA, first, danas, last)
    assert answer.errors == [(2, "ULM:55", "Unenrollment 2 - The enrollment could not be removed.")]
    assert (recorded_numbers(answer), on_record(fina)) == ([1, 3], [danas])


def test_a_strict_call_takes_back_all_or_nothing(fina):
    (good,) = enrolled(fina, {})
    answer = unenroll(fina, OLGA, good, 404, headers={"Prefer": "handling=strict"})
    assert (answer.result, recorded_numbers(answer), on_record(fina)) == ("Failed", [], [good])


@pytest.mark.parametrize("keys", [GITA, MIRO, LENA], ids=["manager", "users' manager", "learner"])
def test_only_administrators_and_owners_may_unenrol(fina, keys):
    (good,) = enrolled(fina, {})
    answer = unenroll(fina, keys, good)
    text = "The required permissions are not met to call the unenrollLearningModules method."
    assert (answer.result, answer.errors) == ("Failed", [(None, "ULM:51", text)])
    assert on_record(fina) == [good]


def test_mallory_next_door_takes_nothing_back(fina):
    (good,) = enrolled(fina, {})
    assert codes_by_block(unenroll(fina, MALLORY, good)) == {1: "ULM:53"}
    assert "SU:10" in unenroll(fina, (cast.FINA_KEY, MALLORY[1]), good).text
    assert on_record(fina) == [good]


def test_no_code_is_left_out():
    assert {error.code for error in UnenrollLearningModules.errors()} == {*TEXTS, "ULM:51", "ULM:55"}
