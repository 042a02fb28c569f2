"""The log of calls: what programs and pages did, and taking it back."""

from collections.abc import Callable

from rollbook.records.tables import enrollments
from tests.console.visitors import OLGA, Visitor
from tests.seed_calls import OLGA as OLGAS_KEYS
from tests.seed_calls import session_package
from tests.served import Served

Sign = Callable[[str], Visitor]


def test_the_log_lists_what_a_program_did(fina: Served, visitor: Sign):
    fina.call(session_package(OLGAS_KEYS, {}))
    [first, *_] = [row for row in visitor(OLGA).open("/calls").rows() if row[2] == "xml"]
    assert first[1:7] == [OLGA, "xml", "enrollSessionHistory", "●Success"[1:], "1", "0"]


def test_a_call_is_taken_back_with_a_reason(fina: Served, visitor: Sign):
    fina.call(session_package(OLGAS_KEYS, {}))
    olga = visitor(OLGA)
    [address] = olga.open("/calls", Method="enrollSessionHistory").all("//tbody//a/@href")
    path = address.removeprefix("/console")
    tried = olga.submit(f"{path}/take-back", {"Reason": "Entered twice"}, "try")
    assert tried.status_words == "Would record 1, refuse 0. Nothing is written yet."
    assert len(fina.rows(enrollments)) == 1
    done = olga.submit(f"{path}/take-back", {"Reason": "Entered twice"})
    assert done.status_words.startswith("1 recorded, 0 refused · takeBackCall")
    assert fina.rows(enrollments) == []


def test_a_reason_is_needed(fina: Served, visitor: Sign):
    fina.call(session_package(OLGAS_KEYS, {}))
    olga = visitor(OLGA)
    [address] = olga.open("/calls", Method="enrollSessionHistory").all("//tbody//a/@href")
    refused = olga.submit(f"{address.removeprefix('/console')}/take-back", {})
    assert refused.status == 422
    assert refused.alert.startswith("TBC:53")
    assert refused.words("//*[@aria-invalid]/following-sibling::small").startswith("TBC:53")
