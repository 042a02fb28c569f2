"""`rollbook keys`: a key is valid as soon as it is made and until it is revoked, and is shown only once."""

import pytest

from rollbook.records.tables import api_keys
from rollbook.worlds import DEMO
from tests import cast, seed_calls
from tests.commands import run

ACCOUNT = "Fina Shoes"
BAD_KEYS = (None, "SU:10")


@pytest.fixture
def url(fina):
    return fina.database.url.render_as_string(hide_password=False)


def first_error(server, keys):
    """The first error of a call with these keys: for a learner without permissions, ESH:11."""
    [(block, code, _), *_] = seed_calls.record_sessions(server, keys, {"LearningModuleID": "none"}).errors
    return block, code


def key_id(server, label):
    [row] = [row for row in server.rows(api_keys) if row["label"] == label]
    return row["id"]


@pytest.mark.parametrize("who", [cast.DANA.email, cast.DANA.email.upper(), cast.DANA.employee_id])
def test_a_users_key_works_on_a_running_server_until_it_is_revoked(fina, url, who):
    made = run("keys", "make", ACCOUNT, who, "--label", "dana", database_url=url)
    assert made.exit_code == 0
    keys = (cast.FINA_KEY, made.stdout.strip())
    assert first_error(fina, keys) == (None, "ESH:11")
    revoked = run("keys", "revoke", ACCOUNT, key_id(fina, "dana"), database_url=url)
    assert revoked.stdout == f"Key {key_id(fina, 'dana')} is revoked.\n"
    assert first_error(fina, keys) == BAD_KEYS


def test_a_second_account_key_works_on_a_running_server_until_it_is_revoked(fina, url):
    made = run("keys", "make", ACCOUNT, "--label", "second", database_url=url)
    second = (made.stdout.strip(), cast.OLGA.api_key)
    assert first_error(fina, second) == first_error(fina, seed_calls.OLGA) == (1, "ESH:05")
    run("keys", "revoke", ACCOUNT, key_id(fina, "second"), database_url=url)
    assert first_error(fina, second) == BAD_KEYS
    assert first_error(fina, seed_calls.OLGA) == (1, "ESH:05")


def test_a_key_is_alone_on_standard_output(database_url):
    """So that a script can take it from there."""
    run("load", DEMO, database_url=database_url)
    made = run("keys", "make", ACCOUNT, cast.DANA.email, database_url=database_url)
    assert len(made.stdout) == 41
    assert f"of {cast.DANA.email}" in made.stderr
    assert made.stdout.strip() not in made.stderr


def test_a_key_is_kept_as_a_hash_only(fina, url):
    key = run("keys", "make", ACCOUNT, "--label", "spare", database_url=url).stdout.strip()
    assert key not in str(fina.rows(api_keys))
    assert key.encode() not in b"".join(row["key_hash"] for row in fina.rows(api_keys))


def test_the_list_shows_whose_keys_there_are_and_never_a_key(fina, url):
    made = run("keys", "make", ACCOUNT, cast.DANA.email, "--label", "for [bold] tests", database_url=url)
    run("keys", "revoke", ACCOUNT, key_id(fina, "for [bold] tests"), database_url=url)
    shown = run("keys", "list", ACCOUNT, database_url=url).stdout
    lines = {line.split()[0]: line for line in shown.splitlines() if line.strip()}
    for row in fina.rows(api_keys):
        assert (str(row["id"]) in lines) == (row["account_id"] == fina.rows(api_keys)[0]["account_id"])
    [of_dana] = [line for line in lines.values() if cast.DANA.email in line]
    assert "for [bold] tests" in of_dana
    assert of_dana.split()[-1].count(":") == 1, "the time of the revocation"
    assert "the account" in shown
    assert cast.MALLORY.email not in shown
    for secret in (made.stdout.strip(), cast.FINA_KEY, cast.OLGA.api_key):
        assert secret not in shown


def test_a_key_of_another_account_cannot_be_revoked(fina, url):
    theirs = [row for row in fina.rows(api_keys) if row["account_id"] != fina.rows(api_keys)[0]["account_id"]]
    done = run("keys", "revoke", ACCOUNT, theirs[0]["id"], database_url=url)
    assert done.exit_code == 1
    assert done.stderr == f"rollbook: the account 'Fina Shoes' has no key {theirs[0]['id']} that could be revoked\n"
    assert first_error(fina, seed_calls.MALLORY) == (1, "ESH:05")


def test_a_key_is_revoked_only_once(fina, url):
    run("keys", "make", ACCOUNT, "--label", "spare", database_url=url)
    first, second = (run("keys", "revoke", ACCOUNT, key_id(fina, "spare"), database_url=url) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 1)


@pytest.mark.usefixtures("fina")
@pytest.mark.parametrize("command", [("make", "Fina Shoe"), ("list", "Fina Shoe"), ("revoke", "Fina Shoe", "1")])
def test_an_unknown_account_is_named_with_a_similar_one(url, command):
    done = run("keys", *command, database_url=url)
    assert done.exit_code == 1
    assert done.stderr == "rollbook: there is no account 'Fina Shoe' (did you mean 'Fina Shoes'?)\n"


@pytest.mark.parametrize("who", ["nobody@finashoes.com", cast.MALLORY.email, cast.MALLORY.employee_id, ""])
def test_someone_who_is_not_a_user_of_the_account_gets_no_key(fina, url, who):
    before = fina.rows(api_keys)
    done = run("keys", "make", ACCOUNT, who, database_url=url)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert repr(who) in done.stderr
    assert fina.rows(api_keys) == before
