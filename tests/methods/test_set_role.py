"""setRole: who gets which role from whom, the last owner, every code, and Mallory next door."""

from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any

import pytest

from rollbook.records import tables
from rollbook.records.keys.links import make_link
from rollbook.records.keys.passwords import hash_password, write_password
from tests import cast
from tests.answers import Answer
from tests.confidential import known
from tests.methods.own_calls import answered, call, codes_of, error, everything
from tests.methods.people import Tree, user_of
from tests.methods.test_take_back_call import last_call, take_back
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, OLGA, Keys
from tests.served import Served

NAME, PASSWORD = "setRole", "the password of who rises"
known.add(PASSWORD)
DANA: Tree = {"Identifier": {"Email": cast.DANA.email}, "Role": "Administrator"}
MISTAKES: list[tuple[Tree, str]] = [
    ({"Identifier": ""}, "SR:52"),
    ({"Identifier": {"Email": " ", "EmployeeID": "", "ID": ""}}, "SR:52"),
    ({"Identifier": {"Email": "dana"}}, "SR:53"),
    ({"Identifier": {"Email": "nobody@finashoes.com"}}, "SR:53"),
    ({"Identifier": {"EmployeeID": "FS-9"}}, "SR:53"),
    ({"Identifier": {"ID": 404}}, "SR:53"),
    ({"Role": None}, "SR:54"),
    ({"Role": "King"}, "SR:54"),
    ({"Identifier": {"Email": cast.OLGA.email}}, "SR:55"),
]


def give(server: Served, keys: Keys, person: cast.Person, role: str) -> Answer:
    return call(server, keys, NAME, {"Identifier": {"EmployeeID": person.employee_id}, "Role": role})


def role_of(server: Served, person: cast.Person) -> Any:
    return user_of(server, person.employee_id)["role"]


@pytest.mark.parametrize("role", ["Learner", "Auditor", "administrator", "OWNER"])
def test_an_owner_gives_any_role_and_the_history_says_so(fina, role):
    before = user_of(fina, cast.ADAM.employee_id)
    answer = answered(give(fina, OLGA, cast.ADAM, role))
    assert (answer["Email"], answer["EmployeeID"], answer["Role"]) == (cast.ADAM.email, "FS-2", role.title())
    assert role_of(fina, cast.ADAM) == role.lower()
    noted = [(c["before"], c["after"]) for c in fina.rows(tables.changes) if c["table_name"] == "users"]
    changed = [({"role": "administrator"}, {"role": role.lower()})] if role != "administrator" else []
    assert noted == changed
    assert user_of(fina, cast.ADAM.employee_id) | {"role": 0, "modified_at": 0} == before | {
        "role": 0,
        "modified_at": 0,
    }


@pytest.mark.parametrize("by", ["Email", "EmployeeID", "ID"])
def test_a_user_is_named_in_any_way(fina, by):
    user = user_of(fina, cast.DANA.employee_id)
    named = {"Email": user["email"], "EmployeeID": user["employee_id"], "ID": user["id"]}[by]
    answered(call(fina, OLGA, NAME, DANA, {"Identifier": {by: named}}))
    assert role_of(fina, cast.DANA) == "administrator"


@pytest.mark.parametrize(("changes", "code"), MISTAKES)
def test_a_mistake_is_answered_with_its_code_and_changes_nothing(fina, changes, code):
    before = everything(fina)
    assert call(fina, OLGA, NAME, DANA, changes).errors == error(NAME, code)
    assert everything(fina) == before


@pytest.mark.parametrize("keys", [ADAM, GITA, LENA], ids=["administrator", "manager", "learner"])
def test_only_owners_give_roles(fina, keys):
    before = everything(fina)
    assert call(fina, keys, NAME, DANA).errors == error(NAME, "SR:51")
    assert everything(fina) == before


def test_every_code_is_provoked_here():
    assert {code for _, code in MISTAKES} | {"SR:51"} == codes_of(NAME)


def test_an_owner_who_is_not_the_last_may_give_the_role_away(fina):
    answered(give(fina, OLGA, cast.ADAM, "Owner"))
    answered(give(fina, OLGA, cast.OLGA, "Learner"))
    assert (role_of(fina, cast.ADAM), role_of(fina, cast.OLGA)) == ("owner", "learner")


def test_an_inactive_owner_does_not_count(fina):
    answered(give(fina, OLGA, cast.IRIS, "Owner"))
    assert give(fina, OLGA, cast.OLGA, "Learner").errors == error(NAME, "SR:55")


def test_the_keys_of_a_user_who_becomes_an_owner_are_revoked(fina):
    key = answered(call(fina, ADAM, "createAPIKey", {"Identifier": {"Email": cast.GITA.email}}))["UserAPI"]
    assert answered(give(fina, OLGA, cast.GITA, "Administrator"))["RevokedKeys"] == "0"
    assert answered(give(fina, OLGA, cast.GITA, "Owner"))["RevokedKeys"] == "2"
    for each in (key, GITA[1]):
        assert call(fina, (OLGA[0], each), "getAccount", {}).errors[0][1] == "SU:10"
    assert answered(give(fina, OLGA, cast.GITA, "Owner"))["RevokedKeys"] == "0"


@pytest.mark.parametrize(("is_own", "stays"), [(True, True), (False, False)], ids=["chosen", "set by a call"])
def test_a_password_outlives_a_rise_only_where_the_user_chose_it(fina, is_own, stays):
    dana = user_of(fina, cast.DANA.employee_id)
    sent = {"Identifier": {"Email": cast.DANA.email}, "Info": {"Password": PASSWORD}, "Profile": "", "Groups": ""}
    answered(call(fina, ADAM, "updateUser", sent))
    if is_own:
        with fina.database.writing() as connection:
            write_password(connection, dana["account_id"], dana["id"], hash_password(PASSWORD))
    answered(call(fina, OLGA, NAME, DANA))
    assert (user_of(fina, cast.DANA.employee_id)["password_hash"] is not None) is stays
    answered(take_back(fina, OLGA, last_call(fina)))
    assert role_of(fina, cast.DANA) == "learner"


def test_who_rises_by_a_call_taken_back_keeps_no_password_link_or_key_of_before(fina):
    answered(give(fina, OLGA, cast.ADAM, "Owner"))
    answered(give(fina, OLGA, cast.ADAM, "Learner"))
    demotion, adam = last_call(fina), user_of(fina, cast.ADAM.employee_id)
    sent = {"Identifier": {"Email": cast.ADAM.email}, "Info": {"Password": PASSWORD}, "Profile": "", "Groups": ""}
    answered(call(fina, OLGA, "updateUser", sent))
    key = answered(call(fina, OLGA, "createAPIKey", {"Identifier": {"Email": cast.ADAM.email}}))["UserAPI"]
    with fina.database.writing() as connection:
        make_link(connection, adam["account_id"], adam["id"], "sign-in", datetime.now(UTC))
    answered(take_back(fina, OLGA, demotion))
    assert (role_of(fina, cast.ADAM), user_of(fina, cast.ADAM.employee_id)["password_hash"]) == ("owner", None)
    assert [link["used_at"] is not None for link in fina.rows(tables.sign_in_links)] == [True]
    assert call(fina, (OLGA[0], key), "getAccount", {}).errors[0][1] == "SU:10"


def test_two_owners_who_take_the_role_from_each_other_leave_one(fina):
    answered(give(fina, OLGA, cast.ADAM, "Owner"))
    with fina.database.writing() as connection:  # Adam's key was revoked
        connection.execute(tables.api_keys.update().values(revoked_at=None))
    ready = Barrier(2)

    def take(keys: Keys, person: cast.Person) -> None:
        ready.wait()
        give(fina, keys, person, "Learner")

    takers = [Thread(target=take, args=each) for each in ((OLGA, cast.ADAM), (ADAM, cast.OLGA))]
    for each in takers:
        each.start()
    for each in takers:
        each.join()
    assert sorted([role_of(fina, cast.ADAM), role_of(fina, cast.OLGA)]) == ["learner", "owner"]


def test_an_administrator_does_not_become_an_owner_again_by_taking_a_call_back(fina):
    answered(give(fina, OLGA, cast.GITA, "Administrator"))
    answered(give(fina, OLGA, cast.GITA, "Learner"))
    why = f"users {user_of(fina, cast.GITA.employee_id)['id']}: only an owner gives and takes roles."
    answer = take_back(fina, ADAM, last_call(fina))
    assert answer.errors == [(None, "TBC:58", f"Nothing of the call can be taken back. {why}")]
    assert role_of(fina, cast.GITA) == "learner"


def test_the_last_owner_is_not_taken_back(fina):
    answered(give(fina, OLGA, cast.DANA, "Owner"))
    made = last_call(fina)
    key = answered(call(fina, OLGA, "createAPIKey", {"Identifier": {"Email": cast.DANA.email}}))["UserAPI"]
    answered(give(fina, (OLGA[0], key), cast.OLGA, "Learner"))
    assert [code for _, code, _ in take_back(fina, (OLGA[0], key), made).errors] == ["TBC:58"]
    assert role_of(fina, cast.DANA) == "owner"


def test_mallory_next_door_gives_nobody_here_a_role(server):
    server.load(cast.FINA_SHOES, cast.NEXT_DOOR_SHOES)
    before = everything(server)
    assert call(server, MALLORY, NAME, DANA).errors == error(NAME, "SR:53")
    number = user_of(server, cast.DANA.employee_id)["id"]
    assert call(server, MALLORY, NAME, DANA, {"Identifier": {"ID": number}}).errors == error(NAME, "SR:53")
    assert everything(server) == before
