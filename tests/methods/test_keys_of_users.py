"""createAPIKey, revokeAPIKey, listAPIKeys: what a key opens, where it is shown, every code, and Mallory next door."""

import zlib
from datetime import UTC, datetime

import pytest

from rollbook.records import tables
from rollbook.records.keys.api_keys import hash_of
from tests import cast
from tests.api.json_calls import ask
from tests.methods.own_calls import answered, call, codes_of, error, everything
from tests.methods.people import Tree, user_of
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, OLGA, Keys
from tests.served import Served

MAKE, REVOKE, LIST = "createAPIKey", "revokeAPIKey", "listAPIKeys"
DANA: Tree = {"Identifier": {"Email": cast.DANA.email}, "Label": "Payroll & pay"}
OWNER: Tree = {"Identifier": {"Email": cast.OLGA.email}}


def make(server: Served, keys: Keys = OLGA, tree: Tree = DANA) -> dict[str, str]:
    return answered(call(server, keys, MAKE, tree))


def opens(server: Served, key: str) -> bool:
    return call(server, (cast.FINA_KEY, key), "getAccount", {}).errors != [(None, "SU:10", SU_10)]


SU_10 = "User and Account API keys are invalid"


def key_of(server: Served, person: cast.Person) -> int:
    user = user_of(server, person.employee_id)["id"]
    return next(int(row["id"]) for row in server.rows(tables.api_keys) if row["user_id"] == user)


def account_key_of(server: Served) -> int:
    keys = server.rows(tables.api_keys)
    return next(int(row["id"]) for row in keys if row["user_id"] is None and row["key_hash"] == hash_of(cast.FINA_KEY))


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_a_new_key_opens_the_account_for_its_user_until_it_is_revoked(fina, keys):
    key = make(fina, keys)
    assert opens(fina, key["UserAPI"])
    call(fina, (cast.FINA_KEY, key["UserAPI"]), "getAccount", {})
    callers = {row["user_id"] for row in fina.rows(tables.calls) if str(row["key_id"]) == key["APIKeyID"]}
    assert callers == {user_of(fina, cast.DANA.employee_id)["id"]}
    revoked = answered(call(fina, keys, REVOKE, {"APIKeyID": key["APIKeyID"]}))
    assert revoked["APIKeyID"] == key["APIKeyID"]
    assert not opens(fina, key["UserAPI"])


def test_only_the_answer_has_the_key(fina):
    key = make(fina)
    (row,) = (row for row in fina.rows(tables.api_keys) if str(row["id"]) == key["APIKeyID"])
    assert (row["key_hash"], row["label"], row["revoked_at"]) == (hash_of(key["UserAPI"]), "Payroll & pay", None)
    kept = [zlib.decompress(each) for one in fina.rows(tables.calls) for each in (one["package"], one["answer"])]
    assert not [each for each in kept if key["UserAPI"].encode() in each]
    assert [each for each in kept if b"<UserAPI>***</UserAPI>" in each]
    assert key["UserAPI"] not in str(fina.rows(tables.changes))
    (change,) = fina.rows(tables.changes)
    assert (change["table_name"], change["row_key"], change["before"]) == ("api_keys", key["APIKeyID"], None)
    assert (change["after"]["key_hash"], change["user_id"]) == (True, user_of(fina, cast.DANA.employee_id)["id"])


def test_no_record_has_the_key_that_json_shows(fina):
    answer = ask(fina, MAKE, {"Identifier": {"Email": cast.DANA.email}}).json()
    (kept,) = (zlib.decompress(one["answer"]).decode() for one in fina.rows(tables.calls))
    key = next(word for word in str(answer).split("'") if len(word) == 40)
    assert opens(fina, key)
    assert key not in kept
    assert '"***"' in kept


def test_an_answer_that_is_sent_again_has_the_key_masked(fina):
    headers = {"Idempotency-Key": "once"}
    first, again = (answered(call(fina, OLGA, MAKE, DANA, {}, headers)) for _ in range(2))
    assert again == first | {"UserAPI": "***"}
    assert len([row for row in fina.rows(tables.api_keys) if row["label"] == "Payroll & pay"]) == 1


def test_a_dry_run_shows_no_key_and_makes_none(fina):
    before = everything(fina)
    answer = answered(call(fina, OLGA, MAKE, DANA, {}, {"Rollbook-Dry-Run": "true"}))
    assert (answer["UserAPI"], answer["Label"]) == ("", "Payroll & pay")
    assert everything(fina) == before


def test_an_owner_makes_and_revokes_the_key_of_an_owner(fina):
    key = make(fina, OLGA, OWNER)
    assert opens(fina, key["UserAPI"])
    answered(call(fina, OLGA, REVOKE, {"APIKeyID": key["APIKeyID"]}))
    assert not opens(fina, key["UserAPI"])


MISTAKES: list[tuple[Keys, Tree, str]] = [
    (OLGA, {"Identifier": ""}, "CAK:52"),
    (OLGA, {"Identifier": {"Email": "dana"}}, "CAK:53"),
    (OLGA, {"Identifier": {"EmployeeID": "FS-9"}}, "CAK:53"),
    (OLGA, {"Identifier": {"ID": 404}}, "CAK:53"),
    (OLGA, {"Label": "n" * 256}, "CAK:54"),
    (ADAM, OWNER, "CAK:55"),
    (OLGA, {"ExpirationDate": "soon"}, "CAK:56"),
    (OLGA, {"ExpirationDate": "01-Mar-2024"}, "CAK:56"),
    (OLGA, {"ExpirationDate": "3000-01-01"}, "CAK:56"),
    (GITA, {}, "CAK:51"),
    (LENA, {}, "CAK:51"),
]


@pytest.mark.parametrize(("keys", "changes", "code"), MISTAKES)
def test_a_mistake_makes_no_key(fina, keys, changes, code):
    before = everything(fina)
    assert call(fina, keys, MAKE, DANA, changes).errors == error(MAKE, code)
    assert everything(fina) == before


@pytest.mark.parametrize(
    ("keys", "number", "code"),
    [
        (OLGA, None, "RAK:52"),
        (OLGA, "first", "RAK:52"),
        (OLGA, 404, "RAK:52"),
        (OLGA, account_key_of, "RAK:52"),
        (ADAM, cast.OLGA, "RAK:53"),
        (GITA, cast.LENA, "RAK:51"),
        (LENA, cast.LENA, "RAK:51"),
        (MALLORY, cast.LENA, "RAK:52"),
    ],
)
def test_a_mistake_revokes_no_key(fina, keys, number, code):
    before = everything(fina)
    wanted = key_of(fina, number) if isinstance(number, cast.Person) else number(fina) if callable(number) else number
    assert call(fina, keys, REVOKE, {"APIKeyID": wanted}, {} if wanted else {"APIKeyID": None}).errors == error(
        REVOKE, code
    )
    assert everything(fina) == before


def test_a_key_is_revoked_once(fina):
    number = {"APIKeyID": key_of(fina, cast.LENA)}
    answered(call(fina, ADAM, REVOKE, number))
    before = everything(fina)
    assert call(fina, ADAM, REVOKE, number).errors == error(REVOKE, "RAK:54")
    assert everything(fina) == before


@pytest.mark.parametrize(
    ("keys", "tree", "code", "told"),
    [
        (OLGA, {"Page": 0}, "LAK:52", {"tag": "Page"}),
        (OLGA, {"PageSize": 1001}, "LAK:52", {"tag": "PageSize"}),
        (OLGA, {"Filters": {"Status": "Lost"}}, "LAK:53", {}),
        (GITA, {"Page": 1}, "LAK:51", {}),
    ],
)
def test_a_list_with_a_mistake_is_refused(fina, keys, tree, code, told):
    assert call(fina, keys, LIST, tree).errors == error(LIST, code, told)


def test_every_code_is_provoked_here():
    assert {code for _, _, code in MISTAKES} == codes_of(MAKE)
    assert codes_of(REVOKE) == {f"RAK:{number}" for number in (51, 52, 53, 54)}
    assert codes_of(LIST) == {f"LAK:{number}" for number in (51, 52, 53)}


def listed(server: Served, keys: Keys = OLGA, tree: Tree | None = None) -> list[tuple[str, ...]]:
    answer = call(server, keys, LIST, tree or {"Page": 1})
    assert answer.errors == []
    tags = ("EmployeeID", "Label", "Status")
    return [tuple(key.findtext(tag) or "" for tag in tags) for key in answer.tree.iterfind("Info/APIKeys/APIKey")]


def test_keys_are_listed_with_their_users_and_without_themselves(fina):
    known = listed(fina)
    assert known[:2] == [("", "world file", "Active"), ("FS-1", "world file", "Active")]  # the account's own is first
    assert "ND-1" not in {employee for employee, _, _ in known}
    key = make(fina)
    assert listed(fina, ADAM) == [*known, ("FS-1001", "Payroll & pay", "Active")]
    assert key["UserAPI"] not in call(fina, OLGA, LIST, {"Page": 1}).text
    answered(call(fina, OLGA, REVOKE, {"APIKeyID": key["APIKeyID"]}))
    assert listed(fina, OLGA, {"Filters": {"Status": "revoked"}}) == [("FS-1001", "Payroll & pay", "Revoked")]
    assert listed(fina, OLGA, {"Filters": {"Status": "Active"}}) == known
    assert listed(fina, OLGA, {"Page": 2, "PageSize": 2}) == known[2:4]


def test_a_key_expires_on_its_day(fina):
    key = make(fina, OLGA, DANA | {"ExpirationDate": "31-Dec-2098"})
    (row,) = (row for row in fina.rows(tables.api_keys) if str(row["id"]) == key["APIKeyID"])
    assert row["expires_at"] == datetime(2098, 12, 31, tzinfo=UTC)
    assert opens(fina, key["UserAPI"])
    with fina.database.writing() as connection:
        own = tables.api_keys.c.id == int(key["APIKeyID"])
        connection.execute(tables.api_keys.update().where(own).values(expires_at=datetime(2024, 3, 1, tzinfo=UTC)))
    assert not opens(fina, key["UserAPI"])
    assert listed(fina, OLGA, {"Filters": {"Status": "Expired"}}) == [("FS-1001", "Payroll & pay", "Expired")]


def test_mallory_next_door_makes_no_key_for_this_account_and_lists_her_own(server):
    server.load(cast.FINA_SHOES, cast.NEXT_DOOR_SHOES)
    before = everything(server)
    assert call(server, MALLORY, MAKE, DANA).errors == error(MAKE, "CAK:53")
    number = user_of(server, cast.DANA.employee_id)["id"]
    assert call(server, MALLORY, MAKE, DANA, {"Identifier": {"ID": number}}).errors == error(MAKE, "CAK:53")
    assert {employee for employee, _, _ in listed(server, MALLORY)} == {"", "ND-1"}
    assert everything(server) == before
