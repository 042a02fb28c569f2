"""Bearer keys: one key finds its user and account by itself, until it is revoked or expires."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from rollbook.records import tables
from rollbook.records.keys.bearer_keys import LETTERS, is_bearer_key, new_bearer_key
from tests import cast
from tests.api.json_calls import DANA, ask, record_sessions, session_row
from tests.calls.test_call_records import everything
from tests.commands import run
from tests.confidential import known
from tests.seed_calls import record_sessions as record_in_xml
from tests.served import Served

ACCOUNT = "Fina Shoes"


def make(server: Served, who: str = cast.OLGA.email, *options: str) -> str:
    """A new bearer key, made as an operator makes one."""
    url = server.database.url.render_as_string(hide_password=False)
    made = run("keys", "make", ACCOUNT, who, "--bearer", *options, database_url=url)
    assert made.exit_code == 0, made.stderr
    key: str = made.stdout.strip()
    known.add(key)
    return key


def bearing(server: Served, key: str, body: Any = None, scheme: str = "Bearer") -> httpx.Response:
    """A call of getUser, or with rows of enrollSessionHistory, that bears one key."""
    headers = {"Authorization": f"{scheme} {key}"}
    if body is None:
        return server.http.post("/api/v1/getUser", json=DANA, headers=headers)
    return server.http.post("/api/v1/enrollSessionHistory", json={"Enrollment": body}, headers=headers)


def change_keys(server: Served, **values: Any) -> None:
    with server.database.writing() as connection:
        connection.execute(tables.api_keys.update().values(**values))


def test_a_key_opens_its_account_by_itself(fina):
    key = make(fina)
    assert is_bearer_key(key)
    answer = bearing(fina, key, [session_row()])
    assert (answer.status_code, answer.json()["recorded"]) == (200, 1)
    [call] = fina.rows(tables.calls)
    [row] = [row for row in fina.rows(tables.api_keys) if row["id"] == call["key_id"]]
    assert row["user_id"] == call["user_id"]
    assert bearing(fina, key, scheme="bearer").status_code == 200


def test_the_key_of_an_account_next_door_opens_that_one(fina):
    url = fina.database.url.render_as_string(hide_password=False)
    key = run("keys", "make", "Next Door Shoes", cast.MALLORY.email, "--bearer", database_url=url).stdout.strip()
    known.add(key)
    assert bearing(fina, key).json()["code"] == "GU:03"


def test_a_key_that_is_revoked_opens_nothing(fina):
    key = make(fina)
    change_keys(fina, revoked_at=datetime.now(UTC))
    assert bearing(fina, key).status_code == 401


@pytest.mark.parametrize(("seconds", "status"), [(-1, 401), (600, 200)])
def test_a_key_opens_nothing_once_it_has_expired(fina, seconds, status):
    key = make(fina, cast.OLGA.email, "--days", "1")
    [row] = [row for row in fina.rows(tables.api_keys) if row["expires_at"] is not None]
    assert timedelta(hours=23) < row["expires_at"] - datetime.now(UTC) <= timedelta(days=1)
    change_keys(fina, expires_at=datetime.now(UTC) + timedelta(seconds=seconds))
    assert bearing(fina, key).status_code == status


@pytest.mark.parametrize("expired", ["account", "user"])
def test_a_pair_of_which_one_has_expired_opens_nothing_in_either_face(fina, expired):
    of_account = tables.api_keys.c.user_id.is_(None)
    with fina.database.writing() as connection:
        expiring = tables.api_keys.update().where(of_account if expired == "account" else ~of_account)
        connection.execute(expiring.values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    keys = (cast.FINA_KEY, cast.OLGA.api_key)
    assert record_sessions(fina, {}).status_code == 401
    assert record_in_xml(fina, keys, {}).errors[0][1] == "SU:10"


def test_the_key_of_a_user_who_is_inactive_opens_nothing(fina):
    assert bearing(fina, make(fina, cast.IRIS.email)).status_code == 401


def test_a_mistyped_key_opens_nothing(fina):
    key = make(fina)
    other = "a" if key[10] != "a" else "b"
    for wrong in (key[:-1], f"{key}x", key.swapcase(), f"{key[:10]}{other}{key[11:]}", "rb_"):
        assert bearing(fina, wrong).status_code == 401, wrong


@pytest.mark.parametrize("key", [cast.OLGA.api_key, cast.FINA_KEY, f"{cast.FINA_KEY}:{cast.OLGA.api_key}"])
def test_a_key_of_another_form_is_no_bearer_key(fina, key):
    assert bearing(fina, key).status_code == 401


def test_a_bearer_key_goes_with_the_accounts_key_too(fina):
    keys = (cast.FINA_KEY, make(fina))
    assert ask(fina, "getUser", DANA, keys).status_code == 200
    assert record_in_xml(fina, keys, {}).result == "Success"


def test_a_key_that_is_sent_as_a_name_is_not_kept(fina):
    key = make(fina)
    bearing(fina, key, [session_row({"Email": None, "EmployeeID": key})])
    assert key.encode() not in everything(fina)
    assert key not in fina.log


def test_events_take_a_bearer_key(fina):
    answer = fina.http.get("/api/v1/events", headers={"Authorization": f"Bearer {make(fina)}"})
    assert answer.status_code == 200


def test_the_list_shows_when_keys_expire(fina):
    make(fina, cast.OLGA.email, "--days", "30")
    url = fina.database.url.render_as_string(hide_password=False)
    shown = run("keys", "list", ACCOUNT, database_url=url).stdout
    assert f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}" in shown


def test_an_accounts_key_is_no_bearer_key(fina):
    url = fina.database.url.render_as_string(hide_password=False)
    made = run("keys", "make", ACCOUNT, "--bearer", database_url=url)
    assert made.exit_code == 1
    assert "name the user" in made.stderr


def test_keys_differ_and_have_a_checksum_that_finds_each_wrong_letter():
    keys = {new_bearer_key() for _ in range(1_000)}
    assert len(keys) == 1_000
    assert all(len(key) == 39 and is_bearer_key(key) for key in keys)
    key = keys.pop()
    for place in range(3, len(key)):
        other = LETTERS[(LETTERS.index(key[place]) + 1) % len(LETTERS)]
        assert not is_bearer_key(f"{key[:place]}{other}{key[place + 1 :]}")
