"""Prefer: handling=strict records all blocks or none; Rollbook-Dry-Run: true judges and writes nothing."""

from typing import Any

import httpx
import pytest

from rollbook.records import tables
from tests import cast
from tests.methods.codes import REASONS, message
from tests.methods.mistakes import recorded_numbers
from tests.seed_calls import LENA, OLGA, Changes, enroll_in_variants, record_sessions, session_package
from tests.served import Served

STRICT = {"Prefer": "handling=strict"}
DRY = {"Rollbook-Dry-Run": "true"}
ADAMS: Changes = {"Email": cast.ADAM.email}
NOBODY: Changes = {"Email": "nobody@finashoes.com"}
CREDITS: Changes = {"SubscriptionVariantID": cast.CREDITS_VARIANT}


def all_rows(server: Served) -> dict[str, list[dict[str, Any]]]:
    """Everything in the database."""
    return {table.name: server.rows(table) for table in tables.metadata.sorted_tables}


def test_one_refused_block_rolls_back_a_strict_call(fina):
    answer = record_sessions(fina, OLGA, {}, NOBODY, ADAMS, {}, headers=STRICT)
    assert (answer.result, answer.recorded) == ("Failed", [])
    assert answer.errors == [
        (2, "ESH:21", message("ESH:21", 2, "nobody@finashoes.com")),
        (4, "ESH:26", message("ESH:26", 4)),
    ]
    assert fina.rows(tables.enrollments) == []
    (call,) = fina.rows(tables.calls)
    assert (call["result"], call["recorded"], call["refused"]) == ("Failed", 0, 2)


def test_a_strict_call_without_a_mistake_is_recorded_whole(fina):
    assert recorded_numbers(record_sessions(fina, OLGA, {}, ADAMS, headers=STRICT)) == [1, 2]
    assert len(fina.rows(tables.enrollments)) == 2


def test_a_strict_call_takes_all_its_credits_or_none(fina):
    noor: Changes = {**CREDITS, "Email": None, "EmployeeID": cast.NOOR.employee_id}
    answer = enroll_in_variants(fina, OLGA, CREDITS, {**CREDITS, **ADAMS}, noor, headers=STRICT)
    assert answer.errors == [(3, "ESV:14", message("ESV:14", 3, REASONS["credits"]))]
    (place,) = (row for row in fina.rows(tables.group_variants) if row["variant_id"] == cast.CREDITS_VARIANT)
    assert place["credits"] == cast.CREDITS
    assert fina.rows(tables.subscription_enrollments) == []


@pytest.mark.parametrize(
    ("header", "is_strict"),
    [
        ("handling=strict", True),
        ("HANDLING=Strict", True),
        ("respond-async, handling = strict", True),
        ("handling=strict; foo=bar", True),
        ('handling="strict"', True),
        ("handling=lenient", False),
        ('foo="a, handling=strict", respond-async', False),
        ("handler=strict", False),
        ("", False),
    ],
)
def test_the_preference_is_read_as_http_writes_it(fina, header, is_strict):
    answer = record_sessions(fina, OLGA, {}, NOBODY, headers={"Prefer": header})
    assert recorded_numbers(answer) == ([] if is_strict else [1])


def test_the_preference_may_be_in_any_of_several_headers(fina):
    headers = httpx.Headers([("Prefer", "handling=strict"), ("Prefer", "respond-async")])
    assert recorded_numbers(record_sessions(fina, OLGA, {}, NOBODY, headers=headers)) == []


@pytest.mark.parametrize("enroll", [record_sessions, enroll_in_variants])
@pytest.mark.parametrize("more", [{}, STRICT], ids=["lenient", "strict"])
def test_a_dry_run_gives_the_answer_of_the_real_call_and_writes_nothing(fina, enroll, more):
    blocks: list[Changes] = [{}, NOBODY, ADAMS, {}, {"GroupName": cast.HEAD_OFFICE}]
    before = all_rows(fina)
    dry = enroll(fina, OLGA, *blocks, headers={**more, **DRY})
    assert dry.headers["Rollbook-Dry-Run"] == "true"
    assert all_rows(fina) == before
    real = enroll(fina, OLGA, *blocks, headers=more)
    assert "Rollbook-Dry-Run" not in real.headers
    assert dry.response.content == real.response.content
    assert recorded_numbers(real) == ([] if more else [1, 3])


def test_a_dry_run_takes_no_credits_and_knows_when_there_are_none(fina):
    blocks: list[Changes] = [{**CREDITS, "Email": person.email} for person in (cast.DANA, cast.ADAM, cast.GITA)]
    before = all_rows(fina)
    for _ in range(2):
        answer = enroll_in_variants(fina, OLGA, *blocks, headers=DRY)
        assert recorded_numbers(answer) == [1, 2]
        assert answer.errors == [(3, "ESV:14", message("ESV:14", 3, REASONS["credits"]))]
    assert all_rows(fina) == before


@pytest.mark.parametrize(
    ("package", "code"),
    [
        (session_package(LENA, {}), "ESH:11"),
        (session_package(OLGA, {}).replace(">enrollSessionHistory<", ">enrol<"), "SU:11"),
        (session_package((OLGA[0], "olga-9999999999"), {}), "SU:10"),
        ("<SmarterU/>", "SU:05"),
    ],
)
def test_a_dry_run_that_is_refused_says_that_it_was_one_and_leaves_no_record(fina, package, code):
    answer = fina.call(package, DRY)
    assert answer.errors[0][1] == code
    assert answer.headers["Rollbook-Dry-Run"] == "true"
    assert fina.rows(tables.calls) == []


@pytest.mark.parametrize("header", ["TRUE", "True", "1", "yes", "Yes"])
def test_a_dry_run_is_requested_without_regard_to_case(fina, header):
    record_sessions(fina, OLGA, {}, headers={"Rollbook-Dry-Run": header})
    assert fina.rows(tables.enrollments) == []


@pytest.mark.parametrize("header", ["false", "FALSE", "0", "no"])
def test_a_dry_run_that_is_declined_is_a_real_call(fina, header):
    record_sessions(fina, OLGA, {}, headers={"Rollbook-Dry-Run": header})
    assert len(fina.rows(tables.enrollments)) == 1


NOT_UNDERSTOOD = [
    *(("Rollbook-Dry-Run", value) for value in ("", "on", "ture", "true;q=1", "true, true", "2", "\xe9")),
    *(("Prefer", f"handling{value}") for value in ("", "=", "=stric", "=strictly", '=""', "=strict, handling=lenient")),
    ("Idempotency-Key", ""),
    ("Idempotency-Key", "k" * 256),
    ("Rollbook-Dryrun", "true"),
]


@pytest.mark.parametrize(("name", "value"), NOT_UNDERSTOOD)
@pytest.mark.parametrize("more", [{}, {"X-Request-ID": "with-more"}, DRY], ids=["alone", "with an id", "dry"])
def test_a_header_that_is_not_understood_refuses_the_call_and_is_named(fina, name, value, more):
    answer = record_sessions(fina, OLGA, {}, headers=httpx.Headers({**more, name: value}, encoding="latin-1"))
    ((block, code, message),) = answer.errors
    assert (answer.result, block, code) == ("Failed", None, "SU:12")
    assert name in str(message)
    assert fina.rows(tables.enrollments) == []
    assert [call["idempotency_key"] for call in fina.rows(tables.calls)] in ([], [None])


def test_an_idempotency_key_that_is_sent_twice_refuses_the_call(fina):
    headers = httpx.Headers([("Idempotency-Key", "a"), ("Idempotency-Key", "b")])
    answer = record_sessions(fina, OLGA, {}, headers=headers)
    assert answer.errors[0][1] == "SU:12"
    assert "Idempotency-Key" in str(answer.errors[0][2])


def test_an_unknown_caller_learns_nothing_about_headers(fina):
    answer = record_sessions(fina, (OLGA[0], "olga-9999999999"), {}, headers={"Rollbook-Dry-Run": "on"})
    assert answer.errors[0][1] == "SU:10"
