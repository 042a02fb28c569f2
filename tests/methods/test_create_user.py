"""createUser: what it keeps, who may call it, and every code, each provoked by one difference."""

import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from rollbook.contract.permissions import Permission
from rollbook.methods.create_user import CreateUser
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
    PHP_PACKAGE,
    RUBY_PACKAGE,
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

IN_SALES: Tree = {"Profile/HomeGroup": None} | groups({"GroupName": cast.SALES})
IN_OUTLET: Tree = {"Profile/HomeGroup": None} | groups({"GroupName": "Outlet"})
WITHOUT_EMAIL: Tree = {"Info/Email": "", "Info/SendEmailTo": ""}


def permission(**sent: str) -> Tree:
    held = [("Permission", {"Code": "MARKER"}), ("Permission", sent)]
    return IN_SALES | groups({"GroupName": cast.SALES, "GroupPermissions": held})


MISTAKES: list[tuple[Tree, str, dict[str, object]]] = [
    ({"Info/Email": "nina"}, "CU:53", {}),
    ({"Info/EmployeeID": "9" * 256}, "CU:54", {}),
    ({"Info/GivenName": None}, "CU:55", {}),
    ({"Info/GivenName": "n" * 256}, "CU:55", {}),
    ({"Info/Surname": " "}, "CU:56", {}),
    ({"Info/Password": "1234567"}, "CU:57", {}),
    ({"Info/Password": "p" * 256}, "CU:57", {}),
    ({"Info/Timezone": "(GMT-8:00) - US/Pacific"}, "CU:58", {"Timezone": "(GMT-8:00) - US/Pacific"}),
    ({"Info/LearnerNotifications": "yes"}, "CU:59", {"tag": "LearnerNotifications"}),
    ({"Info/SendEmailTo": "Nobody"}, "CU:59", {"tag": "SendEmailTo"}),
    ({"Info/AlternateEmail": "home"}, "CU:59", {"tag": "AlternateEmail"}),
    ({"Profile/Country": "France"}, "CU:59", {"tag": "Country"}),
    ({"Profile/City": "c" * 256}, "CU:59", {"tag": "City"}),
    ({"Profile/Status": "Archived"}, "CU:59", {"tag": "Status"}),
    ({"Profile/HomeGroup": "g" * 256}, "CU:68", {"HomeGroup": "g" * 256}),
    ({"Groups": ""}, "CU:80", {}),
    ({"Groups": None}, "CU:80", {}),
    ({"Info/Email": "", "Info/EmployeeID": ""}, "CU:52", {}),
    ({"Info/Email": cast.DANA.email.upper()}, "CU:60", {"Email": cast.DANA.email.upper()}),
    ({"Info/Email": cast.OLGA.email}, "CU:60", {"Email": cast.OLGA.email}),
    ({"Info/EmployeeID": cast.IRIS.employee_id}, "CU:61", {"EmployeeID": cast.IRIS.employee_id}),
    ({"Profile/HomeGroup": "Nowhere"}, "CU:68", {"HomeGroup": "Nowhere"}),
    (supervisors("", "FS-9999"), "CU:62", {"item": 2, "SupervisorEmployeeID": "FS-9999"}),
    (supervisors("a@b"), "CU:62", {"item": 1, "SupervisorEmail": "a@b"}),
    (supervisors(cast.NILS.email), "CU:62", {"item": 1, "SupervisorEmail": cast.NILS.email}),
    (supervisors(EMAIL), "CU:62", {"item": 1, "SupervisorEmail": EMAIL}),
    (supervisors({"SupervisorEmail": cast.GITA.email, "SupervisorAction": "Sack"}), "CU:63", {"item": 1}),
    (teams(NIGHT_SHIFT, "Day_shift"), "CU:64", {"item": 2, "TeamName": "Day_shift"}),
    (teams({"TeamName": CHOIR, "TeamAction": "Join"}), "CU:65", {"item": 1}),
    (fields({"Name": "Hat size"}), "CU:66", {"item": 1, "Name": "Hat size"}),
    (fields({"Value": "38"}), "CU:66", {"item": 1, "Name": ""}),
    (fields({"Name": SHOE_SIZE, "Value": "3" * 4001}), "CU:67", {"item": 1}),
    (groups({"GroupName": cast.SALES}, {"GroupName": "Nowhere"}), "CU:74", {"item": 2, "GroupName": "Nowhere"}),
    (groups({"GroupName": cast.SALES}, {}), "CU:74", {"item": 2}),
    (groups({"GroupName": cast.SALES}, {"GroupID": "g" * 256}), "CU:74", {"item": 2, "GroupID": "g" * 256}),
    (groups({"GroupName": cast.SALES}, {"GroupID": "warehouse"}), "CU:75", {"item": 2}),
    (groups({"GroupName": cast.SALES}, {"GroupID": "sales"}), "CU:77", {"item": 2}),
    (permission(Code="SHOPLIFT"), "CU:78", {"item": 1, "Action": "", "Code": "SHOPLIFT"}),
    (permission(Action="Grant"), "CU:78", {"item": 1, "Action": "Grant", "Code": ""}),
    (permission(Action="Allow", Code="MARKER"), "CU:78", {"item": 1, "Action": "Allow", "Code": "MARKER"}),
    ({"Profile/HomeGroup": "Showroom"}, "CU:70", {}),
    ({"Info/Email": ""}, "CU:71", {}),
    ({"Info/SendEmailTo": "Alternate", "Info/AlternateEmail": None}, "CU:72", {}),
    ({"Info/SendEmailTo": "Supervisor", "Profile/Supervisors": None}, "CU:73", {}),
    ({"Info/SendEmailTo": "Supervisor"} | supervisors(cast.NOOR.employee_id), "CU:73", {}),
]
"""What is changed in the good package, the code that answers, and what its text repeats; in the order of judgement."""

ELSEWHERE = {"CU:51", "CU:76", "CU:79", "CU:84"}
"""Codes that depend on who calls, and on how full a group is, or whether it is inactive."""


def create(server: Served, keys: Keys, changes: Tree | None = None) -> Answer:
    return call(server, keys, "createUser", changed(NINA, changes or {}))


def error(code: str, **told: object) -> list[Error]:
    return [(None, code, message(CreateUser, code, told))]


def home_of(server: Served) -> str:
    names = {each["id"]: each["name"] for each in server.rows(tables.groups)}
    name: str = names[user_of(server, EMPLOYEE_ID)["home_group_id"]]
    return name


def test_the_answer_gives_both_identifiers_as_they_are_kept(staff):
    assert info(create(staff, GITA)) == f"<Email>{EMAIL}</Email><EmployeeID>{EMPLOYEE_ID}</EmployeeID>"


def test_a_user_is_kept_with_all_that_was_sent(staff):
    before = datetime.now(UTC)
    create(staff, GITA)
    row = user_of(staff, EMPLOYEE_ID)
    assert before <= row.pop("created_at") == row.pop("modified_at") <= datetime.now(UTC)
    assert {name: row[name] for name in row.keys() - {"account_id", "id", "home_group_id", "password_hash"}} == {
        "email": EMAIL,
        "email_key": EMAIL.lower(),
        "employee_id": EMPLOYEE_ID,
        "address_key": None,
        "password_own": False,
        "given_name": "Nina",
        "surname": "New",
        "name_key": "nina new",
        "role": "learner",
        "status": "Active",
        "timezone": "US/Pacific",
        "custom_fields": {SHOE_SIZE: "38 ½"},
        "profile": KEPT,
    }
    assert home_of(staff) == cast.SALES
    assert permissions_of(staff, EMPLOYEE_ID) == {"Outlet": 0, "Sales": Permission.MARKER}
    assert links_of(staff, tables.supervisors, EMPLOYEE_ID) == {user_of(staff, cast.GITA.employee_id)["id"]}
    (team,) = links_of(staff, tables.team_members, EMPLOYEE_ID)
    assert team in {each["id"] for each in staff.rows(tables.teams) if each["name"] == NIGHT_SHIFT}


def test_a_password_is_nowhere_to_be_found_afterwards(staff):
    create(staff, GITA)
    everything = str([staff.rows(table) for table in tables.metadata.sorted_tables])
    (kept,) = staff.rows(tables.calls)
    sent = zlib.decompress(kept["package"]).decode()
    assert "<Password>***</Password>" in sent
    assert "correct horse" not in everything + sent + staff.log


@pytest.mark.parametrize(("changes", "code", "told"), MISTAKES, ids=lambda value: ascii(value)[:60])
def test_a_mistake_refuses_the_call_and_nothing_is_kept(staff, changes, code, told):
    written = (tables.users, tables.memberships, tables.supervisors, tables.team_members)
    before = [staff.rows(table) for table in written]
    answer = create(staff, GITA, changes)
    assert (answer.result, answer.errors) == ("Failed", error(code, **told))
    assert "<Info/>" in answer.text
    assert [staff.rows(table) for table in written] == before


def test_no_code_is_left_out():
    assert {code for _, code, _ in MISTAKES} | ELSEWHERE == {each.code for each in CreateUser.errors()}


def test_a_full_group_takes_no_more_users(staff):
    limit(staff, "Outlet", 4)  # three are in it
    assert create(staff, GITA).result == "Success"
    answer = create(staff, GITA, WITHOUT_EMAIL | {"Info/EmployeeID": "FS-2002"})
    assert answer.errors == error("CU:79", GroupName="Outlet")
    assert "FS-2002" not in {each["employee_id"] for each in staff.rows(tables.users)}


def test_callers_who_fill_a_group_together_never_pass_its_limit(staff):
    limit(staff, "Outlet", 6)  # three are in it
    users = [IN_OUTLET | WITHOUT_EMAIL | {"Info/EmployeeID": f"FS-3{number}"} for number in range(8)]
    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda user: create(staff, OLGA, user), users))
    assert [answer.result for answer in answers].count("Success") == 3
    assert [code for answer in answers for _, code, _ in answer.errors] == ["CU:79"] * 5


def test_callers_who_make_the_same_user_together_make_one(staff):
    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda _: create(staff, OLGA), range(8)))
    assert [answer.result for answer in answers].count("Success") == 1
    assert {code for answer in answers for _, code, _ in answer.errors} == {"CU:60"}


def test_a_dry_run_gives_the_answer_of_the_real_call_and_makes_nobody(staff):
    before = [staff.rows(table) for table in tables.metadata.sorted_tables]
    dry = {"Rollbook-Dry-Run": "true"}
    limit(staff, "Outlet", 3)  # three are in it
    refused = call(staff, GITA, "createUser", NINA, dry)
    limit(staff, "Outlet", None)
    foretold = call(staff, GITA, "createUser", NINA, dry)
    assert refused.errors == error("CU:79", GroupName="Outlet")
    assert [staff.rows(table) for table in tables.metadata.sorted_tables] == before
    assert create(staff, GITA).text == foretold.text


def test_who_may_make_users_nowhere_is_refused(staff):
    assert create(staff, LENA).errors == error("CU:51")


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_owner_and_administrator_may_put_users_into_every_group_and_grant_there(staff, keys):
    held = [("Permission", {"Code": "PROCTOR"})]
    warehouse = groups({"GroupName": cast.WAREHOUSE, "GroupPermissions": held})
    assert create(staff, keys, IN_SALES | warehouse).result == "Success"
    assert permissions_of(staff, EMPLOYEE_ID) == {cast.WAREHOUSE: Permission.PROCTOR}


def test_who_manages_the_users_of_a_group_puts_them_there_but_grants_nothing(staff):
    assert create(staff, MIRO, permission(Code="PROCTOR")).errors == error("CU:76", item=1)
    assert create(staff, MIRO, IN_SALES).result == "Success"
    assert permissions_of(staff, EMPLOYEE_ID) == {cast.SALES: 0}


def test_a_denied_permission_is_one_that_the_user_has_not(staff):
    codes = [("Grant", "MARKER"), ("Deny", "marker"), ("grant", "PROCTOR"), ("Deny", "CREATE_COURSE")]
    held = [("Permission", {"Action": action, "Code": code}) for action, code in codes]
    create(staff, GITA, groups({"GroupName": cast.SALES, "GroupPermissions": held}))
    assert permissions_of(staff, EMPLOYEE_ID) == {cast.SALES: Permission.PROCTOR}


@pytest.mark.parametrize(
    ("identifiers", "shown"),
    [
        ({"Info/EmployeeID": ""}, f"<Email>{EMAIL}</Email><EmployeeID/>"),
        ({"Info/EmployeeID": None}, f"<Email>{EMAIL}</Email><EmployeeID/>"),
        (WITHOUT_EMAIL, f"<Email/><EmployeeID>{EMPLOYEE_ID}</EmployeeID>"),
    ],
)
def test_one_identifier_is_enough(staff, identifiers, shown):
    assert info(create(staff, GITA, identifiers)) == shown


def test_the_first_group_is_the_home_group_where_none_is_named(staff):
    create(staff, GITA, {"Profile/HomeGroup": None})
    assert home_of(staff) == "Outlet"


def test_supervisors_and_teams_may_be_named_in_either_form(staff):
    named = supervisors(
        cast.GITA.email.upper(),
        cast.NOOR.employee_id,
        {"SupervisorEmail": cast.MIRO.email, "SupervisorAction": "add"},
        {"SupervisorEmployeeID": cast.OLGA.employee_id},
        {"SupervisorEmail": cast.LENA.email, "SupervisorAction": "Remove"},
        "",
    )
    named |= teams("night  SHIFT", {"TeamName": CHOIR}, "")
    assert create(staff, GITA, named | {"Info/SendEmailTo": "supervisor"}).result == "Success"
    expected = {user_of(staff, each.employee_id)["id"] for each in (cast.GITA, cast.NOOR, cast.MIRO, cast.OLGA)}
    assert links_of(staff, tables.supervisors, EMPLOYEE_ID) == expected
    assert len(links_of(staff, tables.team_members, EMPLOYEE_ID)) == 2


@pytest.mark.parametrize("tag", ["Venues", "Wages", "Profile/Roles"])
def test_nothing_may_stand_where_nobody_knows_what_may(staff, tag):
    answer = create(staff, GITA, {tag: [("Thing", "1")]})
    assert answer.errors == [(None, "SU:13", "Element Thing was found where it should not exist.")]


def test_a_package_without_info_is_refused(staff):
    assert [code for _, code, _ in create(staff, GITA, {"Info": None}).errors] == ["SU:12"]


def test_the_package_of_the_ruby_client_makes_a_user(staff):
    answer = staff.call(package("createUser", RUBY_PACKAGE, GITA))
    assert info(answer) == "<Email>rb@finashoes.com</Email><EmployeeID/>"


def test_the_package_of_the_php_client_makes_a_user(staff):
    answer = staff.call(package("createUser", PHP_PACKAGE, GITA))
    assert info(answer) == "<Email/><EmployeeID>PHP-1</EmployeeID>"
    assert user_of(staff, "PHP-1")["name_key"] == "zoë ö"


def test_mallory_makes_users_next_door_and_nowhere_else(staff):
    fina = user_of(staff, cast.DANA.employee_id)["account_id"]
    before = [each for each in staff.rows(tables.users) if each["account_id"] == fina]
    stranger = error("CU:62", item=1, SupervisorEmail=cast.GITA.email)
    assert create(staff, MALLORY, supervisors(cast.GITA.email)).errors == stranger
    hers = IN_SALES | {"Profile/Supervisors": None, "Info/Email": cast.DANA.email}
    assert create(staff, MALLORY, hers).result == "Success"
    assert user_of(staff, EMPLOYEE_ID, "Next Door Shoes")["email"] == cast.DANA.email
    assert [code for _, code, _ in create(staff, (cast.FINA_KEY, MALLORY[1]), hers).errors] == ["SU:10"]
    assert [each for each in staff.rows(tables.users) if each["account_id"] == fina] == before
