"""updateGroup: what it changes and what it leaves alone, who may change what, and every code, each provoked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from rollbook.methods.update_group import UpdateGroup
from rollbook.records import tables
from rollbook.wire.permissions import Permission
from tests import cast
from tests.answers import Answer, package
from tests.calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA, Keys
from tests.methods.group_calls import (
    COURSE,
    DANA,
    EVENING,
    FLOOR,
    GROUP_ID,
    HELP,
    KEPT_HELP,
    NAME,
    NOOR,
    ONLINE_COURSE,
    REGION,
    SALES,
    VARIANT,
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
from tests.methods.people import Tree, changed, info, limit, message, permissions_of, user_of
from tests.served import Served

OUTLET: Tree = SALES | {"Identifier": {"GroupID": "outlet"}}
WALT: Tree = {"Email": cast.WALT.email}
LONG = "x" * 65_536
LET: Tree = {"Action": "Let", "Code": "MARKER"}


def add(person: Tree, *held: Tree, home: object = 0) -> Tree:
    return {**person, "UserAction": "Add", "HomeGroup": home, **permissions(*held)}


def remove(person: Tree, home: object = 0) -> Tree:
    return {**person, "UserAction": "Remove", "HomeGroup": home, "Permissions": ""}


def course(number: object, action: object = "Add", **flags: object) -> Tree:
    return {"ID": number, "LearningModuleAction": action, **flags}


def variant(number: object, action: object = "Add", **flags: object) -> Tree:
    return {"ID": number, "SubscriptionVariantAction": action, **flags}


DANA_BY_EMAIL: Tree = {"Email": cast.DANA.email}
NOOR_BY_ID: Tree = {"EmployeeID": cast.NOOR.employee_id}
LENA_BY_EMAIL: Tree = {"Email": cast.LENA.email}

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
    (courses(course(3860), course(3861), course(3860, "Remove")), "UG:68", {"item": 3}),
    (variants(variant(9999)), "UG:69", {"item": 1, "ID": 9999}),
    (variants(variant(16), variant(16)), "UG:71", {"item": 2}),
    (users(add(NOOR_BY_ID), remove(DANA_BY_EMAIL)), "UG:85", {"item": 2}),
    ({"UserLimit": {"Enabled": 1, "Amount": 7}, **users(add({"Email": "petra@finashoes.com"}))}, "UG:72", {"GroupName": "Sales"}),
    ({"Status": "Inactive"}, "UG:73", {}),
]  # fmt: skip
"""What is changed in a good package for Sales, the code that answers, and what its text repeats; in that order."""

ELSEWHERE = {"UG:51", "UG:64", "UG:81", "UG:82", "UG:83", "UG:84"}
"""Codes that depend on who calls."""


@pytest.fixture
def shop(school: Served) -> Served:
    """The school, where Petra is in Showroom beside Gita, and not in Sales, where seven are."""
    petra = {"Email": "petra@finashoes.com", "EmployeeID": "FS-7", "GivenName": "Petra", "Surname": "P", "Password": ""}
    person: Tree = {"Info": petra, "Profile": "", "Groups": [("Group", {"GroupName": "Showroom"})]}
    school.call(package("createUser", f"<User>{_tree(person)}</User>", OLGA))
    return school
