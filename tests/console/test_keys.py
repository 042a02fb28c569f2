"""Keys in the console: made once the password was asked again, shown once, and revoked."""

from collections.abc import Callable

import pytest

from rollbook.records.keys.passwords import hash_password
from rollbook.records.tables import api_keys, calls, users
from tests import cast
from tests.api.json_calls import authorization
from tests.console.visitors import DANA, GITA, OLGA, Visitor
from tests.served import Served

Sign = Callable[[str], Visitor]
PASSWORD = "correct horse battery"
HASH = hash_password(PASSWORD)


@pytest.fixture
def olga(fina: Served, visitor: Sign) -> Visitor:
    with fina.database.writing() as connection:
        connection.execute(users.update().where(users.c.email == OLGA).values(password_hash=HASH))
    return visitor(OLGA)


FORM = {"Identifier.Email": DANA, "Label": "Payroll"}


def test_a_key_is_made_and_works_and_is_shown_only_once(fina: Served, olga: Visitor):
    made = olga.submit("/keys/add", {**FORM, "password": PASSWORD})
    key = made.words("//pre")
    assert fina.http.get("/api/v1/listUsers", headers=authorization((cast.FINA_KEY, key))).status_code == 403
    assert key not in olga.open("/keys").text
    assert "Payroll" in [row[0] for row in olga.open("/keys").rows()]
    assert key.encode() not in b"".join(row["answer"] for row in fina.rows(calls))


@pytest.mark.parametrize("password", ["", "wrong"])
def test_a_key_needs_the_password_again(fina: Served, olga: Visitor, password: str):
    before = len(fina.rows(api_keys))
    refused = olga.submit("/keys/add", {**FORM, "password": password})
    assert (refused.status, refused.alert[:30]) == (403, "This is not your password. Mak")
    assert len(fina.rows(api_keys)) == before


def test_a_key_is_revoked(fina: Served, olga: Visitor):
    key = olga.submit("/keys/add", {**FORM, "password": PASSWORD}).words("//pre")
    [address] = olga.open("/keys").all("//tr[th='Payroll']//a/@href")
    olga.submit(str(address).removeprefix("/console"), {})
    assert fina.http.get("/api/v1/listUsers", headers=authorization((cast.FINA_KEY, key))).status_code == 401


def test_the_list_says_how_much_of_what_a_key_sent_was_refused(fina: Served, olga: Visitor):
    fina.http.get("/api/v1/listUsers", headers=authorization((cast.FINA_KEY, cast.OLGA.api_key)))
    used = [row for row in olga.open("/keys").rows() if row[5]]
    assert [row[1] for row in used] == [OLGA]


def test_a_manager_sees_no_keys(visitor: Sign):
    assert visitor(GITA).open("/keys").status == 404
    assert visitor(GITA).open("/keys/add").status == 404
