"""listCalls, getCall and listChanges: who asked what, when, what was refused, and what became of a row."""

from typing import Any

import pytest
from lxml import etree

from rollbook.records import tables
from tests import cast
from tests.answers import Answer, package
from tests.methods import people
from tests.methods.mistakes import codes_by_block
from tests.methods.test_correct_enrollment import ID, WHY, correct
from tests.methods.test_take_back_call import last_call, take_back
from tests.methods.test_update_user import NOTHING as DANA
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, OLGA, Keys, record_sessions
from tests.served import Served

CONTAINERS = {"listCalls": "Call", "getCall": "Call", "listChanges": "Change"}


def ask(server: Served, keys: Keys, method: str, tree: people.Tree | None = None) -> Answer:
    container = CONTAINERS[method]
    return server.call(package(method, f"<{container}>{people.xml(tree or {})}</{container}>", keys))


def values(answer: Answer, path: str, *tags: str) -> list[tuple[str | None, ...]]:
    assert (answer.result, answer.errors) == ("Success", [])
    return [tuple(each.findtext(tag) or None for tag in tags) for each in answer.tree.iterfind(f"Info/{path}")]


def calls_of(answer: Answer) -> list[tuple[str | None, ...]]:
    return values(answer, "Calls/Call", "Method", "CallerEmail", "Result", "Recorded", "Refused", "ErrorCodes")


RECORDED = ("enrollSessionHistory", "gita.manager@finashoes.com", "Success", "1", "1", "ESH:21 1")
REFUSED = ("enrollSessionHistory", "olga.owner@finashoes.com", "Failed", "0", "1", "ESH:26 1")


@pytest.fixture
def used(fina: Served) -> Served:
    """Gita recorded one of two, Olga none, and Olga corrected what Gita had recorded."""
    record_sessions(fina, GITA, {}, {"Email": "nobody@finashoes.com"})
    record_sessions(fina, OLGA, {})
    correct(fina, OLGA, {ID: enrollment(fina), "Grade": "62"})
    return fina


def enrollment(server: Served) -> int:
    (row,) = server.rows(tables.enrollments)
    return int(row["id"])


def test_calls_are_listed_with_who_made_them_and_the_outcome_the_newest_first(used):
    listed = calls_of(ask(used, OLGA, "listCalls"))
    assert listed == [
        ("correctEnrollment", "olga.owner@finashoes.com", "Success", "1", "0", None),
        REFUSED,
        RECORDED,
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"Method": "enrollSessionHistory"}, [REFUSED, RECORDED]),
        ({"Method": "enrollSession"}, []),
        ({"Result": "Failed"}, [REFUSED]),
        ({"ErrorCode": "ESH:26"}, [REFUSED]),
        ({"ErrorCode": "ESH:21"}, [RECORDED]),
        ({"ErrorCode": "ESH:2"}, []),
        ({"User": {"Email": cast.GITA.email}}, [RECORDED]),
        ({"User": {"EmployeeID": cast.LENA.employee_id}}, []),
        ({"ReceivedDate": {"ReceivedDateTo": "01-Jan-2024"}}, []),
        ({"ReceivedDate": {"ReceivedDateFrom": "01-Jan-2024"}, "Method": "enrollSessionHistory"}, [REFUSED, RECORDED]),
    ],
)
def test_a_filter_lets_through_what_it_says(used, filters, expected):
    assert calls_of(ask(used, ADAM, "listCalls", {"Filters": filters})) == expected


def test_pages_are_read_one_after_the_other_to_the_last(used):
    listed, before = [], ""
    for _ in range(3):
        answer = ask(used, OLGA, "listCalls", {"Before": before, "PageSize": 1, "Filters": {"Result": "Success"}})
        listed += [method for method, *_ in calls_of(answer)]
        before = answer.tree.findtext("Info/Next", "")
        if not before:
            break
    assert listed == ["correctEnrollment", "enrollSessionHistory"]


def test_a_call_is_shown_with_what_it_refused_and_which_rows_it_wrote(used):
    call = min(row["id"] for row in used.rows(tables.calls))
    answer = ask(used, OLGA, "getCall", {"CallID": call})
    assert values(answer, "Call", "CallID", "Method", "Face", "Changes", "TakenBackByCallID") == [
        (str(call), "enrollSessionHistory", "xml", "0", None)
    ]
    refused = values(answer, "Call/Refusals/Refusal", "Block", "Code", "Path", "Value")
    assert refused == [("2", "ESH:21", "User/Email", "nobody@finashoes.com")]
    assert values(answer, "Call/Rows/Row", "Table", "RowID") == [("enrollments", str(enrollment(used)))]
    keys = {row["id"]: row["user_id"] for row in used.rows(tables.api_keys)}
    key = answer.tree.findtext("Info/Call/KeyID", "")
    gita = next(user["id"] for user in used.rows(tables.users) if user["email"] == cast.GITA.email)
    assert keys[int(key)] == gita


def test_a_call_that_was_taken_back_says_by_which(used):
    first = min(row["id"] for row in used.rows(tables.calls))
    take_back(used, OLGA, last_call(used))
    take_back(used, OLGA, first)
    answer = ask(used, OLGA, "getCall", {"CallID": first})
    assert answer.tree.findtext("Info/Call/TakenBackByCallID") == str(taker_of(used, first))


def taker_of(server: Served, call: int) -> int:
    return next(int(row["id"]) for row in server.rows(tables.calls) if row["takes_back_id"] == call)


def columns(change: etree._Element) -> dict[str | None, tuple[str | None, str | None]]:
    return {
        each.findtext("Name"): (each.findtext("Before") or "", each.findtext("After") or "")
        for each in change.iterfind("Columns/Column")
    }


def test_the_history_of_a_row_shows_both_values_who_and_why_and_how_it_began(used):
    answer = ask(used, OLGA, "listChanges", {"Filters": {"Table": "enrollments", "RowID": enrollment(used)}})
    tags = ("Action", "Method", "CallerEmail", "Reason")
    assert values(answer, "Changes/Change", *tags) == [
        ("Changed", "correctEnrollment", "olga.owner@finashoes.com", WHY),
        ("Inserted", "enrollSessionHistory", "gita.manager@finashoes.com", None),
    ]
    corrected, inserted = answer.tree.iterfind("Info/Changes/Change")
    assert columns(corrected) == {"grade": ("92", "62")}
    assert columns(inserted)["grade"] == ("", "92")


def test_what_is_on_record_of_a_person_is_found_by_who_they_are(used):
    people.call(used, OLGA, "updateUser", people.changed(DANA, {"Info/GivenName": "Dina"}))
    tree: people.Tree = {"Filters": {"User": {"Email": cast.DANA.email}}}
    listed = values(ask(used, OLGA, "listChanges", tree), "Changes/Change", "Table", "Action")
    assert listed == [("users", "Changed"), ("enrollments", "Changed")]


def test_the_changes_of_a_call_are_found_by_its_id(used):
    tree: people.Tree = {"Filters": {"CallID": last_call(used)}}
    assert values(ask(used, OLGA, "listChanges", tree), "Changes/Change", "Table") == [("enrollments",)]
    first = min(row["id"] for row in used.rows(tables.calls))
    assert values(ask(used, OLGA, "listChanges", {"Filters": {"CallID": first}}), "Changes/Change", "Table") == []


def test_changes_are_read_page_by_page(used):
    for grade in range(5):
        correct(used, OLGA, {ID: enrollment(used), "Grade": str(grade)})
    seen: list[Any] = []
    before = ""
    while True:
        answer = ask(used, OLGA, "listChanges", {"Before": before, "PageSize": 2})
        seen += [columns(change)["grade"] for change in answer.tree.iterfind("Info/Changes/Change")]
        before = answer.tree.findtext("Info/Next") or ""
        if not before:
            break
    assert seen == [("3", "4"), ("2", "3"), ("1", "2"), ("0", "1"), ("62", "0"), ("92", "62")]


def history(server: Served, size: int, filters: people.Tree) -> list[list[tuple[str | None, str | None]]]:
    """The pages of the history of the enrolment: of each change what it did, and the grade after it."""
    pages: list[list[tuple[str | None, str | None]]] = []
    before: str | None = ""
    of_row = {"Table": "enrollments", "RowID": enrollment(server), **filters}
    while before is not None:
        tree: people.Tree = {"Before": before, "PageSize": size, "Filters": of_row}
        answer = ask(server, OLGA, "listChanges", tree)
        listed = answer.tree.findall("Info/Changes/Change")
        pages.append([(each.findtext("Action"), columns(each)["grade"][1]) for each in listed])
        before = answer.tree.findtext("Info/Next") or None
    return pages


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_the_insertion_of_a_row_is_the_end_of_its_last_page(used, size):
    for grade in ("63", "64"):
        correct(used, OLGA, {ID: enrollment(used), "Grade": grade})
    whole = [("Changed", "64"), ("Changed", "63"), ("Changed", "62"), ("Inserted", "92")]
    assert history(used, size, {}) == [whole[start : start + size] for start in range(0, 4, size)]


@pytest.mark.parametrize("table", ["planets", "memberships", "users", "changes"])
def test_a_row_that_names_no_call_has_no_insertion_whatever_its_table(used, table):
    (change,) = used.rows(tables.changes)
    row = {"Filters": {"Table": table, "RowID": change["id"]}}
    assert values(ask(used, OLGA, "listChanges", row), "Changes/Change", "Table") == []


def test_the_insertion_of_a_row_is_left_out_where_another_call_or_person_is_asked_for(used):
    first = min(row["id"] for row in used.rows(tables.calls))
    changed, inserted = ("Changed", "62"), ("Inserted", "92")
    assert history(used, 9, {"CallID": last_call(used)}) == [[changed]]
    assert history(used, 9, {"CallID": first}) == [[inserted]]
    assert history(used, 9, {"User": {"Email": cast.DANA.email}}) == [[changed, inserted]]
    assert history(used, 9, {"User": {"Email": cast.LENA.email}}) == [[]]


@pytest.mark.parametrize(
    ("method", "tree", "code"),
    [
        ("listCalls", {"Before": "x"}, "LCA:52"),
        ("listCalls", {"PageSize": 1001}, "LCA:53"),
        ("listCalls", {"Filters": {"Method": "x" * 256}}, "LCA:54"),
        ("listCalls", {"Filters": {"Result": "Good"}}, "LCA:55"),
        ("listCalls", {"Filters": {"ReceivedDate": {"ReceivedDateFrom": "soon"}}}, "LCA:56"),
        ("listCalls", {"Filters": {"User": {"Email": "dana"}}}, "LCA:57"),
        ("listCalls", {"Filters": {"User": {"Email": "nobody@finashoes.com"}}}, "LCA:58"),
        ("listCalls", {"Filters": {"ErrorCode": "x" * 21}}, "LCA:59"),
        ("getCall", {}, "GC:52"),
        ("getCall", {"CallID": "x"}, "GC:52"),
        ("getCall", {"CallID": 404}, "GC:53"),
        ("listChanges", {"Before": "x"}, "LCH:52"),
        ("listChanges", {"PageSize": 0}, "LCH:53"),
        ("listChanges", {"Filters": {"CallID": "x"}}, "LCH:54"),
        ("listChanges", {"Filters": {"Table": "x" * 256, "RowID": 1}}, "LCH:55"),
        ("listChanges", {"Filters": {"User": {"EmployeeID": "x" * 256}}}, "LCH:56"),
        ("listChanges", {"Filters": {"User": {"EmployeeID": "nobody"}}}, "LCH:57"),
        ("listChanges", {"Filters": {"RowID": 1}}, "LCH:58"),
    ],
)
def test_one_difference_is_refused_with_its_code(used, method, tree, code):
    assert codes_by_block(ask(used, OLGA, method, tree)) == {None: code}


@pytest.mark.parametrize(("method", "code"), [("listCalls", "LCA:51"), ("getCall", "GC:51"), ("listChanges", "LCH:51")])
def test_who_stands_not_above_groups_does_not_look_back(used, method, code):
    for keys in (GITA, LENA):
        assert codes_by_block(ask(used, keys, method, {"CallID": 1} if method == "getCall" else {})) == {None: code}


def test_mallory_sees_nothing_of_the_account_next_door(used):
    call = min(row["id"] for row in used.rows(tables.calls))
    assert codes_by_block(ask(used, MALLORY, "getCall", {"CallID": call})) == {None: "GC:53"}
    assert {method for method, *_ in calls_of(ask(used, MALLORY, "listCalls"))} == {"getCall"}
    assert values(ask(used, MALLORY, "listChanges"), "Changes/Change", "Table") == []
    row = {"Filters": {"Table": "enrollments", "RowID": enrollment(used)}}
    assert values(ask(used, MALLORY, "listChanges", row), "Changes/Change", "Table") == []
