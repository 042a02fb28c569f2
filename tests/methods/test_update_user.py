"""updateUser: what it changes and what it leaves alone, and every code, each provoked by one difference."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from rollbook.contract.permissions import Permission
from rollbook.methods.update_user import UpdateUser
from rollbook.records import tables
from tests import cast
from tests.answers import Answer, package
from tests.methods.mistakes import Error
from tests.methods.people import (
    CHOIR,
    EMAIL,
    EMPLOYEE_ID,
    KEPT,
    NIGHT_SHIFT,
    NINA,
    SHOE_SIZE,
    Tree,
    call,
    changed,
    fields,
    groups,
    info,
    limit,
    links_of,
    message,
    permissions_of,
    supervisors,
    teams,
    user_of,
)
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA, Keys
from tests.served import Served

NOTHING: Tree = {
    "Identifier": {"Email": cast.DANA.email},
    "Info": {},
    "Profile": {},
    "Groups": [],
    "Venues": [],
    "Wages": [],
}
"""Dana, and no change."""
EVERYTHING: Tree = {"Info": NINA["Info"], "Profile": NINA["Profile"]} | groups({"GroupName": "Outlet"})
DANA = cast.DANA.employee_id
LONG = "x" * 256


def granted(*codes: str, action: str = "Grant") -> list[tuple[str, Tree]]:
    return [("Permission", {"Action": action, "Code": code}) for code in codes]


MISTAKES: list[tuple[Tree, str, dict[str, object]]] = [
    ({"Identifier": {}}, "UU:52", {}),
    ({"Identifier": {"Email": ""}}, "UU:52", {}),
    ({"Identifier": {"Email": "dana"}}, "UU:80", {}),
    ({"Identifier": {"EmployeeID": LONG}}, "UU:80", {}),
    ({"Info/Email": "dana"}, "UU:53", {}),
    ({"Info/EmployeeID": LONG}, "UU:54", {}),
    ({"Info/GivenName": LONG}, "UU:55", {}),
    ({"Info/Surname": LONG}, "UU:56", {}),
    ({"Info/Password": "short"}, "UU:57", {}),
    ({"Info/Timezone": "Europe/Kyiv"}, "UU:58", {"Timezone": "Europe/Kyiv"}),
    ({"Profile/AllowFeedback": "2"}, "UU:59", {"tag": "AllowFeedback"}),
    (fields({"Name": SHOE_SIZE, "Value": "3" * 4001}), "UU:67", {"item": 1}),
    (supervisors({"SupervisorEmail": cast.GITA.email, "SupervisorAction": "x"}), "UU:63", {"item": 1}),
    (teams({"TeamName": CHOIR, "TeamAction": "x"}), "UU:65", {"item": 1}),
    (groups({"GroupName": cast.SALES, "GroupAction": "x"}), "UU:81", {"item": 1}),
    (
        groups({"GroupName": cast.SALES, "GroupPermissions": granted("SHOPLIFT")}),
        "UU:78",
        {"item": 1, "Action": "Grant", "Code": "SHOPLIFT"},
    ),
    ({"Identifier": {"Email": "nobody@finashoes.com"}}, "UU:80", {}),
    ({"Identifier": {"Email": cast.NILS.email}}, "UU:80", {}),
    ({"Identifier": {"EmployeeID": DANA.lower()}}, "UU:80", {}),
    ({"Identifier": {"Email": cast.OLGA.email}}, "UU:69", {}),
    ({"Identifier": {"EmployeeID": cast.ADAM.employee_id}}, "UU:69", {}),
    ({"Identifier": {"Email": cast.WALT.email}}, "UU:69", {}),
    ({"Info/Email": cast.LENA.email.upper()}, "UU:60", {"Email": cast.LENA.email.upper()}),
    ({"Info/Email": cast.OLGA.email}, "UU:60", {"Email": cast.OLGA.email}),
    ({"Info/EmployeeID": cast.IRIS.employee_id}, "UU:61", {"EmployeeID": cast.IRIS.employee_id}),
    ({"Profile/HomeGroup": "Nowhere"}, "UU:68", {"HomeGroup": "Nowhere"}),
    ({"Profile/HomeGroup": cast.WAREHOUSE}, "UU:82", {"HomeGroup": cast.WAREHOUSE}),
    (supervisors("FS-9999"), "UU:62", {"item": 1, "SupervisorEmployeeID": "FS-9999"}),
    (supervisors(cast.MALLORY.email), "UU:62", {"item": 1, "SupervisorEmail": cast.MALLORY.email}),
    (supervisors(cast.GITA.email, cast.DANA.email.upper()), "UU:83", {"item": 2}),
    (supervisors({"SupervisorEmployeeID": DANA, "SupervisorAction": "Add"}), "UU:83", {"item": 1}),
    ({"Info/Email": "d@finashoes.com"} | supervisors(cast.DANA.email), "UU:83", {"item": 1}),
    (
        {"Info/Email": "d@finashoes.com"} | supervisors("d@finashoes.com"),
        "UU:62",
        {"item": 1, "SupervisorEmail": "d@finashoes.com"},
    ),
    (teams(CHOIR, "Day shift"), "UU:64", {"item": 2, "TeamName": "Day shift"}),
    (fields({"Name": "Hat size", "Value": "57"}), "UU:66", {"item": 1, "Name": "Hat size"}),
    (groups({"GroupID": "nowhere"}), "UU:74", {"item": 1, "GroupID": "nowhere"}),
    (groups({"GroupAction": "Add"}), "UU:74", {"item": 1}),
    (groups({"GroupName": "Outlet"}, {"GroupName": cast.WAREHOUSE}), "UU:75", {"item": 2}),
    (groups({"GroupName": "Outlet"}, {"GroupID": "outlet", "GroupAction": "Remove"}), "UU:77", {"item": 2}),
    ({"Profile/HomeGroup": "Showroom"}, "UU:70", {}),
    (groups({"GroupName": cast.SALES, "GroupAction": "Remove"}), "UU:70", {}),
    ({"Profile/HomeGroup": "Outlet"} | groups({"GroupName": "outlet", "GroupAction": "Remove"}), "UU:70", {}),
    ({"Identifier": {"EmployeeID": cast.NOOR.employee_id}, "Info/SendEmailTo": "Self"}, "UU:71", {}),
    ({"Info/SendEmailTo": "Alternate"}, "UU:72", {}),
    ({"Info/SendEmailTo": "Supervisor"}, "UU:73", {}),
]
"""What is changed in a package that changes nothing, as Gita sends it, in the order of judgement."""

ELSEWHERE = {"UU:51", "UU:76", "UU:79", "UU:84", "UU:85"}
"""Codes that depend on who calls, and on how full a group is, or whether it is inactive."""


def update(server: Served, keys: Keys, *changes: Tree) -> Answer:
    tree = NOTHING
    for each in changes:
        tree = changed(tree, each)
    return call(server, keys, "updateUser", tree)


def error(code: str, **told: object) -> list[Error]:
    return [(None, code, message(UpdateUser, code, told))]


def everything(server: Served) -> list[list[dict[str, Any]]]:
    written = (tables.users, tables.memberships, tables.supervisors, tables.team_members)
    return [server.rows(table) for table in written]


@pytest.mark.parametrize(("changes", "code", "told"), MISTAKES, ids=lambda value: ascii(value)[:60])
def test_a_mistake_refuses_the_call_and_nothing_is_changed(staff, changes, code, told):
    before = everything(staff)
    answer = update(staff, GITA, {"Info/GivenName": "Diana", **teams(NIGHT_SHIFT)}, changes)
    assert (answer.result, answer.errors) == ("Failed", error(code, **told))
    assert "<Info/>" in answer.text
    assert everything(staff) == before


def test_no_code_is_left_out():
    assert {code for _, code, _ in MISTAKES} | ELSEWHERE == {each.code for each in UpdateUser.errors()}


def test_all_that_is_named_is_changed_and_the_answer_gives_the_new_identifiers(staff):
    before = user_of(staff, DANA)
    answer = update(staff, GITA, EVERYTHING)
    assert info(answer) == f"<Email>{EMAIL}</Email><EmployeeID>{EMPLOYEE_ID}</EmployeeID>"
    after = user_of(staff, EMPLOYEE_ID)
    assert after["modified_at"] > before["modified_at"]
    assert after == before | {
        "email": EMAIL,
        "email_key": EMAIL.lower(),
        "employee_id": EMPLOYEE_ID,
        "given_name": "Nina",
        "surname": "New",
        "name_key": "nina new",
        "timezone": "US/Pacific",
        "custom_fields": {SHOE_SIZE: "38 ½"},
        "profile": KEPT,
        "password_hash": after["password_hash"],
        "modified_at": after["modified_at"],
    }
    assert links_of(staff, tables.supervisors, EMPLOYEE_ID) == {user_of(staff, cast.GITA.employee_id)["id"]}
    assert len(links_of(staff, tables.team_members, EMPLOYEE_ID)) == 1


@pytest.mark.parametrize(
    "empty",
    [
        {},
        {"Venues": None, "Wages": None},
        {"Info": dict.fromkeys(NINA["Info"], ""), "Profile": dict.fromkeys(NINA["Profile"], "")},
        supervisors("") | teams("", {}) | fields({"Name": SHOE_SIZE, "Value": ""}),
    ],
)
def test_what_is_not_named_or_empty_stays_as_it_is(staff, empty):
    update(staff, GITA, EVERYTHING)
    before, links = user_of(staff, EMPLOYEE_ID), everything(staff)[1:]
    answer = update(staff, GITA, {"Identifier/Email": EMAIL}, empty)
    assert info(answer) == f"<Email>{EMAIL}</Email><EmployeeID>{EMPLOYEE_ID}</EmployeeID>"
    after = user_of(staff, EMPLOYEE_ID)
    assert after == before | {"modified_at": after["modified_at"]}
    assert everything(staff)[1:] == links


def test_one_tag_changes_one_thing(staff):
    update(staff, GITA, EVERYTHING)
    before = user_of(staff, EMPLOYEE_ID)
    update(staff, GITA, {"Identifier/Email": EMAIL, "Info/Surname": "Newer", "Profile/Title": "Head"})
    after = user_of(staff, EMPLOYEE_ID)
    changes = {"surname": "Newer", "name_key": "nina newer", "profile": KEPT | {"Title": "Head"}}
    assert after == before | changes | {"modified_at": after["modified_at"]}


@pytest.mark.parametrize("missing", ["Identifier", "Info", "Profile", "Groups"])
def test_the_containers_have_to_be_there(staff, missing):
    assert [code for _, code, _ in update(staff, GITA, {missing: None}).errors] == ["SU:12"]


def test_both_identifiers_at_once_are_one_too_many(staff):
    answer = update(staff, GITA, {"Identifier/EmployeeID": DANA})
    assert [code for _, code, _ in answer.errors] == ["SU:13"]


def test_the_present_identifiers_may_be_sent_along(staff):
    same = {"Info/Email": cast.DANA.email.upper(), "Info/EmployeeID": DANA}
    answer = update(staff, GITA, same)
    assert info(answer) == f"<Email>{cast.DANA.email.upper()}</Email><EmployeeID>{DANA}</EmployeeID>"


def test_a_user_known_by_one_identifier_gets_the_other(staff):
    answer = update(
        staff, GITA, {"Identifier": {"EmployeeID": cast.NOOR.employee_id}, "Info/Email": "noor@finashoes.com"}
    )
    assert info(answer) == f"<Email>noor@finashoes.com</Email><EmployeeID>{cast.NOOR.employee_id}</EmployeeID>"


def test_a_user_is_made_inactive_and_active_again(staff):
    for status in ("inactive", "Active"):
        assert update(staff, GITA, {"Profile/Status": status}).result == "Success"
        assert user_of(staff, DANA)["status"] == status.capitalize()


def test_permissions_are_granted_and_denied_to_a_member_who_is_added_again(staff):
    sales = {"GroupName": cast.SALES, "GroupAction": "Add"}
    update(staff, GITA, groups(sales | {"GroupPermissions": granted("MARKER", "PROCTOR")}))
    assert permissions_of(staff, DANA)[cast.SALES] == Permission.MARKER | Permission.PROCTOR
    mixed = granted("MARKER", "CREATE_COURSE", action="Deny") + granted("INSTRUCTOR")
    update(staff, GITA, groups({"GroupID": "sales", "GroupPermissions": mixed}))
    assert permissions_of(staff, DANA)[cast.SALES] == Permission.PROCTOR | Permission.INSTRUCTOR
    update(staff, GITA, groups(sales))
    assert permissions_of(staff, DANA)[cast.SALES] == Permission.PROCTOR | Permission.INSTRUCTOR


def test_groups_are_added_and_removed_and_the_others_left(staff):
    before = permissions_of(staff, DANA)
    answer = update(staff, GITA, groups({"GroupName": "Showroom"}, {"GroupName": "Outlet", "GroupAction": "remove"}))
    assert answer.result == "Success"
    after = permissions_of(staff, DANA)
    assert after.keys() == (before.keys() | {"Showroom"}) - {"Outlet"}
    again = update(staff, GITA, groups({"GroupName": "Outlet", "GroupAction": "Remove"}))
    assert again.result == "Success"
    assert permissions_of(staff, DANA) == after


def test_the_home_group_may_be_left_for_another(staff):
    move = {"Profile/HomeGroup": "Outlet"} | groups({"GroupName": cast.SALES, "GroupAction": "Remove"})
    assert update(staff, GITA, move).result == "Success"
    names = {each["id"]: each["name"] for each in staff.rows(tables.groups)}
    assert names[user_of(staff, DANA)["home_group_id"]] == "Outlet"
    assert cast.SALES not in permissions_of(staff, DANA)


def test_a_full_group_takes_no_more_users_but_keeps_those_it_has(staff):
    limit(staff, "Outlet", 2)  # three are in it
    assert update(staff, GITA, groups({"GroupName": "Outlet"})).result == "Success"
    answer = update(staff, GITA, {"Identifier": {"EmployeeID": cast.NOOR.employee_id}}, groups({"GroupName": "Outlet"}))
    assert answer.errors == error("UU:79", GroupName="Outlet")
    assert "Outlet" not in permissions_of(staff, cast.NOOR.employee_id)


def test_supervisors_and_teams_are_added_and_removed_in_either_form(staff):
    first = supervisors(cast.GITA.email, {"SupervisorEmployeeID": cast.NOOR.employee_id}) | teams(NIGHT_SHIFT, CHOIR)
    update(staff, GITA, first | {"Info/SendEmailTo": "Supervisor"})
    update(
        staff,
        GITA,
        supervisors(
            cast.GITA.email,
            cast.LENA.employee_id,
            {"SupervisorEmployeeID": cast.NOOR.employee_id, "SupervisorAction": "Remove"},
            {"SupervisorEmail": cast.MIRO.email, "SupervisorAction": "Remove"},
        )
        | teams({"TeamName": "the CHOIR", "TeamAction": "Remove"}),
    )
    expected = {user_of(staff, each.employee_id)["id"] for each in (cast.GITA, cast.LENA)}
    assert links_of(staff, tables.supervisors, DANA) == expected
    (team,) = links_of(staff, tables.team_members, DANA)
    assert team in {each["id"] for each in staff.rows(tables.teams) if each["name"] == NIGHT_SHIFT}


def test_who_is_not_their_own_supervisor_may_be_removed_from_among_them(staff):
    removed = {"SupervisorEmail": cast.DANA.email, "SupervisorAction": "Remove"}
    assert update(staff, GITA, supervisors(removed, cast.GITA.email)).result == "Success"
    assert links_of(staff, tables.supervisors, DANA) == {user_of(staff, cast.GITA.employee_id)["id"]}


def test_of_the_supervisors_one_has_to_have_an_address_when_mail_goes_to_them(staff):
    update(staff, GITA, supervisors(cast.NOOR.employee_id, cast.GITA.email))
    gone = {"SupervisorEmail": cast.GITA.email, "SupervisorAction": "Remove"}
    assert update(staff, GITA, supervisors(gone), {"Info/SendEmailTo": "Supervisor"}).errors == error("UU:73")
    assert update(staff, GITA, {"Info/SendEmailTo": "Supervisor"}).result == "Success"
    assert update(staff, GITA, {"Info/SendEmailTo": "Alternate", "Info/AlternateEmail": "d@b.co"}).result == "Success"
    assert update(staff, GITA, {"Info/SendEmailTo": "Alternate"}).result == "Success"


def test_who_may_change_users_nowhere_is_refused(staff):
    assert update(staff, LENA, {"Identifier": {"Email": cast.LENA.email}}).errors == error("UU:51")


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_owner_and_administrator_may_change_every_user_but_each_other(staff, keys):
    walt = {"Identifier": {"Email": cast.WALT.email}}
    warehouse = groups({"GroupName": cast.WAREHOUSE, "GroupPermissions": granted("MARKER")})
    assert update(staff, keys, walt, warehouse).result == "Success"
    assert permissions_of(staff, cast.WALT.employee_id)[cast.WAREHOUSE] == Permission.MARKER
    for other in (cast.OLGA, cast.ADAM):
        assert update(staff, keys, {"Identifier": {"Email": other.email}}).errors == error("UU:69")


def test_who_manages_the_users_of_a_group_changes_them_but_grants_and_denies_nothing(staff):
    assert update(staff, MIRO, {"Profile/Title": "Clerk"}, groups({"GroupName": cast.SALES})).result == "Success"
    sales = groups({"GroupName": cast.SALES, "GroupPermissions": granted("MARKER", action="Deny")})
    assert update(staff, MIRO, sales).errors == error("UU:76", item=1)


def test_the_package_that_the_php_client_grants_permissions_with_works(staff):
    answer = staff.call(
        package(
            "updateUser",
            f"<User><Identifier><Email>{cast.DANA.email}</Email></Identifier><Info/><Profile/><Groups><Group>"
            "<GroupName>Sales</GroupName><GroupAction>Add</GroupAction><GroupPermissions><Permission>"
            "<Action>Grant</Action><Code>MANAGE_GROUP</Code></Permission></GroupPermissions></Group></Groups>"
            "<Venues/><Wages/></User>",
            GITA,
        )
    )
    assert info(answer) == f"<Email>{cast.DANA.email}</Email><EmployeeID>{DANA}</EmployeeID>"
    assert permissions_of(staff, DANA)[cast.SALES] == Permission.MANAGE_GROUP


def test_the_package_that_the_ruby_client_changes_an_employee_id_with_works(staff):
    answer = staff.call(
        package(
            "updateUser",
            f"<User><Identifier><Email><![CDATA[{cast.DANA.email}]]></Email></Identifier>"
            "<Info><EmployeeID><![CDATA[RB-1]]></EmployeeID></Info><Profile></Profile><Groups></Groups></User>",
            GITA,
        )
    )
    assert info(answer) == f"<Email>{cast.DANA.email}</Email><EmployeeID>RB-1</EmployeeID>"


def test_of_callers_who_give_the_same_address_to_many_users_one_succeeds(staff):
    people = (cast.DANA, cast.LENA, cast.NOOR, cast.IRIS, cast.MIRO, cast.WALT)

    def take(person: cast.Person) -> Answer:
        return update(staff, OLGA, {"Identifier": {"EmployeeID": person.employee_id}, "Info/Email": EMAIL})

    with ThreadPoolExecutor(len(people)) as callers:
        answers = list(callers.map(take, people))
    assert [answer.result for answer in answers].count("Success") == 1
    assert {code for answer in answers for _, code, _ in answer.errors} == {"UU:60"}


def test_changes_of_one_user_at_the_same_time_are_all_kept(staff):
    tags = ("Title", "Division", "City", "Fax", "Address1", "Address2", "Province", "Website")
    with ThreadPoolExecutor(len(tags)) as callers:
        answers = list(callers.map(lambda tag: update(staff, OLGA, {f"Profile/{tag}": tag}), tags))
    assert {answer.result for answer in answers} == {"Success"}
    assert user_of(staff, DANA)["profile"] == {tag: tag for tag in tags}


def test_mallory_changes_nobody_but_her_own_users(staff):
    fina = user_of(staff, DANA)["account_id"]
    before = [[row for row in rows if row["account_id"] == fina] for rows in everything(staff)]
    assert update(staff, MALLORY).errors == error("UU:80")
    nils = {"Identifier": {"Email": cast.NILS.email}, "Info/Email": cast.DANA.email, **teams(CHOIR)}
    assert update(staff, MALLORY, nils, groups({"GroupName": cast.SALES})).result == "Success"
    assert update(staff, MALLORY, nils, groups({"GroupName": cast.WAREHOUSE})).errors == error("UU:80")
    assert [code for _, code, _ in update(staff, (cast.FINA_KEY, MALLORY[1])).errors] == ["SU:10"]
    assert [[row for row in rows if row["account_id"] == fina] for rows in everything(staff)] == before
