"""createGroup: what it keeps, who may call it, and every code, each provoked by one difference."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from rollbook.contract.permissions import Permission
from rollbook.methods.create_group import CreateGroup
from rollbook.records import tables
from tests import cast
from tests.answers import Answer, package
from tests.methods.group_calls import (
    COURSE,
    DANA,
    EVENING,
    FLOOR,
    GROUP_ID,
    KEPT_HELP,
    LET,
    NAME,
    NOOR,
    ONLINE_COURSE,
    REGION,
    VARIANT,
    WALT,
    call,
    courses,
    courses_of,
    everything,
    group_of,
    home_of,
    members_of,
    permissions,
    permit,
    tag_id_of,
    tags,
    tags_of,
    users,
    variants,
    variants_of,
)
from tests.methods.mistakes import Error
from tests.methods.people import Tree, changed, info, message, user_of
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA, Keys, record_sessions
from tests.served import Served

BARE: Tree = {"Name": NAME, "Users": "", "LearningModules": ""}
LONG = "x" * 65_536
INACTIVE_IRIS: Tree = {"Status": "Inactive", **users({"Email": cast.IRIS.email})}

MISTAKES: list[tuple[Tree, str, dict[str, object]]] = [
    ({"Name": None}, "CG:52", {}),
    ({"Name": " "}, "CG:52", {}),
    ({"Name": "n" * 256}, "CG:52", {}),
    ({"GroupID": "g" * 256}, "CG:53", {}),
    ({"Status": "Archived"}, "CG:54", {"tag": "Status"}),
    ({"Description": LONG}, "CG:54", {"tag": "Description"}),
    ({"HomeGroupMessage": LONG}, "CG:54", {"tag": "HomeGroupMessage"}),
    ({"NotificationEmails": [("NotificationEmail", "gita")]}, "CG:58", {}),
    ({"UserHelpEnabled": "yes"}, "CG:54", {"tag": "UserHelpEnabled"}),
    ({"UserHelpEmail": "help@finashoes.com, help"}, "CG:54", {"tag": "UserHelpEmail"}),
    ({"UserHelpText": LONG}, "CG:54", {"tag": "UserHelpText"}),
    (tags(REGION, {"TagValues": "North"}), "CG:59", {"item": 2}),
    (tags(REGION, {"TagID": "Region"}), "CG:59", {"item": 2}),
    (tags({"TagName": "t" * 256}), "CG:59", {"item": 1}),
    (tags({"TagName": "Region", "TagValues": "North," + "v" * 256}), "CG:59", {"item": 1}),
    ({"UserLimit": {"Enabled": "yes"}}, "CG:57", {}),
    ({"UserLimit": {"Enabled": 1, "Amount": "-1"}}, "CG:57", {}),
    (users(DANA, {"HomeGroup": 0}), "CG:61", {"item": 2}),
    (users(DANA, {"Email": "dana"}), "CG:61", {"item": 2, "Email": "dana"}),
    (users({"EmployeeID": "9" * 256}), "CG:61", {"item": 1, "EmployeeID": "9" * 256}),
    (users(DANA | {"HomeGroup": "home"}), "CG:63", {"item": 1, "tag": "HomeGroup"}),
    (users(NOOR | permissions({"Code": "SHOPLIFT"})), "CG:78", {"item": 1, "Code": "SHOPLIFT"}),
    (users(NOOR, DANA | permissions({"Action": "Grant"})), "CG:78", {"item": 2, "Action": "Grant"}),
    (users(NOOR | permissions(LET)), "CG:78", {"item": 1, **LET}),
    (courses(COURSE, {"AutoEnroll": 1}), "CG:66", {"item": 2}),
    (courses({"ID": "Shoes"}), "CG:66", {"item": 1, "ID": "Shoes"}),
    (courses(COURSE, ONLINE_COURSE | {"AllowSelfEnroll": "yes"}), "CG:67", {"item": 2, "tag": "AllowSelfEnroll"}),
    (variants({"ID": 0}), "CG:69", {"item": 1, "ID": 0}),
    (variants(VARIANT | {"RequiresCredits": "yes"}), "CG:70", {"item": 1, "tag": "RequiresCredits"}),
    ({"DashboardSetID": "d" * 256}, "CG:54", {"tag": "DashboardSetID"}),
    ({"Name": " head   OFFICE "}, "CG:55", {}),
    ({"GroupID": "head-office"}, "CG:56", {}),
    ({"UserLimit": {"Enabled": 1, "Amount": ""}}, "CG:57", {}),
    ({"UserLimit": {"Amount": 3}}, "CG:57", {}),
    (tags(REGION, {"TagID": 9, "TagValues": "North"}), "CG:60", {"item": 2, "TagID": 9}),
    (users(DANA, {"Email": "nobody@finashoes.com"}), "CG:61", {"item": 2, "Email": "nobody@finashoes.com"}),
    (users({"EmployeeID": "fs-1001"}), "CG:61", {"item": 1, "EmployeeID": "fs-1001"}),
    (users({"Email": cast.NILS.email}), "CG:61", {"item": 1, "Email": cast.NILS.email}),
    (users(DANA, WALT), "CG:61", {"item": 2, **WALT}),
    (users({"Email": cast.OLGA.email}), "CG:61", {"item": 1, "Email": cast.OLGA.email}),
    (users({"EmployeeID": cast.ADAM.employee_id}), "CG:62", {"item": 1, "EmployeeID": cast.ADAM.employee_id}),
    (users(DANA, NOOR, {"EmployeeID": cast.DANA.employee_id}), "CG:65", {"item": 3}),
    (courses(COURSE, {"ID": 9999}), "CG:66", {"item": 2, "ID": 9999}),
    (courses(COURSE, {"ID": 3865}), "CG:74", {"item": 2, "ID": 3865}),
    (courses(COURSE, COURSE), "CG:68", {"item": 2}),
    (variants(VARIANT, {"ID": 9999}), "CG:69", {"item": 2, "ID": 9999}),
    (variants(VARIANT, {"ID": 25}), "CG:75", {"item": 2, "ID": 25}),
    (variants(VARIANT, VARIANT), "CG:71", {"item": 2}),
    ({"UserLimit": {"Enabled": 1, "Amount": 2}}, "CG:72", {"GroupName": NAME}),
    ({"Status": "Inactive"}, "CG:73", {}),
]  # fmt: skip
"""What is changed in the good package, the code that answers, and what its text repeats; in the order of judgement."""

ELSEWHERE = {"CG:51", "CG:64", "CG:76"}
"""Codes that depend on who calls."""


def create(server: Served, keys: Keys, changes: Tree | None = None, tree: Tree = EVENING) -> Answer:
    return call(server, keys, "createGroup", changed(tree, changes or {}))


def error(code: str, **told: object) -> list[Error]:
    return [(None, code, message(CreateGroup, code, told))]


def test_the_answer_gives_name_and_identifier_as_they_are_kept(school):
    assert info(create(school, GITA)) == f"<Group>Evening shift &amp; co.</Group><GroupID>{GROUP_ID}</GroupID>"


def test_a_group_is_kept_with_all_that_was_sent(school):
    before = datetime.now(UTC)
    create(school, GITA)
    row = group_of(school, NAME)
    assert before <= row.pop("created_at") == row.pop("modified_at") <= datetime.now(UTC)
    assert {name: row[name] for name in row.keys() - {"account_id", "id"}} == {
        "name": NAME,
        "name_key": NAME.lower(),
        "identifier": GROUP_ID,
        "status": "Active",
        "description": "<p>Everyone who comes late</p>",
        "home_group_message": "Good evening",
        "notification_emails": [cast.GITA.email, cast.OLGA.email],
        "user_help": KEPT_HELP,
        "user_limit": 3,
        "dashboard_set_id": "12",
    }


def test_what_is_in_the_group_is_kept(school):
    create(school, GITA)
    assert members_of(school, NAME) == {
        cast.GITA.employee_id: Permission.MANAGE_GROUP,
        cast.DANA.employee_id: Permission.MARKER,
        cast.NOOR.employee_id: 0,
    }
    assert (home_of(school, cast.DANA), home_of(school, cast.NOOR)) == (NAME, cast.SALES)
    assert courses_of(school, NAME) == {cast.COURSE: (True, False), cast.ONLINE_COURSE: (False, True)}
    assert variants_of(school, NAME) == {cast.UNLIMITED_VARIANT: (False, 0)}
    assert tags_of(school, NAME) == {"Region": ["North", "South"], "Floor": ["Ground"]}


def test_a_name_is_enough(school):
    assert info(create(school, OLGA, tree=BARE)) == "<Group>Evening shift &amp; co.</Group><GroupID/>"
    row = group_of(school, NAME)
    assert (row["status"], row["user_limit"], row["notification_emails"], row["user_help"]) == ("Active", None, [], {})
    assert (members_of(school, NAME), courses_of(school, NAME), tags_of(school, NAME)) == ({}, {}, {})


@pytest.mark.parametrize(("changes", "code", "told"), MISTAKES, ids=lambda value: ascii(value)[:60])
def test_a_mistake_refuses_the_call_and_nothing_is_kept(school, changes, code, told):
    before = everything(school)
    answer = create(school, GITA, changes)
    assert (answer.result, answer.errors) == ("Failed", error(code, **told))
    assert "<Info/>" in answer.text
    assert everything(school) == before


def test_no_code_is_left_out():
    assert {code for _, code, _ in MISTAKES} | ELSEWHERE == {each.code for each in CreateGroup.errors()}


@pytest.mark.parametrize("container", ["Users", "LearningModules"])
def test_the_containers_of_users_and_courses_are_needed(school, container):
    assert [code for _, code, _ in create(school, OLGA, {container: None}).errors] == ["SU:12"]


def test_who_holds_none_of_the_permissions_makes_no_group(school):
    assert create(school, LENA).errors == error("CG:51")


@pytest.mark.parametrize("held", [Permission.MANAGE_GROUP, Permission.MANAGE_GROUP_USERS], ids=str)
def test_who_may_enrol_in_any_group_makes_one_and_manages_it(school, held):
    permit(school, cast.LENA, "Board", held)
    assert create(school, LENA, tree=BARE).result == "Success"
    assert members_of(school, NAME) == {cast.LENA.employee_id: Permission.MANAGE_GROUP}


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_owner_and_administrator_put_everybody_into_a_group_and_stay_out_of_it(school, keys):
    walt = WALT | {"HomeGroup": 1}
    assert create(school, keys, users(walt)).result == "Success"
    assert members_of(school, NAME) == {cast.WALT.employee_id: 0}
    assert home_of(school, cast.WALT) == NAME


def test_the_maker_of_a_group_may_name_himself_and_manages_it_all_the_same(school):
    mine = {"Email": cast.GITA.email, **permissions({"Code": "PROCTOR"}, {"Action": "Deny", "Code": "MANAGE_GROUP"})}
    assert create(school, GITA, users(mine)).result == "Success"
    assert members_of(school, NAME) == {cast.GITA.employee_id: Permission.PROCTOR | Permission.MANAGE_GROUP}


def test_who_shares_a_group_with_a_user_puts_him_into_another_but_does_not_give_him_a_home(school):
    permit(school, cast.WALT, "Outlet", Permission(0))
    assert create(school, GITA, users(WALT | {"HomeGroup": 1})).errors == error("CG:64", item=1)
    assert create(school, GITA, users(WALT | {"HomeGroup": 0})).result == "Success"
    assert home_of(school, cast.WALT) == cast.WAREHOUSE


def test_who_manages_only_courses_makes_a_group_in_which_they_enrol_nobody_either(school):
    permit(school, cast.LENA, cast.SALES, Permission.MANAGE_GROUP_COURSES)
    assert create(school, LENA, courses(COURSE), BARE).result == "Success"
    assert members_of(school, NAME) == {cast.LENA.employee_id: Permission.MANAGE_GROUP_COURSES}
    mine = {"Email": cast.LENA.email, "GroupName": NAME}
    assert [code for _, code, _ in record_sessions(school, LENA, mine).errors] == ["ESH:11"]


def test_whom_only_his_courses_are_given_to_manage_reaches_nobody(school):
    permit(school, cast.LENA, cast.SALES, Permission.MANAGE_GROUP_COURSES)
    assert create(school, LENA, users(DANA)).errors == error("CG:61", item=1, Email=cast.DANA.email)


def test_a_group_may_be_born_inactive_with_inactive_users(school):
    assert create(school, OLGA, INACTIVE_IRIS).result == "Success"
    assert group_of(school, NAME)["status"] == "Inactive"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"Enabled": 0, "Amount": 1}, None),
        ({"Enabled": "false"}, None),
        ({"Enabled": "", "Amount": ""}, None),
        ({"Enabled": 1, "Amount": 2}, 2),
    ],
    ids=str,
)
def test_a_limit_counts_when_it_is_switched_on(school, sent, kept):
    assert create(school, OLGA, {"UserLimit": sent}).result == "Success"
    assert group_of(school, NAME)["user_limit"] == kept


def test_a_tag_is_named_by_id_or_name_and_made_where_its_name_is_new(school):
    by_id: Tree = {"TagID": tag_id_of(school, "Region"), "TagValues": "East"}
    again: Tree = {"TagName": " FLOOR", "TagValues": "Ground,First"}
    assert create(school, GITA, tags(by_id, REGION, FLOOR, again, {"TagName": "Empty"})).result == "Success"
    assert tags_of(school, NAME) == {"Region": ["East", "North", "South"], "Floor": ["First", "Ground"]}
    assert sorted(row["name"] for row in school.rows(tables.tags)) == ["Floor", "Region"]


def test_callers_who_make_the_same_group_together_make_one(school):
    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda _: create(school, OLGA), range(8)))
    assert [answer.result for answer in answers].count("Success") == 1
    assert {code for answer in answers for _, code, _ in answer.errors} == {"CG:55"}


def test_callers_who_take_the_same_identifier_together_get_it_once(school):
    with ThreadPoolExecutor(8) as callers:
        changes = [{"Name": f"Shift {number}", "Users": ""} for number in range(8)]
        answers = list(callers.map(lambda change: create(school, OLGA, change), changes))
    assert [answer.result for answer in answers].count("Success") == 1
    assert {code for answer in answers for _, code, _ in answer.errors} == {"CG:56"}


def test_callers_who_bring_the_same_new_tag_together_make_one(school):
    with ThreadPoolExecutor(8) as callers:
        changes = [{"Name": f"Shift {number}", "GroupID": "", **tags(FLOOR)} for number in range(8)]
        answers = list(callers.map(lambda change: create(school, OLGA, change, BARE), changes))
    assert {answer.result for answer in answers} == {"Success"}
    assert [row["name"] for row in school.rows(tables.tags)].count("Floor") == 1
    assert tags_of(school, "Shift 7") == {"Floor": ["Ground"]}


PHP_PACKAGE = (
    "<Group><Name>Caf&#xE9; R&amp;D</Name><Status>Active</Status>"
    "<Description>&lt;p&gt;Caf&amp;eacute;&eacute;&lt;/p&gt;</Description><HomeGroupMessage/><NotificationEmails><NotificationEmail>a@finashoes.com</NotificationEmail>"
    "</NotificationEmails><UserHelpOverrideDefault>0</UserHelpOverrideDefault><Users/><LearningModules>"
    "<LearningModule><ID>3860</ID><AllowSelfEnroll>1</AllowSelfEnroll><AutoEnroll>0</AutoEnroll></LearningModule>"
    "</LearningModules></Group>"
)


def test_the_package_of_the_php_client_makes_a_group(school):
    answer = school.call(package("createGroup", PHP_PACKAGE, GITA))
    assert info(answer) == "<Group>Café R&amp;D</Group><GroupID/>"
    assert group_of(school, "Café R&D")["description"] == "<p>Caf&eacute;é</p>"


def test_mallory_makes_groups_next_door_and_nowhere_else(school):
    fina = user_of(school, cast.DANA.employee_id)["account_id"]
    before = [[row for row in rows if row["account_id"] == fina] for rows in everything(school)]
    strangers = [
        (users({"Email": cast.DANA.email}), error("CG:61", item=1, Email=cast.DANA.email)),
        (courses({"ID": cast.ONLINE_COURSE}), error("CG:66", item=1, ID=cast.ONLINE_COURSE)),
        (variants({"ID": cast.DAYS_VARIANT}), error("CG:69", item=1, ID=cast.DAYS_VARIANT)),
        (tags({"TagID": tag_id_of(school, "Region")}), error("CG:60", item=1, TagID=tag_id_of(school, "Region"))),
    ]
    for changes, errors in strangers:
        assert create(school, MALLORY, changes, BARE).errors == errors
    hers = {"Name": "Outlet", "GroupID": "outlet", **tags(REGION), **users({"Email": cast.NILS.email})}
    assert create(school, MALLORY, hers, BARE).result == "Success"
    assert group_of(school, "Outlet", "Next Door Shoes")["identifier"] == "outlet"
    assert [code for _, code, _ in create(school, (cast.FINA_KEY, MALLORY[1]), hers).errors] == ["SU:10"]
    assert [[row for row in rows if row["account_id"] == fina] for rows in everything(school)] == before


def test_who_manages_users_only_makes_a_group_with_the_users_he_reaches(school):
    assert create(school, MIRO, users(DANA, NOOR), BARE).result == "Success"
    assert members_of(school, NAME).keys() == {each.employee_id for each in (cast.MIRO, cast.DANA, cast.NOOR)}
