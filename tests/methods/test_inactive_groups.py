"""Inactive groups hold no active users, whichever method they would come by."""

import pytest

from rollbook.methods.create_user import CreateUser
from rollbook.methods.update_group import UpdateGroup
from rollbook.methods.update_user import UpdateUser
from tests import cast
from tests.answers import Answer
from tests.methods import group_calls
from tests.methods.group_calls import add, group_of, members_of, remove, users
from tests.methods.people import NINA, Tree, call, changed, groups, message, permissions_of, user_of
from tests.seed_calls import OLGA
from tests.served import Served

QUIET = "Quiet"
NAMED: Tree = {"Name": QUIET, "Status": "Inactive", **users({"Email": cast.IRIS.email}), "LearningModules": ""}
LEFT: Tree = group_calls.SALES | {"Identifier": {"Name": QUIET}}
"""A change of the group that changes nothing."""
IN_QUIET: Tree = {"GroupName": QUIET.upper()}
TOLD = {"GroupName": QUIET}


@pytest.fixture
def quiet(staff: Served) -> Served:
    """The school, with an inactive group in which is only Iris, who is inactive too."""
    assert group_calls.call(staff, OLGA, "createGroup", NAMED).result == "Success"
    return staff


def update(server: Served, person: cast.Person, changes: Tree) -> Answer:
    nothing: Tree = {"Identifier": {"EmployeeID": person.employee_id}, "Info": "", "Profile": {}, "Groups": ""}
    return call(server, OLGA, "updateUser", changed(nothing, changes))


def test_nobody_new_comes_into_an_inactive_group_unless_they_are_inactive(quiet):
    there = groups({"GroupName": cast.SALES}, IN_QUIET)
    answer = call(quiet, OLGA, "createUser", changed(NINA, there))
    assert answer.errors == [(None, "CU:84", message(CreateUser, "CU:84", TOLD))]
    assert members_of(quiet, QUIET).keys() == {cast.IRIS.employee_id}
    assert call(quiet, OLGA, "createUser", changed(NINA, there | {"Profile/Status": "Inactive"})).result == "Success"
    assert len(members_of(quiet, QUIET)) == 2


def test_who_is_active_does_not_join_an_inactive_group(quiet):
    answer = update(quiet, cast.DANA, groups({"GroupName": "Outlet"}, IN_QUIET))
    assert answer.errors == [(None, "UU:84", message(UpdateUser, "UU:84", TOLD))]
    assert QUIET not in permissions_of(quiet, cast.DANA.employee_id)
    assert update(quiet, cast.DANA, groups(IN_QUIET) | {"Profile/Status": "Inactive"}).result == "Success"


def test_who_is_in_an_inactive_group_does_not_become_active(quiet):
    active = {"Profile/Status": "Active"}
    answer = update(quiet, cast.IRIS, active)
    assert answer.errors == [(None, "UU:84", message(UpdateUser, "UU:84", TOLD))]
    assert user_of(quiet, cast.IRIS.employee_id)["status"] == "Inactive"
    leaving = groups({**IN_QUIET, "GroupAction": "Remove"})
    assert update(quiet, cast.IRIS, active | leaving).result == "Success"
    assert user_of(quiet, cast.IRIS.employee_id)["status"] == "Active"


def test_an_inactive_group_takes_no_active_user(quiet):
    dana = users(add({"Email": cast.DANA.email}))
    answer = group_calls.update(quiet, OLGA, dana, LEFT)
    assert answer.errors == [(None, "UG:73", message(UpdateGroup, "UG:73", {}))]
    assert members_of(quiet, QUIET).keys() == {cast.IRIS.employee_id}
    assert group_calls.update(quiet, OLGA, dana | {"Status": "Active"}, LEFT).result == "Success"
    assert group_calls.update(quiet, OLGA, {"Status": "Inactive"}, LEFT).errors == answer.errors
    assert group_calls.update(quiet, OLGA, {"Status": "Inactive"} | gone(cast.DANA), LEFT).result == "Success"


def test_a_group_in_which_somebody_is_active_all_the_same_can_be_changed_and_left(quiet):
    """Databases of old have such groups."""
    with quiet.database.writing() as connection:
        connection.exec_driver_sql("UPDATE users SET status = 'Active' WHERE employee_id = 'FS-1002'")
    assert group_calls.update(quiet, OLGA, {"Description": "Closed"}, LEFT).result == "Success"
    assert update(quiet, cast.IRIS, {"Profile/Title": "Clerk", "Profile/Status": "Active"}).result == "Success"
    assert update(quiet, cast.IRIS, groups({"GroupName": "Outlet"})).result == "Success"
    assert group_calls.update(quiet, OLGA, gone(cast.IRIS), LEFT).result == "Success"
    assert (group_of(quiet, QUIET)["description"], members_of(quiet, QUIET)) == ("Closed", {})


def gone(person: cast.Person) -> Tree:
    return users(remove({"Email": person.email}))
