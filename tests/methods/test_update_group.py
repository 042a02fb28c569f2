"""updateGroup: what it changes and what it leaves alone, who may change what, and every code, each provoked."""

from datetime import UTC, datetime

import pytest

from rollbook.contract.permissions import Permission
from rollbook.methods.update_group import UpdateGroup
from tests import cast
from tests.answers import package
from tests.methods.group_calls import (
    DANA_BY_EMAIL,
    EVENING,
    FLOOR,
    GROUP_ID,
    HELP,
    KEPT_HELP,
    LENA_BY_EMAIL,
    LET,
    NAME,
    NOOR,
    NOOR_BY_ID,
    OUTLET,
    REGION,
    SALES,
    WALT,
    add,
    call,
    course,
    courses,
    courses_of,
    everything,
    group_of,
    home_of,
    members_of,
    permit,
    remove,
    tag_id_of,
    tags,
    tags_of,
    update,
    users,
    variant,
    variants,
    variants_of,
)
from tests.methods.mistakes import Error
from tests.methods.people import Tree, info, message, permissions_of, user_of
from tests.seed_calls import GITA, MALLORY, OLGA

LONG = "x" * 65_536


MISTAKES: list[tuple[Tree, str, dict[str, object]]] = [
    ({"Identifier": ""}, "UG:80", {}),
    ({"Identifier": {"Name": " ", "GroupID": ""}}, "UG:80", {}),
    ({"Identifier": {"Name": "n" * 256}}, "UG:80", {}),
    ({"Identifier": {"GroupID": "n" * 256}}, "UG:80", {}),
    ({"Name": "n" * 256}, "UG:52", {}),
    ({"GroupID": "g" * 256}, "UG:53", {}),
    ({"Status": "Archived"}, "UG:54", {"tag": "Status"}),
    ({"Description": LONG}, "UG:54", {"tag": "Description"}),
    ({"NotificationEmails": [("NotificationEmail", "gita")]}, "UG:58", {}),
    ({"UserHelpOverrideDefault": "yes"}, "UG:54", {"tag": "UserHelpOverrideDefault"}),
    (tags(REGION, {"TagValues": "North"}), "UG:59", {"item": 2}),
    ({"UserLimit": {"Amount": "many"}}, "UG:57", {}),
    (users(add({})), "UG:61", {"item": 1}),
    (users(NOOR), "UG:63", {"item": 1, "tag": "UserAction"}),
    (users(NOOR | {"UserAction": ""}), "UG:63", {"item": 1, "tag": "UserAction"}),
    (users(add(DANA_BY_EMAIL), NOOR | {"UserAction": "Delete"}), "UG:63", {"item": 2, "tag": "UserAction"}),
    (users(add(DANA_BY_EMAIL, LET)), "UG:78", {"item": 1, **LET}),
    (courses(course("")), "UG:66", {"item": 1}),
    (courses({"ID": cast.COURSE}), "UG:67", {"item": 1, "tag": "LearningModuleAction"}),
    (courses(course(cast.COURSE), course(3861, AutoEnroll="no")), "UG:67", {"item": 2, "tag": "AutoEnroll"}),
    (variants(variant("x")), "UG:69", {"item": 1, "ID": "x"}),
    (variants({"ID": 16}), "UG:70", {"item": 1, "tag": "SubscriptionVariantAction"}),
    ({"DashboardSetID": "d" * 256}, "UG:54", {"tag": "DashboardSetID"}),
    ({"Identifier": {"Name": "Nowhere"}}, "UG:80", {}),
    ({"Identifier": {"GroupID": "SALES"}}, "UG:80", {}),
    ({"Identifier": {"Name": cast.WAREHOUSE}}, "UG:80", {}),
    ({"Name": "outlet "}, "UG:55", {}),
    ({"GroupID": "head-office"}, "UG:56", {}),
    ({"UserLimit": {"Enabled": 1}}, "UG:57", {}),
    ({"UserLimit": {"Amount": 30}}, "UG:57", {}),
    (tags({"TagID": 9, "TagValues": "North"}), "UG:60", {"item": 1, "TagID": 9}),
    (users(add(DANA_BY_EMAIL), add({"EmployeeID": "FS-9"})), "UG:61", {"item": 2, "EmployeeID": "FS-9"}),
    (users(remove({"Email": "nobody@finashoes.com"})), "UG:61", {"item": 1, "Email": "nobody@finashoes.com"}),
    (users(add(WALT)), "UG:61", {"item": 1, **WALT}),
    (users(remove(WALT)), "UG:61", {"item": 1, **WALT}),
    (users(remove({"Email": cast.ADAM.email})), "UG:62", {"item": 1, "Email": cast.ADAM.email}),
    (users(add(DANA_BY_EMAIL), remove({"EmployeeID": cast.DANA.employee_id})), "UG:65", {"item": 2}),
    (courses(course(9999, "Remove")), "UG:66", {"item": 1, "ID": 9999}),
    (courses(course(3860), course(3865)), "UG:74", {"item": 2, "ID": 3865}),
    (courses(course(3860), course(3861), course(3860, "Remove")), "UG:68", {"item": 3}),
    (variants(variant(9999)), "UG:69", {"item": 1, "ID": 9999}),
    (variants(variant(16), variant(25)), "UG:75", {"item": 2, "ID": 25}),
    (variants(variant(16), variant(16)), "UG:71", {"item": 2}),
    (users(add(NOOR_BY_ID), remove(DANA_BY_EMAIL)), "UG:85", {"item": 2}),
    ({"Status": "Inactive"}, "UG:73", {}),
]  # fmt: skip
"""What is changed in a good package for Sales, the code that answers, and what its text repeats; in that order."""

ELSEWHERE = {"UG:51", "UG:64", "UG:72", "UG:81", "UG:82", "UG:83", "UG:84"}
"""Codes that depend on who calls, and on how full a group is."""


def error(code: str, **told: object) -> list[Error]:
    return [(None, code, message(UpdateGroup, code, told))]


def test_all_of_a_group_can_be_changed_at_once(school):
    changes = {name: value for name, value in EVENING.items() if name not in {"Users", "LearningModules", "UserLimit"}}
    changes |= {"UserLimit": {"Enabled": 1, "Amount": 8}, **variants(variant(25, RequiresCredits=1))}
    changes |= users(add(NOOR_BY_ID, {"Code": "MARKER"})) | courses(course(3861, "Remove"), course(3865, AutoEnroll=1))
    before, was = datetime.now(UTC), group_of(school, cast.SALES)
    answer = update(school, OLGA, changes)
    assert info(answer) == f"<Group>Evening shift &amp; co.</Group><GroupID>{GROUP_ID}</GroupID>"
    row = group_of(school, NAME)
    assert was["modified_at"] < before <= row.pop("modified_at") <= datetime.now(UTC)
    assert row == {
        "account_id": was["account_id"],
        "id": was["id"],
        "created_at": was["created_at"],
        "name": NAME,
        "name_key": NAME.lower(),
        "identifier": GROUP_ID,
        "status": "Active",
        "description": "<p>Everyone who comes late</p>",
        "home_group_message": "Good evening",
        "notification_emails": [cast.GITA.email, cast.OLGA.email],
        "user_help": KEPT_HELP,
        "user_limit": 8,
        "dashboard_set_id": "12",
    }
    assert members_of(school, NAME)[cast.NOOR.employee_id] == Permission.MARKER
    assert courses_of(school, NAME).keys() == {3860, 3862, 3863, 3865}
    assert variants_of(school, NAME)[25] == (True, 0)
    assert tags_of(school, NAME) == {"Region": ["North", "South"], "Floor": ["Ground"]}


def test_what_is_not_named_or_empty_stays_as_it_is(school):
    call(school, GITA, "createGroup", EVENING)
    by_name: Tree = SALES | {"Identifier": {"Name": NAME}}
    before, was = everything(school), group_of(school, NAME)
    empty = dict.fromkeys(EVENING, "")
    assert update(school, GITA, tree=by_name | empty).result == "Success"
    assert (
        update(
            school,
            GITA,
            {
                "UserLimit": {"Enabled": "", "Amount": ""},
                **tags({"TagID": tag_id_of(school, "Floor"), "TagValues": ""}),
            },
            by_name,
        ).result
        == "Success"
    )
    now = group_of(school, NAME)
    assert now.pop("modified_at") > was.pop("modified_at")
    assert (now, everything(school)[1:]) == (was, before[1:])


def test_an_empty_package_answers_with_the_names_as_they_are(school):
    assert info(update(school, GITA)) == "<Group>Sales</Group><GroupID>sales</GroupID>"
    assert info(update(school, GITA, tree=OUTLET)) == "<Group>Outlet</Group><GroupID>outlet</GroupID>"


@pytest.mark.parametrize(("changes", "code", "told"), MISTAKES, ids=lambda value: ascii(value)[:60])
def test_a_mistake_refuses_the_call_and_nothing_is_changed(school, changes, code, told):
    before = everything(school)
    answer = update(school, GITA, {"Description": "new", **tags(FLOOR)} | changes)
    assert (answer.result, answer.errors) == ("Failed", error(code, **told))
    assert "<Info/>" in answer.text
    assert everything(school) == before


def test_no_code_is_left_out():
    assert {code for _, code, _ in MISTAKES} | ELSEWHERE == {each.code for each in UpdateGroup.errors()}


@pytest.mark.parametrize("container", ["Identifier", "Users", "LearningModules", "SubscriptionVariants"])
def test_the_containers_are_needed(school, container):
    assert [code for _, code, _ in update(school, OLGA, {container: None}).errors] == ["SU:12"]


def test_a_group_is_named_in_one_way_only(school):
    twice = {"Identifier": {"Name": cast.SALES, "GroupID": "sales"}}
    assert [code for _, code, _ in update(school, OLGA, twice).errors] == ["SU:13"]


def test_a_group_may_keep_its_own_name_and_identifier(school):
    assert (
        info(update(school, GITA, {"Name": "SALES", "GroupID": "sales"}))
        == "<Group>SALES</Group><GroupID>sales</GroupID>"
    )


def test_a_member_is_added_again_without_harm_and_his_permissions_change(school):
    held = (
        {"Action": "Grant", "Code": "PROCTOR"},
        {"Action": "deny", "Code": "VIEW_LEARNER_RESULTS"},
        {"Code": "marker"},
    )
    before = members_of(school, cast.SALES)
    assert update(school, GITA, users(add(LENA_BY_EMAIL))).result == "Success"
    assert members_of(school, cast.SALES) == before
    assert update(school, GITA, users(add(LENA_BY_EMAIL, *held))).result == "Success"
    after = Permission.PROCTOR | Permission.MARKER
    assert members_of(school, cast.SALES) == before | {cast.LENA.employee_id: after}


def test_users_come_and_go(school):
    assert update(school, GITA, users(add(NOOR_BY_ID), remove(LENA_BY_EMAIL)), OUTLET).result == "Success"
    people = (cast.GITA, cast.DANA, cast.NOOR)
    assert members_of(school, "Outlet").keys() == {each.employee_id for each in people}


def test_who_is_not_in_the_group_may_be_removed_from_it(school):
    before = members_of(school, "Outlet")
    assert update(school, GITA, users(remove(NOOR_BY_ID)), OUTLET).result == "Success"
    assert members_of(school, "Outlet") == before


def test_the_home_group_moves_with_who_is_added_so_and_not_with_who_is_removed(school):
    comes, goes = add(DANA_BY_EMAIL, home=1), remove(LENA_BY_EMAIL, home=1)
    was = user_of(school, cast.LENA.employee_id)
    assert update(school, GITA, users(comes, goes, add(NOOR_BY_ID, home="")), OUTLET).result == "Success"
    assert [home_of(school, each) for each in (cast.DANA, cast.LENA, cast.NOOR)] == ["Outlet", cast.SALES, cast.SALES]
    assert user_of(school, cast.LENA.employee_id) == was
    assert user_of(school, cast.DANA.employee_id)["modified_at"] > was["modified_at"]
    assert permissions_of(school, cast.DANA.employee_id).keys() == {
        cast.SALES,
        cast.WAREHOUSE,
        cast.HEAD_OFFICE,
        "Outlet",
    }


def test_nobodys_home_group_is_taken_away_until_another_is_given(school):
    assert update(school, OLGA, users(remove(DANA_BY_EMAIL))).errors == error("UG:85", item=1)
    update(school, OLGA, users(add(DANA_BY_EMAIL, home=1)), OUTLET)
    assert update(school, OLGA, users(remove(DANA_BY_EMAIL))).result == "Success"
    assert cast.SALES not in permissions_of(school, cast.DANA.employee_id)


def test_a_home_is_given_by_who_manages_the_users_of_the_home_so_far(school):
    permit(school, cast.WALT, "Outlet", Permission(0))
    assert update(school, GITA, users(add(WALT, home=1)), OUTLET).errors == error("UG:64", item=1)
    assert update(school, GITA, users(remove(WALT, home=1)), OUTLET).result == "Success"
    permit(school, cast.GITA, cast.WAREHOUSE, Permission.MANAGE_USERS)
    assert update(school, GITA, users(add(WALT, home=1)), OUTLET).result == "Success"
    assert home_of(school, cast.WALT) == "Outlet"


def test_courses_come_and_go_and_keep_the_flags_that_are_not_named(school):
    call(school, GITA, "createGroup", EVENING)
    evening: Tree = SALES | {"Identifier": {"GroupID": GROUP_ID}}
    changes = courses(
        course(3860, "ADD", AllowSelfEnroll="", AutoEnroll=1),
        course(3861, "remove"),
        course(3862, "Remove"),
        course(3863),
    )
    assert update(school, GITA, changes, evening).result == "Success"
    assert courses_of(school, NAME) == {3860: (True, True), 3863: (False, False)}
    assert update(school, GITA, courses(course(3860, AllowSelfEnroll=0)), evening).result == "Success"
    assert courses_of(school, NAME)[3860] == (False, True)


def test_variants_come_and_go_and_keep_their_credits(school):
    changes = variants(variant(23), variant(24, RequiresCredits=0), variant(16, "Remove"), variant(25, "Remove"))
    before = variants_of(school, cast.SALES)
    assert update(school, OLGA, changes).result == "Success"
    del before[16]
    assert variants_of(school, cast.SALES) == before | {23: (True, cast.CREDITS), 24: (False, 0)}


def test_values_of_a_tag_replace_those_on_record_and_other_tags_stay(school):
    assert update(school, GITA, tags(FLOOR, {"TagName": "Region", "TagValues": "East,West"})).result == "Success"
    assert update(school, GITA, tags({"TagID": tag_id_of(school, "Floor"), "TagValues": "First"})).result == "Success"
    assert tags_of(school, cast.SALES) == {"Region": ["East", "West"], "Floor": ["First"]}


def test_a_part_of_the_help_leaves_the_other_parts(school):
    update(school, GITA, HELP)
    update(school, GITA, {"UserHelpEnabled": 1, "UserHelpText": ""})
    assert group_of(school, cast.SALES)["user_help"] == KEPT_HELP | {"UserHelpEnabled": True}


def test_a_group_is_made_inactive_when_its_active_users_are_gone(school):
    inactive = {"Status": "inactive"}
    assert update(school, GITA, inactive, OUTLET).errors == error("UG:73")
    people = (remove(each) for each in (LENA_BY_EMAIL, DANA_BY_EMAIL, {"Email": cast.GITA.email}))
    assert update(school, GITA, inactive | users(*people), OUTLET).result == "Success"
    assert group_of(school, "Outlet")["status"] == "Inactive"
    assert update(school, OLGA, inactive | users(add(DANA_BY_EMAIL)), OUTLET).errors == error("UG:73")
    assert update(school, OLGA, {"Status": "Active"}, OUTLET).result == "Success"


def test_inactive_users_do_not_keep_a_group_active(school):
    permit(school, cast.IRIS, "Showroom", Permission(0))
    showroom = {"Identifier": {"Name": "Showroom"}, "Status": "Inactive", **users(remove({"Email": cast.GITA.email}))}
    assert update(school, OLGA, showroom).result == "Success"
    assert group_of(school, "Showroom")["status"] == "Inactive"


PHP_REMOVES = (
    "<Group><Identifier><GroupID>outlet</GroupID></Identifier><Users><User><Email>lena.learner@finashoes.com</Email>"
    "<UserAction>Remove</UserAction><HomeGroup>1</HomeGroup><Permissions/></User></Users><LearningModules/>"
    "<SubscriptionVariants/></Group>"
)
PHP_RENAMES = (
    "<Group><Identifier><Name>Outlet</Name></Identifier><Name>Caf&eacute; &mdash; &iexcl;hola!</Name>"
    "<Description>R&amp;amp;D</Description><Users/><LearningModules><LearningModule><ID>3860</ID>"
    "<LearningModuleAction>Add</LearningModuleAction><AllowSelfEnroll>0</AllowSelfEnroll><AutoEnroll>1</AutoEnroll>"
    "</LearningModule></LearningModules><SubscriptionVariants/></Group>"
)
RUBY_ADDS = """<Group>
            <Identifier><Name><![CDATA[Outlet]]></Name></Identifier>
            <Users><User><EmployeeID><![CDATA[FS-1003]]></EmployeeID><UserAction><![CDATA[Add]]></UserAction>
            <HomeGroup><![CDATA[0]]></HomeGroup><Permissions><![CDATA[]]></Permissions></User></Users>
            <LearningModules></LearningModules><SubscriptionVariants></SubscriptionVariants></Group>"""


def test_the_packages_of_the_clients_change_a_group(school):
    for sent in (PHP_REMOVES, RUBY_ADDS):
        assert info(school.call(package("updateGroup", sent, GITA))) == "<Group>Outlet</Group><GroupID>outlet</GroupID>"
    people = (cast.GITA, cast.DANA, cast.NOOR)
    assert members_of(school, "Outlet").keys() == {each.employee_id for each in people}
    answer = school.call(package("updateGroup", PHP_RENAMES, GITA))
    assert info(answer) == "<Group>Café — ¡hola!</Group><GroupID>outlet</GroupID>"
    assert courses_of(school, "Café — ¡hola!") == {3860: (False, True)}


def test_mallory_changes_groups_next_door_and_nowhere_else(school):
    fina = user_of(school, cast.DANA.employee_id)["account_id"]
    before = [[row for row in rows if row["account_id"] == fina] for rows in everything(school)]
    assert update(school, MALLORY, tree=OUTLET).errors == error("UG:80")
    for person in (add(DANA_BY_EMAIL), remove(DANA_BY_EMAIL)):
        assert update(school, MALLORY, users(person)).errors == error("UG:61", item=1, Email=cast.DANA.email)
    region = tag_id_of(school, "Region")
    assert update(school, MALLORY, tags({"TagID": region, "TagValues": "x"})).errors == error(
        "UG:60", item=1, TagID=region
    )
    hers = {"Name": "Outlet", **tags(REGION), **users(add({"Email": cast.NILS.email}, {"Code": "MANAGE_GROUP"}))}
    hers |= courses(course(3860, AutoEnroll=1)) | variants(variant(16, RequiresCredits=0))
    assert update(school, MALLORY, hers).result == "Success"
    assert [code for _, code, _ in update(school, (cast.FINA_KEY, MALLORY[1]), hers).errors] == ["SU:10"]
    assert [[row for row in rows if row["account_id"] == fina] for rows in everything(school)] == before
    assert group_of(school, "Outlet", "Next Door Shoes")["identifier"] == "sales"
