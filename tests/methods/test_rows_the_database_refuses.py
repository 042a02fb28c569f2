"""A row that the database itself refuses costs its block, and only that."""

import pytest

from rollbook.methods.enroll_subscription_variants import NOT_WRITTEN
from rollbook.records import tables
from tests import cast
from tests.methods.codes import message
from tests.methods.mistakes import recorded_numbers
from tests.refusals import refusing
from tests.seed_calls import OLGA, Changes, enroll_in_variants, record_sessions
from tests.served import Served

PEOPLE: list[Changes] = [{"Email": person.email} for person in (cast.ADAM, cast.GITA, cast.DANA, cast.MIRO, cast.LENA)]
DANAS_BLOCK = 3
CREDITS: Changes = {"SubscriptionVariantID": cast.CREDITS_VARIANT}


def id_of(server: Served, person: cast.Person) -> int:
    number: int = next(user["id"] for user in server.rows(tables.users) if user["email"] == person.email)
    return number


def test_a_refused_row_is_answered_with_esh_28_and_its_neighbours_are_recorded(fina):
    with refusing(fina.database, tables.enrollments, id_of(fina, cast.DANA)):
        answer = record_sessions(fina, OLGA, *PEOPLE)
    assert answer.errors == [(DANAS_BLOCK, "ESH:28", message("ESH:28", DANAS_BLOCK))]
    assert recorded_numbers(answer) == [1, 2, 4, 5]
    assert len(fina.rows(tables.enrollments)) == 4
    (call,) = fina.rows(tables.calls)
    assert (call["recorded"], call["refused"], call["error_codes"]) == (4, 1, "ESH:28 1")


def test_after_the_cause_is_gone_the_refused_block_is_recorded(fina):
    with refusing(fina.database, tables.enrollments, id_of(fina, cast.DANA)):
        record_sessions(fina, OLGA, *PEOPLE)
    answer = record_sessions(fina, OLGA, *PEOPLE)
    assert recorded_numbers(answer) == [DANAS_BLOCK]
    assert {code for _, code, _ in answer.errors} == {"ESH:26"}


def test_a_call_of_which_every_row_is_refused_fails(fina):
    with refusing(fina.database, tables.enrollments, id_of(fina, cast.DANA)):
        answer = record_sessions(fina, OLGA, {}, {"LearningModuleSessionID": cast.UNGRADED_SESSION})
    assert answer.result == "Failed"
    assert answer.errors == [(block, "ESH:28", message("ESH:28", block)) for block in (1, 2)]


def test_a_refused_row_undoes_a_strict_call(fina):
    with refusing(fina.database, tables.enrollments, id_of(fina, cast.DANA)):
        answer = record_sessions(fina, OLGA, *PEOPLE, headers={"Prefer": "handling=strict"})
    assert (answer.result, answer.recorded) == ("Failed", [])
    assert answer.errors == [(DANAS_BLOCK, "ESH:28", message("ESH:28", DANAS_BLOCK))]
    assert fina.rows(tables.enrollments) == []


@pytest.mark.parametrize("refused", [cast.DANA, cast.NOOR], ids=["first", "last"])
def test_a_refused_enrolment_in_a_variant_gives_its_credit_back(fina, refused):
    people = [cast.DANA, cast.NOOR]
    user = next(row["id"] for row in fina.rows(tables.users) if row["employee_id"] == refused.employee_id)
    with refusing(fina.database, tables.subscription_enrollments, user):
        blocks = ({**CREDITS, "Email": None, "EmployeeID": person.employee_id} for person in people)
        answer = enroll_in_variants(fina, OLGA, *blocks)
    block = people.index(refused) + 1
    assert answer.errors == [(block, "ESV:14", NOT_WRITTEN.text.format(block=block))]
    assert recorded_numbers(answer) == [3 - block]
    (place,) = (row for row in fina.rows(tables.group_variants) if row["variant_id"] == cast.CREDITS_VARIANT)
    assert place["credits"] == cast.CREDITS - 1
