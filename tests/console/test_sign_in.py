"""Getting in: by password and by link, with delays for those who guess, and out again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from rollbook.records.keys.key_holders import find_user
from rollbook.records.keys.links import make_link
from rollbook.records.keys.passwords import hash_password
from rollbook.records.keys.throttle import FREE
from rollbook.records.sql.find import find_account
from rollbook.records.tables import calls, sign_in_failures, sign_ins, users
from tests.console.visitors import FINA, LENA, OLGA, Visitor
from tests.served import Served

Sign = Callable[[str], Visitor]
PASSWORD = "correct horse battery"
HASH = hash_password(PASSWORD)
WRONG = "The name or the password is wrong."


@pytest.fixture
def guest(fina: Served):
    """A visitor who is not signed in, where Olga has a password."""
    change(fina, OLGA, password_hash=HASH)
    with Visitor(fina) as visitor:
        yield visitor


def change(server: Served, email: str, **values: object) -> None:
    with server.database.writing() as connection:
        connection.execute(users.update().where(users.c.email == email).values(**values))


def link_for(server: Served, who: str, made: datetime) -> str:
    with server.database.writing() as connection:
        account = find_account(connection, FINA)
        assert account is not None
        user = find_user(connection, account.id, who)
        assert user is not None
        return f"/link/{make_link(connection, account.id, user.id, 'sign-in', made)}"


@pytest.mark.parametrize("name", [OLGA, OLGA.upper(), f"  {OLGA} "])
def test_a_name_and_its_password_sign_in(guest: Visitor, name: str):
    guest.send("/sign-in", {"name": name, "password": PASSWORD})
    assert guest.open("/people").h1 == "People"


def test_the_page_that_was_wanted_comes_after_the_sign_in(guest: Visitor):
    asked = guest.open("/people", UserStatus="Active")
    assert asked.h1 == "Sign in"
    signed_in = guest.send(
        "/sign-in", {"to": asked.all("//input[@name='to']/@value")[0], "name": OLGA, "password": PASSWORD}
    )
    assert str(signed_in.response.url).endswith("/console/people?UserStatus=Active")


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "/console/\\elsewhere.example", "/apiv2/"]
)
def test_no_sign_in_leads_to_another_server(guest: Visitor, wanted: str):
    response = guest.http.post(
        "/console/sign-in",
        data={"to": wanted, "name": OLGA, "password": PASSWORD},
        headers={"Origin": guest.server.url},
        follow_redirects=False,
    )
    assert response.headers["location"] == "/console/"


@pytest.mark.parametrize(
    ("name", "password"), [(OLGA, "wrong"), ("nobody@finashoes.com", PASSWORD), (LENA, ""), ("", "")]
)
def test_an_unknown_name_a_wrong_password_and_none_at_all_are_answered_the_same(
    guest: Visitor, name: str, password: str
):
    refused = guest.send("/sign-in", {"name": name, "password": password})
    assert (refused.status, refused.alert) == (403, WRONG)
    assert guest.open("/people").h1 == "Sign in"


def test_an_inactive_user_does_not_get_in(fina: Served, guest: Visitor):
    change(fina, OLGA, status="Inactive")
    assert guest.send("/sign-in", {"name": OLGA, "password": PASSWORD}).alert == WRONG


def test_a_user_who_becomes_inactive_is_out_at_once(fina: Served, guest: Visitor):
    guest.send("/sign-in", {"name": OLGA, "password": PASSWORD})
    change(fina, OLGA, status="Inactive")
    assert guest.open("/people").h1 == "Sign in"


def test_after_some_failures_one_has_to_wait_even_with_the_right_password(fina: Served, guest: Visitor):
    for _ in range(FREE):
        assert guest.send("/sign-in", {"name": OLGA, "password": "wrong"}).status == 403
    delayed = guest.send("/sign-in", {"name": OLGA, "password": PASSWORD})
    assert (delayed.status, delayed.alert[:37]) == (429, "There were too many failed attempts. ")
    past = datetime.now(UTC) - timedelta(minutes=20)
    with fina.database.writing() as connection:
        connection.execute(sign_in_failures.update().values(failed_at=past))
    guest.send("/sign-in", {"name": OLGA, "password": PASSWORD})
    assert guest.open("/people").h1 == "People"
    assert fina.rows(sign_in_failures) == []


def test_each_sign_in_has_a_new_token_whatever_the_browser_brings(fina: Served, guest: Visitor):
    guest.http.cookies.set("rollbook", "1.brought-by-somebody-else")
    guest.send("/sign-in", {"name": OLGA, "password": PASSWORD})
    first = [cookie.value for cookie in guest.http.cookies.jar]
    guest.send("/sign-in", {"name": OLGA, "password": PASSWORD})
    assert first != [cookie.value for cookie in guest.http.cookies.jar]
    assert len(fina.rows(sign_ins)) == 2


def test_signing_out_ends_the_token(guest: Visitor):
    guest.send("/sign-in", {"name": OLGA, "password": PASSWORD})
    token = guest.http.cookies["rollbook"]
    csrf = guest.open("/people").all("//input[@name='csrf']/@value")[0]
    guest.send("/sign-out", {"csrf": csrf})
    guest.http.cookies.set("rollbook", token)
    assert guest.open("/people").h1 == "Sign in"


@pytest.mark.parametrize("name", ["seen_at", "made_at"])
def test_a_sign_in_ends_unused_and_at_last(fina: Served, guest: Visitor, name: str):
    guest.send("/sign-in", {"name": OLGA, "password": PASSWORD})
    past = datetime.now(UTC) - (timedelta(hours=8) if name == "seen_at" else timedelta(days=7))
    with fina.database.writing() as connection:
        connection.execute(sign_ins.update().values(**{name: past}))
    assert guest.open("/people").h1 == "Sign in"


def test_a_sign_in_is_a_call_on_record(fina: Served, guest: Visitor):
    guest.send("/sign-in", {"name": OLGA, "password": PASSWORD})
    [call], [sign_in] = fina.rows(calls), fina.rows(sign_ins)
    assert (call["method"], call["face"], call["sign_in_id"]) == ("signIn", "console", sign_in["id"])


def test_a_link_signs_in_once_and_only_when_its_button_is_pressed(fina: Served, guest: Visitor):
    link = link_for(fina, LENA, datetime.now(UTC))
    assert guest.open(link).h1 == guest.open(link).h1 == "Sign in as Lena Learner"
    guest.send(link, {})
    assert guest.open("/sign-in").status == 200
    assert guest.http.cookies["rollbook"]
    assert guest.send(link, {}).status == 410


def test_a_link_is_over_after_a_day(fina: Served, guest: Visitor):
    link = link_for(fina, LENA, datetime.now(UTC) - timedelta(hours=24))
    assert (guest.open(link).status, guest.send(link, {}).status) == (410, 410)


def test_where_a_name_is_in_two_accounts_one_has_to_be_named(fina: Served, guest: Visitor):
    nils = next(row for row in fina.rows(users) if row["email"] == "nils@nextdoor.example")
    with fina.database.writing() as connection:
        others = (users.c.account_id == nils["account_id"]) & (users.c.id == nils["id"])
        connection.execute(users.update().where(others).values(email_key=OLGA, password_hash=HASH))
    ambiguous = guest.send("/sign-in", {"name": OLGA, "password": PASSWORD})
    assert ambiguous.alert == "There are several accounts with this name and password: say which one."
    guest.send("/sign-in", {"name": OLGA, "password": PASSWORD, "account": FINA})
    assert FINA in guest.open("/people").text


def test_no_password_is_kept_but_as_a_hash(fina: Served, guest: Visitor):
    guest.send("/sign-in", {"name": OLGA, "password": PASSWORD})
    assert HASH.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in fina.log


def test_without_a_provider_there_is_no_button_and_no_address(server: Served):
    with Visitor(server) as guest:
        assert guest.open("/sign-in").all("//a[starts-with(., 'Sign in with')]") == []
        assert (guest.open("/oidc").status, guest.open("/oidc/back").status) == (404, 404)
