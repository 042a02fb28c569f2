"""What keeps pages safe: where a form comes from, its token, headers, and cookies."""

from collections.abc import Callable

import pytest

from rollbook.records.tables import calls
from tests.console.visitors import OLGA, Visitor
from tests.served import Served

Sign = Callable[[str], Visitor]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_form_from_elsewhere_does_nothing(visitor: Sign, headers: dict[str, str]):
    olga = visitor(OLGA)
    csrf = olga.open("/people").all("//input[@name='csrf']/@value")[0]
    response = olga.http.post("/console/sign-out", data={"csrf": csrf}, headers=headers)
    assert response.status_code == 403
    assert olga.open("/people").h1 == "People"


@pytest.mark.parametrize("token", ["", "none", "0" * 32 + "." + "0" * 64])
def test_a_form_without_the_token_of_this_sign_in_does_nothing(visitor: Sign, token: str):
    olga = visitor(OLGA)
    assert olga.send("/sign-out", {"csrf": token}).status == 403
    assert olga.open("/people").h1 == "People"


def test_the_token_of_another_sign_in_is_none(visitor: Sign):
    olga, other = visitor(OLGA), visitor(OLGA)
    csrf = other.open("/people").all("//input[@name='csrf']/@value")[0]
    assert olga.send("/sign-out", {"csrf": csrf}).status == 403


def test_every_page_has_the_headers_that_keep_it_safe(visitor: Sign):
    headers = visitor(OLGA).open("/people").response.headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["content-type"] == "text/html; charset=utf-8"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(fina: Served):
    with Visitor(fina) as olga:
        olga.http.follow_redirects = False
        olga.http.event_hooks = {"response": [lambda response: sent.append(response.headers.get("set-cookie", ""))]}
        sent: list[str] = []
        olga.http.follow_redirects = True
        olga.sign_in(OLGA)
    [cookie] = filter(None, sent)
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_the_programs_faces_never_read_the_cookie(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    before = len(fina.rows(calls))
    assert olga.http.get("/api/v1/listUsers").status_code == 401
    assert "SU:" in olga.http.post("/apiv2/", data={"Package": "<SmarterU/>"}).text
    assert len(fina.rows(calls)) == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(visitor: Sign, method: str):
    assert visitor(OLGA).http.request(method, "/console/people").status_code == 405


def test_the_first_page_of_the_server_is_the_console(fina: Served):
    with Visitor(fina) as guest:
        assert guest.http.get("/", follow_redirects=False).headers["location"] == "/console/"
