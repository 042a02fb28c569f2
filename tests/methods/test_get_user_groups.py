"""getUserGroups: the whole answer, and who sees whose groups."""

import pytest

from rollbook.methods.get_user_groups import GetUserGroups
from rollbook.records import tables
from tests import cast
from tests.methods.people import NAMED_IN_NO_WAY, NOBODY, call, info, message, user_of
from tests.seed_calls import GITA, LENA, MALLORY, MIRO, OLGA

GITAS = (
    "<UserGroups>"
    "<Group><Name>Outlet</Name><Identifier>outlet</Identifier><IsHomeGroup>0</IsHomeGroup>"
    "<Permissions><Permission>MANAGE_GROUP</Permission></Permissions></Group>"
    "<Group><Name>Sales</Name><Identifier>sales</Identifier><IsHomeGroup>1</IsHomeGroup>"
    "<Permissions><Permission>MANAGE_GROUP</Permission><Permission>MARKER</Permission></Permissions></Group>"
    "<Group><Name>Showroom &amp; &lt;co&gt;</Name><Identifier/><IsHomeGroup>0</IsHomeGroup>"
    "<Permissions></Permissions></Group>"
    "</UserGroups>"
)


def ask(server, keys, user):
    return call(server, keys, "getUserGroups", user)


def error(code):
    return [(None, code, message(GetUserGroups, code, {}))]


def test_the_groups_of_a_user_are_listed_by_name_with_what_the_user_may_do_there(staff):
    gita = user_of(staff, cast.GITA.employee_id)
    numbers = {(each["account_id"], each["name"]): each["id"] for each in staff.rows(tables.groups)}
    place = tables.memberships.c.user_id == gita["id"]
    with staff.database.writing() as connection:
        for name, permissions in (("Sales", 129), ("Showroom", 0)):
            number = numbers[gita["account_id"], name]
            held = tables.memberships.update().where(place, tables.memberships.c.group_id == number)
            connection.execute(held.values(permissions=permissions))
        showroom = tables.groups.update().where(tables.groups.c.id == numbers[gita["account_id"], "Showroom"])
        connection.execute(showroom.values(name="Showroom & <co>", identifier=None))
    assert info(ask(staff, GITA, {"Email": cast.GITA.email})) == GITAS
    assert info(ask(staff, OLGA, {"ID": gita["id"]})) == GITAS


def test_a_user_in_no_group_has_an_empty_list(staff):
    with staff.database.writing() as connection:
        connection.execute(tables.memberships.delete().where(tables.memberships.c.permissions == 0))
    assert info(ask(staff, OLGA, {"Email": cast.DANA.email})) == "<UserGroups></UserGroups>"


@pytest.mark.parametrize("user", NOBODY, ids=str)
def test_who_is_not_there_is_not_found(staff, user):
    assert ask(staff, OLGA, user).errors == error("GUG:53")


@pytest.mark.parametrize("user", NAMED_IN_NO_WAY, ids=str)
def test_an_empty_identifier_is_nobodys(staff, user):
    assert ask(staff, OLGA, user).errors == error("GUG:52")


def test_owners_and_the_users_of_other_groups_are_out_of_reach(staff):
    for person in (cast.OLGA, cast.ADAM, cast.WALT):
        assert ask(staff, GITA, {"Email": person.email}).errors == error("GUG:54")
    assert ask(staff, OLGA, {"Email": cast.ADAM.email}).errors == error("GUG:54")
    assert ask(staff, OLGA, {"Email": cast.WALT.email}).result == "Success"


def test_who_manages_users_sees_their_groups_and_who_manages_none_sees_nothing(staff):
    assert ask(staff, MIRO, {"Email": cast.DANA.email}).result == "Success"
    assert ask(staff, LENA, {"Email": cast.LENA.email}).errors == error("GUG:51")


def test_mallory_sees_nothing_of_fina(staff):
    number = user_of(staff, cast.DANA.employee_id)["id"]
    for user in ({"Email": cast.DANA.email}, {"EmployeeID": cast.DANA.employee_id}, {"ID": number}):
        assert ask(staff, MALLORY, user).errors == error("GUG:53")
    nils = info(ask(staff, MALLORY, {"Email": cast.NILS.email}))
    assert nils.count("<Group>") == 1


def test_no_code_is_left_out():
    assert {each.code for each in GetUserGroups.errors()} == {f"GUG:{number}" for number in (51, 52, 53, 54)}
