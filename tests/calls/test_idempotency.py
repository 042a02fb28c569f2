"""Idempotency-Key: a repeated request gets the same answer, and is recorded once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from rollbook.records import tables
from tests import cast
from tests.answers import Answer
from tests.seed_calls import GITA, MALLORY, OLGA, Changes, enroll_in_variants, record_sessions, session_package
from tests.served import Served

KEY = {"Idempotency-Key": "nightly import, 1 March"}
MIXED: list[Changes] = [{}, {"Email": "nobody@finashoes.com"}, {"Email": cast.ADAM.email}]


def is_replayed(answer: Answer) -> bool:
    replayed: bool = answer.headers.get("Idempotency-Replayed") == "true"
    return replayed


def move_back(server: Served, age: timedelta) -> None:
    """Move the calls on record back in time by this much."""
    with server.database.writing() as connection:
        for call in connection.execute(tables.calls.select()).all():
            moved = tables.calls.update().where(tables.calls.c.id == call.id)
            connection.execute(moved.values(received_at=call.received_at - age))


def test_a_repeated_request_gets_the_same_bytes_and_is_recorded_once(fina):
    first, second, third = (record_sessions(fina, OLGA, *MIXED, headers=KEY) for _ in range(3))
    assert [is_replayed(answer) for answer in (first, second, third)] == [False, True, True]
    assert first.response.content == second.response.content == third.response.content
    assert first.result == "Success"
    assert (len(fina.rows(tables.enrollments)), len(fina.rows(tables.calls))) == (2, 1)


def test_a_call_that_failed_is_replayed_too(fina):
    first = record_sessions(fina, OLGA, {"Grade": "A"}, headers=KEY)
    again = record_sessions(fina, OLGA, {"Grade": "A"}, headers=KEY)
    assert (first.result, is_replayed(again)) == ("Failed", True)
    assert again.response.content == first.response.content


def test_every_answer_has_its_own_request_id(fina):
    ids = [record_sessions(fina, OLGA, {}, headers=KEY).headers["X-Request-ID"] for _ in range(2)]
    assert ids[0] != ids[1]


def test_the_key_is_refused_for_another_package(fina):
    record_sessions(fina, OLGA, {}, headers=KEY)
    answer = record_sessions(fina, OLGA, {"Email": cast.ADAM.email}, headers=KEY)
    ((block, code, message),) = answer.errors
    assert (answer.result, block, code) == ("Failed", None, "SU:12")
    assert "Idempotency-Key" in str(message)
    assert not is_replayed(answer)
    assert len(fina.rows(tables.enrollments)) == 1
    assert is_replayed(record_sessions(fina, OLGA, {}, headers=KEY))


def test_the_key_is_refused_for_the_same_blocks_of_another_method(fina):
    record_sessions(fina, OLGA, {}, headers=KEY)
    assert enroll_in_variants(fina, OLGA, {}, headers=KEY).errors[0][1] == "SU:12"


@pytest.mark.parametrize("handlings", [("strict", "lenient"), ("strict", None), (None, "strict")])
def test_the_key_is_refused_for_the_same_package_with_another_handling(fina, handlings):
    first, again = ({**KEY, "Prefer": f"handling={each}"} if each else KEY for each in handlings)
    assert not is_replayed(record_sessions(fina, OLGA, *MIXED, headers=first))
    assert record_sessions(fina, OLGA, *MIXED, headers=again).errors[0][1] == "SU:12"
    assert is_replayed(record_sessions(fina, OLGA, *MIXED, headers=first))


def test_a_call_without_a_preference_is_lenient(fina):
    record_sessions(fina, OLGA, *MIXED, headers=KEY)
    assert is_replayed(record_sessions(fina, OLGA, *MIXED, headers={**KEY, "Prefer": "handling=lenient"}))


@pytest.mark.parametrize("keys", [GITA, MALLORY], ids=["of the account", "next door"])
def test_another_user_may_have_the_same_key(fina, keys):
    record_sessions(fina, OLGA, {}, headers=KEY)
    answer = record_sessions(fina, keys, {}, headers=KEY)
    assert not is_replayed(answer)
    assert answer.errors[0][1] in {"ESH:26", "ESH:21"}


def test_without_the_header_every_request_is_a_call(fina):
    answers = [record_sessions(fina, OLGA, {}) for _ in range(2)]
    assert [answer.result for answer in answers] == ["Success", "Failed"]


def test_a_request_that_was_not_understood_leaves_its_key_free(fina):
    package = session_package(OLGA, {})
    assert fina.call(package.replace(OLGA[1], "olga-9999999999"), KEY).errors[0][1] == "SU:10"
    assert fina.call(package, KEY).result == "Success"


def test_a_key_lasts_for_24_hours(fina):
    record_sessions(fina, OLGA, {}, headers=KEY)
    move_back(fina, timedelta(hours=23, minutes=59))
    assert is_replayed(record_sessions(fina, OLGA, {}, headers=KEY))


def test_after_24_hours_the_key_is_free_and_both_calls_are_on_record(fina):
    record_sessions(fina, OLGA, {}, headers=KEY)
    move_back(fina, timedelta(hours=24, seconds=1))
    answer = record_sessions(fina, OLGA, {"Email": cast.ADAM.email}, headers=KEY)
    assert (answer.result, is_replayed(answer)) == ("Success", False)
    assert is_replayed(record_sessions(fina, OLGA, {"Email": cast.ADAM.email}, headers=KEY))
    keys = sorted(str(call["idempotency_key"]) for call in fina.rows(tables.calls))
    assert keys == sorted(["None", KEY["Idempotency-Key"]])


def test_a_key_may_have_255_characters_and_no_more(fina):
    longest = {"Idempotency-Key": "k" * 255}
    answers = [record_sessions(fina, OLGA, {}, headers=longest) for _ in range(2)]
    assert [is_replayed(answer) for answer in answers] == [False, True]
    too_long = record_sessions(fina, OLGA, {}, headers={"Idempotency-Key": "k" * 256})
    assert too_long.errors[0][1] == "SU:12"
    assert "255" in str(too_long.errors[0][2])


def test_sixteen_requests_at_once_are_recorded_once_and_answered_alike(fina):
    with ThreadPoolExecutor(16) as callers:
        answers = list(callers.map(lambda _: record_sessions(fina, OLGA, *MIXED, headers=KEY), range(16)))
    assert len({answer.response.content for answer in answers}) == 1
    assert answers[0].result == "Success"
    assert [is_replayed(answer) for answer in answers].count(False) == 1
    assert (len(fina.rows(tables.enrollments)), len(fina.rows(tables.calls))) == (2, 1)


def test_sixteen_requests_at_once_with_a_key_that_was_free_again_are_recorded_once(fina):
    record_sessions(fina, OLGA, {}, headers=KEY)
    move_back(fina, timedelta(days=2))
    package = session_package(OLGA, {"LearningModuleSessionID": cast.UNGRADED_SESSION})
    with ThreadPoolExecutor(16) as callers:
        answers = list(callers.map(lambda _: fina.call(package, KEY), range(16)))
    assert {answer.result for answer in answers} == {"Success"}
    assert [is_replayed(answer) for answer in answers].count(False) == 1
    assert len(fina.rows(tables.calls)) == 2


def test_a_dry_run_neither_uses_nor_keeps_the_key(fina):
    dry = {**KEY, "Rollbook-Dry-Run": "true"}
    assert record_sessions(fina, OLGA, {}, headers=dry).result == "Success"
    real = record_sessions(fina, OLGA, {}, headers=KEY)
    assert (real.result, is_replayed(real)) == ("Success", False)
    again = record_sessions(fina, OLGA, {}, headers=dry)
    assert (again.errors[0][1], is_replayed(again)) == ("ESH:26", False)
