"""A call in JSON is on record as one in XML is, with its keys and passwords masked."""

import json
import zlib
from typing import Any

import pytest

from rollbook.records import tables
from tests import cast
from tests.api.json_calls import NOBODY, ask, authorization, record_sessions, session_row
from tests.calls.test_call_records import everything
from tests.seed_calls import OLGA
from tests.served import Served


def kept(server: Served) -> tuple[str, str]:
    """Package and answer of the one call on record."""
    [call] = server.rows(tables.calls)
    return zlib.decompress(call["package"]).decode(), zlib.decompress(call["answer"]).decode()


def test_a_call_is_on_record_as_it_was_sent_and_answered(fina):
    answer = record_sessions(fina, {}, NOBODY)
    package, answered = kept(fina)
    [call] = fina.rows(tables.calls)
    assert json.loads(package) == {"Enrollment": [session_row(), session_row(NOBODY)]}
    assert answered.encode() == answer.content
    told = (call["method"], call["result"], call["recorded"], call["refused"], call["error_codes"])
    assert told == ("enrollSessionHistory", "Success", 1, 1, "ESH:21 1")


SECRET = "correct horse"


@pytest.mark.parametrize(
    "body",
    [
        {"Info": {"Password": SECRET}},
        {"Info": {"PASSWORD2": {"deep": [SECRET]}}},
        {"password": SECRET},
        {"UserAPI": SECRET, "x": "\\u0041"},
        {"a": {"b": [{"AccountAPI": [SECRET, SECRET]}]}},
    ],
    ids=ascii,
)
def test_passwords_and_keys_are_masked_wherever_they_stand(fina, body: Any):
    ask(fina, "createUser", body)
    package, _ = kept(fina)
    assert "***" in package
    assert SECRET.encode() not in everything(fina)


def test_a_password_whose_name_is_escaped_is_masked(fina):
    headers = {**authorization(OLGA), "Content-Type": "application/json"}
    fina.http.post("/api/v1/createUser", content='{"Pass\\u0077ord": "correct horse"}', headers=headers)
    assert SECRET.encode() not in everything(fina)


def test_a_password_that_stands_twice_is_masked(fina):
    headers = {**authorization(OLGA), "Content-Type": "application/json"}
    fina.http.post("/api/v1/createUser", content=b'{"Password": "correct horse", "Password": "x"}', headers=headers)
    assert SECRET.encode() not in everything(fina)


@pytest.mark.parametrize("key", OLGA)
def test_a_key_that_is_sent_as_a_name_is_not_kept(fina, key):
    record_sessions(fina, {"Email": None, "EmployeeID": key})
    ask(fina, key, {})
    record_sessions(fina, {}, headers={"Idempotency-Key": "x"})
    assert key.encode() not in everything(fina)


def test_neither_keys_nor_bodies_are_logged(fina):
    record_sessions(fina, {"Email": "secret-address@finashoes.com"})
    record_sessions(fina, {}, keys=(cast.FINA_KEY, "olga-9999999999"))
    assert [text for text in (*OLGA, "olga-9999999999", "secret-address") if text in fina.log] == []
    assert authorization(OLGA)["Authorization"].split()[1] not in fina.log


def test_a_body_that_is_nested_without_end_is_refused_and_harms_nothing(fina):
    deep: Any = "x"
    for _ in range(300):
        deep = {"Password": deep}
    assert ask(fina, "createUser", {"Info": deep}).status_code == 400
    assert record_sessions(fina, {}).status_code == 200
