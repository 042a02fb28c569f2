"""Idempotency-Key over JSON: a request sent again is answered again, with its status; any other is a conflict."""

import pytest

from rollbook.records import tables
from tests.api.json_calls import NOBODY, ask, record_sessions
from tests.seed_calls import OLGA
from tests.seed_calls import record_sessions as record_in_xml

KEY = {"Idempotency-Key": "nightly import, 1 March"}


@pytest.mark.parametrize(("rows", "status"), [([{}, NOBODY], 200), ([NOBODY], 422), ([], 400)])
def test_a_replay_answers_status_media_type_and_body_as_then(fina, rows, status):
    first, again = (record_sessions(fina, *rows, headers=KEY) for _ in range(2))
    assert first.status_code == again.status_code == status
    assert (first.content, first.headers["Content-Type"]) == (again.content, again.headers["Content-Type"])
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")
    assert len(fina.rows(tables.calls)) == 1


def test_the_key_with_another_body_is_422(fina):
    record_sessions(fina, {}, headers=KEY)
    answer = record_sessions(fina, {}, NOBODY, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (422, "SU:12")
    assert "Idempotency-Key" in answer.json()["detail"]


def test_the_key_with_another_method_is_422(fina):
    ask(fina, "listUsers", {}, headers=KEY)
    assert ask(fina, "listVariants", {}, headers=KEY).status_code == 422


def test_the_key_with_another_handling_is_422(fina):
    record_sessions(fina, {}, headers=KEY)
    assert record_sessions(fina, {}, headers={**KEY, "Prefer": "handling=strict"}).status_code == 422


def test_the_key_of_a_call_in_xml_is_422(fina):
    assert record_in_xml(fina, OLGA, {}, headers=KEY).result == "Success"
    assert record_sessions(fina, {}, headers=KEY).status_code == 422


def test_in_xml_the_key_of_a_call_in_json_is_refused(fina):
    assert record_sessions(fina, {}, headers=KEY).status_code == 200
    answer = record_in_xml(fina, OLGA, {}, headers=KEY)
    assert [code for _, code, _ in answer.errors] == ["SU:12"]


def test_a_dry_run_needs_no_key(fina):
    for _ in range(2):
        answer = record_sessions(fina, {}, headers={**KEY, "Rollbook-Dry-Run": "1"})
        assert (answer.status_code, "Idempotency-Replayed" in answer.headers) == (200, False)
