"""Reports by GET: a flat query asks what a body would ask."""

import pytest

from rollbook.api.queries import parameters
from rollbook.contract.method import Report
from rollbook.methods import METHODS
from rollbook.records import tables
from tests import cast
from tests.api.json_calls import ask, authorization
from tests.seed_calls import LENA, OLGA

REPORTS = {name: method for name, method in METHODS.items() if issubclass(method, Report)}


def get(server, path, keys=OLGA, **parameters):
    return server.http.get(f"/api/v1/{path}", params=parameters, headers=authorization(keys))


def rows(answer):
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"]


def test_a_query_finds_what_a_body_finds(fina):
    body = {"Page": 1, "Filters": {"Users": {"UserIdentifier": {"Email": {"MatchType": "CONTAINS", "Value": "dana"}}}}}
    found = rows(get(fina, "listUsers", Page="1", **{"Email.MatchType": "CONTAINS", "Email.Value": "dana"}))
    assert found == rows(ask(fina, "listUsers", body))
    assert [user["Email"] for user in found[0]["Users"]] == [cast.DANA.email]


def test_a_whole_path_is_taken_as_well_as_its_end(fina):
    assert rows(get(fina, "listUsers", UserStatus="Inactive")) == rows(
        get(fina, "listUsers", **{"Filters.UserStatus": "Inactive"})
    )


def test_a_list_is_a_parameter_given_several_times(fina):
    answer = get(fina, "getLearnerReport", GroupStatus="All", UserStatus="All", Columns=["GRADE", "TITLE"])
    assert answer.status_code == 200, answer.text


def test_a_query_is_on_record_as_the_body_that_it_says(fina):
    answer = get(fina, "getUser", Email=cast.DANA.email)
    [call] = fina.rows(tables.calls)
    assert (call["method"], call["id"]) == ("getUser", int(answer.json()["call_id"]))


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("Stranger=1", 400, "SU:13"),
        ("Page=1&Page=2", 400, "SU:13"),
        ("Page=x", 422, "LU:52"),
        ("UserStatus=%00", 400, "SU:03"),
        ("UserStatus=%ff", 400, "SU:03"),
        ("%00=1", 400, "SU:13"),
    ],
)
def test_a_query_is_judged_as_a_body_is(fina, query, status, code):
    answer = fina.http.get(f"/api/v1/listUsers?{query}", headers=authorization(OLGA))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_two_sides_of_a_choice_are_refused(fina):
    assert get(fina, "getUser", Email=cast.DANA.email, EmployeeID="FS-1001").json()["code"] == "SU:13"


def test_the_next_page_is_named_until_the_end(fina):
    pages, page = [], 1
    while page is not None:
        answer = get(fina, "listUsers", PageSize="2", Page=str(page)).json()
        pages.append([user["Email"] for user in answer["rows"][0]["Users"]])
        page = answer["next"]
    everyone = rows(get(fina, "listUsers"))[0]["Users"]
    assert [email for listed in pages for email in listed] == [user["Email"] for user in everyone]


def test_who_may_not_is_refused(fina):
    assert get(fina, "listUsers", LENA).status_code == 403


def test_no_change_is_made_by_a_query(fina):
    answer = get(fina, "createGroup", Name="Night")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_a_head_is_a_get_without_the_body(fina):
    answer = fina.http.head("/api/v1/listGroups", headers=authorization(OLGA))
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("name", REPORTS)
def test_the_names_of_a_query_tell_its_tags_apart(name):
    known = parameters(REPORTS[name].row)
    assert bool(known) == bool(REPORTS[name].row.tags)
    assert len({steps for steps, _ in known.values()}) == len(known)
    assert all(".".join(steps).endswith(each) for each, (steps, _) in known.items())
