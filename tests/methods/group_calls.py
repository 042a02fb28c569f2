"""Calls of the methods about groups: a good group, what is changed in it, and what the records hold of it."""

from collections.abc import Mapping
from typing import Any

from rollbook.contract.permissions import Permission
from rollbook.records import tables
from tests import cast
from tests.answers import Answer, package
from tests.methods.people import Tree, changed, user_of, xml
from tests.seed_calls import Keys
from tests.served import Served

NAME, GROUP_ID = "Evening shift & co.", "evening"
WRITTEN = (
    tables.groups,
    tables.users,
    tables.memberships,
    tables.tags,
    tables.group_tags,
    tables.group_learning_modules,
    tables.group_variants,
)
"""What these methods may change."""


def users(*each: Tree) -> Tree:
    """The change that names these users."""
    return {"Users": [("User", one) for one in each]}


def courses(*each: Tree) -> Tree:
    """The change that names these courses."""
    return {"LearningModules": [("LearningModule", one) for one in each]}


def variants(*each: Tree) -> Tree:
    """The change that names these subscription variants."""
    return {"SubscriptionVariants": [("SubscriptionVariant", one) for one in each]}


def tags(*each: Tree) -> Tree:
    """The change that names these tags."""
    return {"Tags2": [("Tag2", one) for one in each]}


def permissions(*each: Tree) -> Tree:
    """A user's permissions."""
    return {"Permissions": [("Permission", one) for one in each]}


DANA: Tree = {"Email": cast.DANA.email, "HomeGroup": 1, **permissions({"Code": "MARKER"})}
NOOR: Tree = {"EmployeeID": cast.NOOR.employee_id, "HomeGroup": 0, "Permissions": ""}
COURSE: Tree = {"ID": cast.COURSE, "AllowSelfEnroll": 1, "AutoEnroll": 0}
ONLINE_COURSE: Tree = {"ID": cast.ONLINE_COURSE, "AllowSelfEnroll": 0, "AutoEnroll": 1}
VARIANT: Tree = {"ID": cast.UNLIMITED_VARIANT, "RequiresCredits": 1}
REGION: Tree = {"TagName": "region", "TagValues": "South, North,,North"}
FLOOR: Tree = {"TagName": "Floor", "TagValues": "Ground"}
HELP: Tree = {
    "UserHelpOverrideDefault": 1,
    "UserHelpEnabled": 0,
    "UserHelpEmail": "help@finashoes.com, olga.owner@finashoes.com",
    "UserHelpText": "Ask <i>Olga</i>",
}
EVENING: Tree = {
    "Name": NAME,
    "GroupID": GROUP_ID,
    "Status": "Active",
    "Description": "<p>Everyone who comes late</p>",
    "HomeGroupMessage": "Good evening",
    "NotificationEmails": [
        ("NotificationEmail", cast.GITA.email),
        ("NotificationEmail", ""),
        ("NotificationEmail", cast.OLGA.email),
    ],
    **HELP,
    **tags(REGION, FLOOR),
    "UserLimit": {"Enabled": 1, "Amount": 3},
    **users(DANA, NOOR),
    **courses(COURSE, ONLINE_COURSE),
    **variants(VARIANT),
    "DashboardSetID": "12",
}
"""Everything the method knows, as Gita may send it. With her there are three in the group."""
SALES: Tree = {"Identifier": {"Name": cast.SALES}, "Users": "", "LearningModules": "", "SubscriptionVariants": ""}
"""A change of Sales that changes nothing."""
OUTLET: Tree = SALES | {"Identifier": {"GroupID": "outlet"}}
"""The same of Outlet."""
WALT: Tree = {"Email": cast.WALT.email}
LET: Tree = {"Action": "Let", "Code": "MARKER"}
"""A permission with an action that does not exist."""


def add(person: Tree, *held: Tree, home: object = 0) -> Tree:
    """A user who is to be in the group."""
    return {**person, "UserAction": "Add", "HomeGroup": home, **permissions(*held)}


def remove(person: Tree, home: object = 0) -> Tree:
    """A user who is to be in it no longer."""
    return {**person, "UserAction": "Remove", "HomeGroup": home, "Permissions": ""}


def course(number: object, action: object = "Add", **flags: object) -> Tree:
    """A course that comes or goes."""
    return {"ID": number, "LearningModuleAction": action, **flags}


def variant(number: object, action: object = "Add", **flags: object) -> Tree:
    """A subscription variant that comes or goes."""
    return {"ID": number, "SubscriptionVariantAction": action, **flags}


DANA_BY_EMAIL: Tree = {"Email": cast.DANA.email}
NOOR_BY_ID: Tree = {"EmployeeID": cast.NOOR.employee_id}
LENA_BY_EMAIL: Tree = {"Email": cast.LENA.email}


KEPT_HELP: Tree = {
    "UserHelpOverrideDefault": True,
    "UserHelpEnabled": False,
    "UserHelpEmail": ["help@finashoes.com", cast.OLGA.email],
    "UserHelpText": "Ask <i>Olga</i>",
}
"""What the records keep of how the group's users get help."""


def call(server: Served, keys: Keys, method: str, tree: Tree) -> Answer:
    """Call a method whose container is Group."""
    return server.call(package(method, f"<Group>{xml(tree)}</Group>", keys))


def update(server: Served, keys: Keys, changes: Tree | None = None, tree: Tree = SALES) -> Answer:
    """Call updateGroup with Sales, or another group, and what is changed of it."""
    return call(server, keys, "updateGroup", changed(tree, changes or {}))


def everything(server: Served) -> list[list[dict[str, Any]]]:
    """All rows that these methods may change."""
    return [server.rows(table) for table in WRITTEN]


def group_of(server: Served, name: str, account: str = "Fina Shoes") -> dict[str, Any]:
    """The row of a group."""
    numbers = {each["name"]: each["id"] for each in server.rows(tables.accounts)}
    key = (numbers[account], name)
    (row,) = (each for each in server.rows(tables.groups) if (each["account_id"], each["name"]) == key)
    return row


def _inside(server: Served, name: str, table: Any) -> list[dict[str, Any]]:
    group = group_of(server, name)
    key = (group["account_id"], group["id"])
    return [row for row in server.rows(table) if (row["account_id"], row["group_id"]) == key]


def members_of(server: Served, name: str) -> dict[str, int]:
    """Who is in a group, by employee id, each with the permissions held in it."""
    people = {(each["account_id"], each["id"]): each["employee_id"] for each in server.rows(tables.users)}
    rows = _inside(server, name, tables.memberships)
    return {people[row["account_id"], row["user_id"]]: row["permissions"] for row in rows}


def courses_of(server: Served, name: str) -> dict[int, tuple[bool, bool]]:
    """The courses of a group, each with its two flags."""
    rows = _inside(server, name, tables.group_learning_modules)
    return {row["learning_module_id"]: (row["allow_self_enroll"], row["auto_enroll"]) for row in rows}


def variants_of(server: Served, name: str) -> dict[int, tuple[bool, int]]:
    """The variants of a group, each with whether it requires credits and how many are left."""
    rows = _inside(server, name, tables.group_variants)
    return {row["variant_id"]: (row["requires_credits"], row["credits"]) for row in rows if not row["removed"]}


def tags_of(server: Served, name: str) -> dict[str, list[str]]:
    """The tags of a group, each with its values."""
    names = {(each["account_id"], each["id"]): each["name"] for each in server.rows(tables.tags)}
    values: dict[str, list[str]] = {}
    for row in _inside(server, name, tables.group_tags):
        values.setdefault(names[row["account_id"], row["tag_id"]], []).append(row["tag_value"])
    return values


def home_of(server: Served, person: cast.Person) -> str:
    """The name of a user's home group."""
    names = {each["id"]: each["name"] for each in server.rows(tables.groups)}
    name: str = names[user_of(server, person.employee_id)["home_group_id"]]
    return name


def tag_id_of(server: Served, name: str, account: str = "Fina Shoes") -> int:
    """The id of a tag."""
    numbers = {each["name"]: each["id"] for each in server.rows(tables.accounts)}
    rows = server.rows(tables.tags)
    (number,) = (row["id"] for row in rows if (row["account_id"], row["name"]) == (numbers[account], name))
    return int(number)


def permit(server: Served, person: cast.Person, group: str, held: Permission) -> None:
    """Make a user a member of a group who holds these permissions in it and no other."""
    user, number = user_of(server, person.employee_id), group_of(server, group)["id"]
    own: Mapping[str, int] = {"account_id": user["account_id"], "group_id": number, "user_id": user["id"]}
    kept = tables.memberships
    with server.database.writing() as connection:
        connection.execute(kept.delete().where(*(kept.c[name] == value for name, value in own.items())))
        connection.execute(kept.insert().values(**own, permissions=int(held)))
