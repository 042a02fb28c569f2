"""createAdhocAPIKey: what the key opens and for how long, where it is shown, every code, and Mallory next door."""

import zlib
from datetime import timedelta

import pytest

from rollbook.records import tables
from rollbook.records.keys.api_keys import hash_of
from tests import cast
from tests.api.json_calls import ask
from tests.methods.own_calls import answered, call, codes_of, error, everything, row_of
from tests.methods.people import Tree, user_of
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, OLGA, Keys
from tests.served import Served

METHOD = "createAdhocAPIKey"
DANA: Tree = {"Identifier": {"Email": cast.DANA.email}}
GITAS: Tree = {"Identifier": {"EmployeeID": cast.GITA.employee_id}}


def opens(server: Served, key: str) -> bool:
    codes = [code for _, code, _ in call(server, (cast.FINA_KEY, key), "listUsers", {"Page": 1}).errors]
    assert codes in ([], ["SU:10"])
    return not codes


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_a_key_opens_what_its_user_may_do_for_three_minutes(fina, keys):
    key = answered(call(fina, keys, METHOD, GITAS))
    row = row_of(fina, tables.api_keys, key["APIKeyID"])
    assert row["user_id"] == user_of(fina, cast.GITA.employee_id)["id"]
    assert row["expires_at"] - row["created_at"] == timedelta(minutes=3)
    assert opens(fina, key["UserAPI"])
    assert call(fina, (cast.FINA_KEY, key["UserAPI"]), METHOD, DANA).errors == error(METHOD, "CAAK:51")
    with fina.database.writing() as connection:
        own = tables.api_keys.c.id == row["id"]
        past = {"created_at": row["created_at"] - timedelta(minutes=3), "expires_at": row["created_at"]}
        connection.execute(tables.api_keys.update().where(own).values(past))
    assert not opens(fina, key["UserAPI"])
    assert ask(fina, "listUsers", {}, (cast.FINA_KEY, key["UserAPI"])).status_code == 401


def test_only_the_answer_has_the_key(fina):
    key = answered(call(fina, OLGA, METHOD, DANA))["UserAPI"]
    shown = next(word for word in str(ask(fina, METHOD, DANA).json()).split("'") if len(word) == 40)
    kept = [zlib.decompress(one[part]).decode() for one in fina.rows(tables.calls) for part in ("package", "answer")]
    for secret in (key, shown):
        assert hash_of(secret) in {row["key_hash"] for row in fina.rows(tables.api_keys)}
        assert not [each for each in kept if secret in each]
        assert secret not in str(fina.rows(tables.changes))
        assert secret not in fina.log
    assert [each for each in kept if "<UserAPI>***</UserAPI>" in each]


def test_an_answer_that_is_sent_again_has_the_key_masked(fina):
    headers = {"Idempotency-Key": "once"}
    first, again = (answered(call(fina, OLGA, METHOD, DANA, {}, headers)) for _ in range(2))
    assert again == first | {"UserAPI": "***"}


def test_a_dry_run_shows_no_key_and_makes_none(fina):
    before = everything(fina)
    assert answered(call(fina, OLGA, METHOD, DANA, {}, {"Rollbook-Dry-Run": "true"}))["UserAPI"] == ""
    assert everything(fina) == before


def test_who_becomes_an_owner_loses_the_key(fina):
    key = answered(call(fina, ADAM, METHOD, DANA))["UserAPI"]
    answered(call(fina, OLGA, "setRole", DANA | {"Role": "Owner"}))
    assert not opens(fina, key)


MISTAKES: list[tuple[Keys, Tree, str]] = [
    (GITA, {}, "CAAK:51"),
    (LENA, {}, "CAAK:51"),
    (OLGA, {"Identifier": ""}, "CAAK:53"),
    (OLGA, {"Identifier": {"Email": "dana"}}, "CAAK:54"),
    (OLGA, {"Identifier": {"ID": 404}}, "CAAK:54"),
    (OLGA, {"Identifier": {"Email": cast.IRIS.email}}, "CAAK:54"),
    (OLGA, {"Identifier": {"Email": cast.ADAM.email}}, "CAAK:55"),
    (OLGA, {"Identifier": {"Email": cast.OLGA.email}}, "CAAK:55"),
    (ADAM, {"Identifier": {"Email": cast.OLGA.email}}, "CAAK:55"),
    (MALLORY, {}, "CAAK:54"),
]


@pytest.mark.parametrize(("keys", "changes", "code"), MISTAKES)
def test_a_mistake_makes_no_key(fina, keys, changes, code):
    before = everything(fina)
    assert call(fina, keys, METHOD, DANA, changes).errors == error(METHOD, code)
    assert everything(fina) == before


def test_the_auditor_gets_no_key(fina):
    answered(call(fina, OLGA, "setRole", DANA | {"Role": "Auditor"}))
    assert call(fina, OLGA, METHOD, DANA).errors == error(METHOD, "CAAK:55")


def test_mallory_makes_no_key_by_the_id_of_a_user_of_fina(fina):
    number = user_of(fina, cast.DANA.employee_id)["id"]
    assert call(fina, MALLORY, METHOD, {"Identifier": {"ID": number}}).errors == error(METHOD, "CAAK:54")


def test_no_key_is_made_where_the_operator_did_not_switch_them_on(database_url, tmp_path):
    with Served(database_url, tmp_path, environment={"ROLLBOOK_ADHOC_KEYS": "off"}) as served:
        served.load(cast.FINA_SHOES)
        before = everything(served)
        assert call(served, OLGA, METHOD, DANA).errors == error(METHOD, "CAAK:52")
        assert call(served, LENA, METHOD, DANA).errors == error(METHOD, "CAAK:51")
        assert ask(served, METHOD, DANA).status_code == 403
        assert everything(served) == before


def test_every_code_is_provoked_here():
    assert {code for _, _, code in MISTAKES} | {"CAAK:52"} == codes_of(METHOD)
