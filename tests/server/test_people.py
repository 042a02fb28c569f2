"""`rollbook people`: the way into the console, from a link to a password and back out."""

import pytest

from rollbook.records.tables import api_keys, calls, changes, users
from tests.commands import run
from tests.console.visitors import OLGA, Visitor

PASSWORD = "correct horse battery"
GITA = "gita.manager@finashoes.com"
ACCOUNT = ("--account", "Fina Shoes")


@pytest.fixture
def url(fina):
    return fina.database.url.render_as_string(hide_password=False)


def link_of(result, server):
    """The path below /console of the link that a command printed."""
    link = result.stdout.splitlines()[-1]
    assert link.startswith(f"{server.url}/console/link/")
    return link.removeprefix(f"{server.url}/console")


def test_an_invited_person_chooses_a_password_and_signs_in_with_it(fina, url):
    link = link_of(run("people", "invite", OLGA, *ACCOUNT, "--url", fina.url, database_url=url), fina)
    with Visitor(fina) as olga:
        page = olga.open(link)
        assert [label.text_content() for label in page.all("//label")] == ["New password", "Repeat it"]
        olga.send(link, {"password": PASSWORD, "again": PASSWORD})
        assert olga.open("/people").h1 == "People"
    with Visitor(fina) as again:
        again.send("/sign-in", {"name": OLGA, "password": PASSWORD})
        assert again.open("/people").h1 == "People"
        assert again.open(link).status == 410


@pytest.mark.parametrize(
    ("password", "repeated", "problem"),
    [
        ("short", "short", "A password has at least 12 characters."),
        ("x" * 257, "x" * 257, "A password has at most 256 characters."),
        ("Password1234", "Password1234", "This password is among the first that are tried. Choose another one."),
        ("aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "This password is among the first that are tried. Choose another one."),
        (PASSWORD, PASSWORD + "s", "The two passwords are not the same."),
    ],
)
def test_a_bad_password_is_refused_and_the_link_still_works(fina, url, password, repeated, problem):
    link = link_of(run("people", "invite", OLGA, *ACCOUNT, "--url", fina.url, database_url=url), fina)
    with Visitor(fina) as olga:
        refused = olga.send(link, {"password": password, "again": repeated})
        assert (refused.status, refused.alert) == (422, problem)
        assert olga.open(link).status == 200


def test_a_reset_ends_sign_ins_and_the_old_password(fina, url):
    link = link_of(run("people", "invite", OLGA, *ACCOUNT, "--url", fina.url, database_url=url), fina)
    with Visitor(fina) as olga:
        olga.send(link, {"password": PASSWORD, "again": PASSWORD})
        link_of(run("people", "reset", OLGA, *ACCOUNT, "--url", fina.url, database_url=url), fina)
        assert olga.open("/people").h1 == "Sign in"
        assert olga.send("/sign-in", {"name": OLGA, "password": PASSWORD}).alert == "The name or the password is wrong."


def test_signing_out_everywhere_keeps_the_password(fina, url):
    with Visitor(fina) as olga:
        olga.sign_in(OLGA)
        ended = run("people", "sign-out", OLGA, *ACCOUNT, database_url=url)
        assert ended.stdout == f"1 sign-in of {OLGA} ended.\n"
        assert olga.open("/people").h1 == "Sign in"


def test_a_role_is_given_and_on_record(fina, url):
    given = run("people", "role", "dana.brown@finashoes.com", "auditor", *ACCOUNT, database_url=url)
    assert given.stdout == "dana.brown@finashoes.com is now an auditor.\n"
    [user] = [row for row in fina.rows(users) if row["email"] == "dana.brown@finashoes.com"]
    [change] = fina.rows(changes)
    [call] = fina.rows(calls)
    assert user["role"] == "auditor"
    assert (change["before"], change["after"], change["call_id"]) == (
        {"role": "learner"},
        {"role": "auditor"},
        call["id"],
    )
    assert (call["face"], call["method"]) == ("cli", "setRole")


def test_who_rises_loses_keys_links_and_sign_ins_as_by_set_role(fina, url):
    link = link_of(run("people", "invite", GITA, *ACCOUNT, "--url", fina.url, database_url=url), fina)
    with Visitor(fina) as gita:
        gita.send(link, {"password": PASSWORD, "again": PASSWORD})
        later = link_of(run("people", "invite", GITA, *ACCOUNT, "--url", fina.url, database_url=url), fina)
        given = run("people", "role", GITA, "owner", *ACCOUNT, database_url=url)
        assert "Keys that were made before are revoked: 1." in given.stderr
        assert gita.open("/people").h1 == "Sign in"
        assert gita.open(later).status == 410
    [user] = [row for row in fina.rows(users) if row["email"] == GITA]
    assert user["password_hash"]
    assert all(row["revoked_at"] for row in fina.rows(api_keys) if row["user_id"] == user["id"])


def test_the_only_owner_stays_one(url):
    refused = run("people", "role", OLGA, "learner", *ACCOUNT, database_url=url)
    assert (refused.exit_code, "only owner" in refused.stderr) == (1, True)


def test_the_list_says_who_can_sign_in(url):
    listed = run("people", "list", *ACCOUNT, database_url=url).stdout
    assert OLGA in listed
    assert "dana.brown" not in listed


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["invite", "nobody@finashoes.com", *ACCOUNT], "no user has the e-mail address or employee id"),
        (["invite", OLGA], "there are 2 accounts: say which one with --account NAME"),
        (["invite", OLGA, "--account", "Fina Shoe"], "there is no account 'Fina Shoe'"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_to_do(url, arguments, problem):
    refused = run("people", *arguments, database_url=url)
    assert (refused.exit_code, problem in refused.stderr, refused.stdout) == (1, True, "")
