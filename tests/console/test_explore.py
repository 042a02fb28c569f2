"""Explore: every method's form is made from its contract, and what it sends is what a program would send."""

import json
from collections.abc import Callable

import pytest

from rollbook.methods import METHODS
from rollbook.records.tables import calls, enrollments
from tests.console.visitors import GITA, LENA, OLGA, Visitor
from tests.seed_calls import OLGA as OLGAS_KEYS
from tests.seed_calls import session_package
from tests.served import Served

Sign = Callable[[str], Visitor]


def test_every_method_has_a_form_with_its_sample(visitor: Sign):
    olga = visitor(OLGA)
    listed = [row[0] for row in olga.open("/explore").rows()]
    assert listed == list(METHODS)
    for name in listed:
        page = olga.open(f"/explore/{name}", Sample="1")
        assert (page.status, page.h1) == (200, name)


def test_a_manager_sees_the_methods_that_they_may_use(visitor: Sign):
    gita = visitor(GITA)
    listed = [row[0] for row in gita.open("/explore").rows()]
    assert "enrollSessionHistory" in listed
    assert "createAPIKey" not in listed
    assert gita.open("/explore/createAPIKey").status == 404
    lena = visitor(LENA)
    assert [row[0] for row in lena.open("/explore").rows()] == ["getLearnerReport"]
    assert lena.open("/explore/enrollSessionHistory").status == 404


def test_a_call_is_tried_and_sent_and_shown_in_all_its_forms(fina: Served, visitor: Sign):
    olga, path = visitor(OLGA), "/explore/enrollSessionHistory?Sample=1"
    tried = olga.submit(path, {}, "try")
    assert tried.status_words == "Would record 1, refuse 0. Nothing is written yet."
    assert fina.rows(enrollments) == []
    sent = olga.submit(path, {})
    answer, body, package, curl = (each.text_content() for each in sent.all("//pre"))
    assert json.loads(answer)["recorded"] == len(fina.rows(enrollments)) == 1
    assert "<Method>enrollSessionHistory</Method>" in package
    assert json.loads(body)["Enrollment"][0]["User"]
    assert "$ROLLBOOK_KEY" in curl


def test_the_package_that_is_shown_asks_the_same(fina: Served, visitor: Sign):
    sent = visitor(OLGA).submit("/explore/enrollSessionHistory?Sample=1", {}, "try")
    package = sent.all("//pre")[2].text_content()
    for key in OLGAS_KEYS:
        package = package.replace("…", key, 1)
    assert "<Result>Success</Result>" in fina.call(package).text


def test_a_body_in_json_counts_instead_of_the_fields(visitor: Sign):
    sent = visitor(OLGA).submit("/explore/listUsers", {"json": '{"PageSize": 1, "Filters": {}}'})
    assert json.loads(sent.all("//pre")[0].text_content())["result"] == "Success"


@pytest.mark.parametrize("text", ["{", "[]", '{"What": 1}'])
def test_a_body_that_is_none_is_refused_with_a_code(visitor: Sign, text: str):
    sent = visitor(OLGA).submit("/explore/listUsers", {"json": text})
    assert sent.status == 200
    assert sent.alert.startswith("SU:")


def test_a_refused_row_says_why_and_can_be_corrected_and_sent(fina: Served, visitor: Sign):
    package = session_package(OLGAS_KEYS, {}).replace("dana.brown@", "who@")
    fina.call(package)
    call = max(row["id"] for row in fina.rows(calls))
    olga = visitor(OLGA)
    shown = olga.open(f"/calls/{call}/rows/1")
    assert shown.words("//li[@aria-current]").endswith("ESH:21")
    assert "It would be refused today too" in shown.text
    done = olga.submit(f"/calls/{call}/rows/1", {"User.Email": "dana.brown@finashoes.com"})
    assert done.status_words.startswith("1 recorded, 0 refused")
    assert len(fina.rows(enrollments)) == 1


def test_a_call_shows_what_was_sent_and_answered_with_the_keys_masked(fina: Served, visitor: Sign):
    fina.call(session_package(OLGAS_KEYS, {}))
    call = max(row["id"] for row in fina.rows(calls))
    page = visitor(OLGA).open(f"/calls/{call}")
    package, answer = (each.text_content() for each in page.all("//pre"))
    assert "<Method>enrollSessionHistory</Method>" in package
    assert "<Result>Success</Result>" in answer
    assert not [key for key in OLGAS_KEYS if key in page.text]


@pytest.mark.parametrize("path", ["/calls/1", "/calls/none", "/calls/1/rows/1", "/calls/1/take-back"])
def test_what_is_not_there_is_not_found(visitor: Sign, path: str):
    assert visitor(OLGA).open(path).status in {404, 200 if "take-back" in path else 404}
