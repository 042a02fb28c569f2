"""Call records: who called what, when and from where, and the result; and never a key."""

import hashlib
import json
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest

from rollbook.records import tables
from tests import cast
from tests.seed_calls import GITA, LENA, MALLORY, OLGA, Changes, enroll_in_variants, record_sessions, session_package
from tests.served import Served

ALL_KEYS = [*OLGA, GITA[1], LENA[1], *MALLORY]
NOBODY: Changes = {"Email": "nobody@finashoes.com"}


def only_call(server: Served) -> dict[str, Any]:
    (call,) = server.rows(tables.calls)
    return call


def everything(server: Served) -> bytes:
    """Everything in the database as one text, with compressed values decompressed."""
    parts = []
    for table in tables.metadata.sorted_tables:
        for row in server.rows(table):
            parts += [inflated(value) if isinstance(value, bytes) else str(value).encode() for value in row.values()]
    return b"\n".join(parts)


def inflated(value: bytes) -> bytes:
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value


def test_a_call_is_on_record_with_all_that_is_known_about_it(fina):
    before = datetime.now(UTC)
    package = session_package(GITA, {}, NOBODY, {}, NOBODY, {"Email": cast.ADAM.email})
    answer = fina.call(package)
    call = only_call(fina)
    account = {row["name"]: row["id"] for row in fina.rows(tables.accounts)}["Fina Shoes"]
    user = {row["email"]: row["id"] for row in fina.rows(tables.users)}[cast.GITA.email]
    assert before <= call.pop("received_at") <= datetime.now(UTC)
    assert 0 < call.pop("microseconds") < 60_000_000
    assert zlib.decompress(call.pop("answer")) == answer.response.content
    assert zlib.decompress(call.pop("package")).decode() == package.replace(GITA[0], "***").replace(GITA[1], "***")
    keys = {row["id"]: row["user_id"] for row in fina.rows(tables.api_keys)}
    assert keys[call.pop("key_id")] == user
    assert call.pop("concluded_id") > call["id"]
    rows = {row["id"] for row in fina.rows(tables.enrollments)}
    assert {*json.loads(zlib.decompress(call.pop("written")))["enrollments"]} == rows
    refused = json.loads(zlib.decompress(call.pop("refusals")))
    assert [(each["block"], each["code"]) for each in refused] == [(2, "ESH:21"), (3, "ESH:26"), (4, "ESH:21")]
    assert call == {
        "account_id": account,
        "id": call["id"],
        "user_id": user,
        "request_id": answer.headers["X-Request-ID"],
        "method": "enrollSessionHistory",
        "result": "Success",
        "recorded": 2,
        "refused": 3,
        "error_codes": "ESH:21 2, ESH:26 1",
        "remote_address": "127.0.0.1",
        "idempotency_key": None,
        "package_digest": hashlib.sha256(package.encode()).digest(),
        "face": "xml",
        "reason": None,
        "sign_in_id": None,
        "takes_back_id": None,
    }


def test_a_call_that_recorded_nothing_is_on_record_as_failed(fina):
    record_sessions(fina, OLGA, NOBODY, headers={"Idempotency-Key": "import-1"})
    call = only_call(fina)
    assert (call["result"], call["recorded"], call["refused"]) == ("Failed", 0, 1)
    assert (call["error_codes"], call["idempotency_key"]) == ("ESH:21 1", "import-1")


@pytest.mark.parametrize(
    ("package", "method", "code"),
    [
        (session_package(LENA, {}), "enrollSessionHistory", "ESH:11"),
        (session_package(OLGA, {}).replace(">enrollSessionHistory<", "> enrol <"), "enrol", "SU:11"),
        (session_package(OLGA), "enrollSessionHistory", "SU:12"),
        (session_package(OLGA, {}).replace("Grade>", "grade>"), "enrollSessionHistory", "SU:13"),
    ],
    ids=["ESH:11", "SU:11", "SU:12", "SU:13"],
)
def test_a_refused_call_is_on_record_if_its_caller_is_known(fina, package, method, code):
    fina.call(package)
    call = only_call(fina)
    assert (call["result"], call["recorded"], call["refused"]) == ("Failed", 0, 1)
    assert (call["method"], call["error_codes"]) == (method, f"{code} 1")


def test_a_call_of_an_unknown_caller_is_not_on_record(fina):
    record_sessions(fina, (OLGA[0], "olga-9999999999"), {})
    fina.call("<SmarterU/>")
    assert fina.rows(tables.calls) == []


def test_calls_are_on_record_in_the_account_they_were_made_for(fina):
    record_sessions(fina, OLGA, {})
    record_sessions(fina, MALLORY, {})
    owners = {row["id"]: row["email"] for row in fina.rows(tables.users)}
    accounts = {row["id"]: row["name"] for row in fina.rows(tables.accounts)}
    assert {(accounts[call["account_id"]], owners[call["user_id"]]) for call in fina.rows(tables.calls)} == {
        ("Fina Shoes", cast.OLGA.email),
        ("Next Door Shoes", cast.MALLORY.email),
    }


def test_every_row_points_back_to_the_call_that_wrote_it(fina):
    first = enroll_in_variants(fina, OLGA, {}, {"Email": cast.ADAM.email}).headers["X-Request-ID"]
    second = enroll_in_variants(fina, GITA, {"Email": cast.MIRO.email}).headers["X-Request-ID"]
    calls = {call["id"]: call["request_id"] for call in fina.rows(tables.calls)}
    rows = fina.rows(tables.subscription_enrollments)
    assert [calls[row["call_id"]] for row in rows] == [first, first, second]


def test_no_key_is_kept_anywhere(fina):
    for keys in (OLGA, GITA, LENA, MALLORY):
        record_sessions(fina, keys, {}, headers={"Idempotency-Key": "import-2"})
    record_sessions(fina, (OLGA[0], MALLORY[1]), {})
    spread = session_package(OLGA, {}).replace("<User>", f'<User note="{OLGA[1]}">')
    fina.call(spread.replace("</Parameters>", f"<UserAPI>{OLGA[1]}</UserAPI><Note>{OLGA[0]}</Note></Parameters>"))
    kept = everything(fina)
    assert b"enrollSessionHistory" in kept
    assert b"***" in kept
    assert [api_key for api_key in ALL_KEYS if api_key.encode() in kept] == []
    hashes = {row["key_hash"] for row in fina.rows(tables.api_keys)}
    assert hashlib.sha256(OLGA[0].encode()).digest() in hashes


@pytest.mark.parametrize("tag", ["password", "PASSWORD", "x:Password xmlns:x='urn:x'", "OldPassword"])
def test_a_password_in_a_misspelt_tag_is_not_kept_with_the_call_that_is_refused_for_it(fina, tag):
    secret = f"<{tag}>correct horse battery</{tag.split()[0]}>"
    answer = fina.call(session_package(OLGA, {}).replace("<User>", f"<User>{secret}"))
    assert answer.errors[0][1] == "SU:13"
    assert b"horse" not in everything(fina)


def test_a_key_that_is_sent_as_the_methods_name_is_not_kept(fina):
    fina.call(session_package(OLGA, {}).replace(">enrollSessionHistory<", f">{OLGA[1]}<"))
    call = only_call(fina)
    assert (call["method"], call["error_codes"]) == ("***", "SU:11 1")
    assert OLGA[1].encode() not in everything(fina)


def test_a_key_that_is_sent_as_a_name_is_not_kept_either(fina):
    record_sessions(fina, OLGA, {"Email": None, "EmployeeID": OLGA[1]}, {"GroupName": OLGA[0]})
    kept = everything(fina)
    assert [api_key for api_key in ALL_KEYS if api_key.encode() in kept] == []
