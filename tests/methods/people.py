"""Calls of the methods about users: packages as trees that tests change in one place, and the scenery they need."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import sqlalchemy as sa

from rollbook.contract.method import Method
from rollbook.records import tables
from rollbook.records.database.ids import new_ids
from tests import cast
from tests.answers import Answer, package
from tests.seed_calls import Headers, Keys
from tests.served import Served

Tree = dict[str, Any]
"""Elements by tag: a text, a tree, or a list of (tag, text or tree) for what may stand several times."""

NIGHT_SHIFT = "Night shift"
CHOIR = "The choir"
SHOE_SIZE = "Shoe size"


def xml(tree: Tree) -> str:
    """The elements of a tree, in its order."""
    return "".join(f"<{tag}>{_content(value)}</{tag}>" for tag, value in tree.items())


def _content(value: Any) -> str:
    if isinstance(value, Mapping):
        return xml(dict(value))
    if isinstance(value, list):
        return "".join(xml({tag: each}) for tag, each in value)
    return escape(str(value))


def changed(tree: Tree, changes: Mapping[str, Any]) -> Tree:
    """The tree with other values at paths such as Info/Email; one whose value is None is left out."""
    new = copy.deepcopy(tree)
    for path, value in changes.items():
        *around, tag = path.split("/")
        place = new
        for each in around:
            place = place.setdefault(each, {})
        if value is None:
            place.pop(tag, None)
        else:
            place[tag] = value
    return new


def groups(*each: Tree) -> Tree:
    """The change that names these groups."""
    return {"Groups": [("Group", one) for one in each]}


def supervisors(*each: object) -> Tree:
    """The change that names these supervisors, each in one of the two forms."""
    return {"Profile/Supervisors": [("Supervisor", one) for one in each]}


def teams(*each: object) -> Tree:
    """The change that names these teams, each in one of the two forms."""
    return {"Profile/Teams": [("Team", one) for one in each]}


def fields(*each: Tree) -> Tree:
    """The change that names these custom fields."""
    return {"Profile/CustomFields": [("CustomField", one) for one in each]}


class _Told(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return ""


def message(method: type[Method], code: str, told: Mapping[str, object]) -> str:
    """The text of one of the method's errors, with what is told filled in."""
    text = next(error.text for error in method.errors() if error.code == code)
    return text.format_map(_Told(told))


def call(server: Served, keys: Keys, method: str, tree: Tree, headers: Headers = None) -> Answer:
    """Call a method whose container is User."""
    return server.call(package(method, f"<User>{xml(tree)}</User>", keys), headers)


def info(answer: Answer) -> str:
    """The content of a successful answer's Info, as it was sent."""
    assert (answer.result, answer.errors) == ("Success", [])
    return answer.text.split("<Info>")[1].split("</Info>")[0].strip()


def user_of(server: Served, employee_id: str, account: str = "Fina Shoes") -> dict[str, Any]:
    """The row of a user."""
    numbers = {each["name"]: each["id"] for each in server.rows(tables.accounts)}
    (row,) = (
        each
        for each in server.rows(tables.users)
        if (each["account_id"], each["employee_id"]) == (numbers[account], employee_id)
    )
    return row


def permissions_of(server: Served, employee_id: str) -> dict[str, int]:
    """The groups of a user of Fina Shoes, by name, each with the permissions held in it."""
    user = user_of(server, employee_id)
    names = {(each["account_id"], each["id"]): each["name"] for each in server.rows(tables.groups)}
    return {
        names[each["account_id"], each["group_id"]]: each["permissions"]
        for each in server.rows(tables.memberships)
        if (each["account_id"], each["user_id"]) == (user["account_id"], user["id"])
    }


def links_of(server: Served, table: sa.Table, employee_id: str) -> set[int]:
    """The ids of a user's supervisors, or of the user's teams."""
    user = user_of(server, employee_id)
    other = "supervisor_id" if table is tables.supervisors else "team_id"
    rows = server.rows(table)
    return {row[other] for row in rows if (row["account_id"], row["user_id"]) == (user["account_id"], user["id"])}


def limit(server: Served, group: str, users: int | None) -> None:
    """Set the limit of a group, in both accounts where both have one of the name."""
    with server.database.writing() as connection:
        connection.execute(tables.groups.update().where(tables.groups.c.name == group).values(user_limit=users))


def furnish(server: Served) -> None:
    """Give both accounts two teams and a field of their own."""
    for account in server.rows(tables.accounts):
        _insert(server, tables.teams, account["id"], [NIGHT_SHIFT, CHOIR])
        _insert(server, tables.custom_fields, account["id"], [SHOE_SIZE])


def _insert(server: Served, table: sa.Table, account: int, names: Sequence[str]) -> None:
    rows = [
        {"account_id": account, "id": number, "name": name, "name_key": name.casefold()}
        for number, name in zip(new_ids(len(names)), names, strict=True)
    ]
    with server.database.writing() as connection:
        connection.execute(table.insert(), rows)


EMAIL, EMPLOYEE_ID = "Nina.New@finashoes.com", "FS-2001"
NINA: Tree = {
    "Info": {
        "Email": EMAIL,
        "EmployeeID": EMPLOYEE_ID,
        "GivenName": "Nina",
        "Surname": "New",
        "Password": "correct horse",
        "Timezone": "US/Pacific",
        "LearnerNotifications": 1,
        "SupervisorNotifications": 0,
        "SendEmailTo": "Self",
        "AlternateEmail": "nina@home.example",
        "AuthenticationType": "Both",
    },
    "Profile": {
        "Supervisors": [("Supervisor", cast.GITA.email)],
        "Organization": "Fina",
        "Teams": [("Team", NIGHT_SHIFT)],
        "CustomFields": [("CustomField", {"Name": SHOE_SIZE, "Value": "38 ½"})],
        "Language": "Français",
        "Status": "Active",
        "Title": "Clerk & <cleaner>",
        "Division": "Shop",
        "AllowFeedback": 0,
        "PhonePrimary": "1",
        "PhoneAlternate": "2",
        "PhoneMobile": "3",
        "Fax": "4",
        "Website": "https://nina.example",
        "Address1": "1 Shoe Street",
        "Address2": "Back door",
        "City": "Winnipeg",
        "Province": "Manitoba",
        "Country": "Canada",
        "PostalCode": "R3C 0V8",
        "SendMailTo": "Organization",
        "Roles": "",
        "ReceiveNotifications": 0,
        "HomeGroup": "sales",
    },
    "Groups": [
        ("Group", {"GroupName": "Outlet", "GroupPermissions": ""}),
        ("Group", {"GroupID": "sales", "GroupPermissions": [("Permission", {"Code": "MARKER"})]}),
    ],
    "Venues": "",
    "Wages": "",
}
"""Everything the method knows, as Gita may send it."""

COLUMNS = {"Email", "EmployeeID", "GivenName", "Surname", "Password", "Timezone", "Status", "HomeGroup"}
KEPT: Tree = {
    tag: bool(value) if isinstance(value, int) else value
    for tag, value in {**NINA["Info"], **NINA["Profile"]}.items()
    if tag not in COLUMNS and not isinstance(value, list) and tag != "Roles"
}
"""What of it the records keep together, by the tags of the wire."""

RUBY_PACKAGE = """<User>
          <Info><Email><![CDATA[rb@finashoes.com]]></Email><EmployeeID></EmployeeID>
            <GivenName><![CDATA[Zoë]]></GivenName><Surname><![CDATA[O'Neill]]></Surname>
            <LearnerNotifications><![CDATA[1]]></LearnerNotifications>
            <SupervisorNotifications><![CDATA[0]]></SupervisorNotifications>
            <SendEmailTo><![CDATA[Self]]></SendEmailTo></Info>
          <Profile><HomeGroup><![CDATA[Sales]]></HomeGroup></Profile>
          <Groups><Group><GroupName><![CDATA[Sales]]></GroupName>
            <GroupPermissions><![CDATA[]]></GroupPermissions></Group></Groups>
        </User>"""
PHP_PACKAGE = (
    "<User><Info><Email/><EmployeeID>PHP-1</EmployeeID><GivenName>Zo&#xEB;</GivenName><Surname>&Ouml;</Surname>"
    "<Password/><LearnerNotifications>1</LearnerNotifications>"
    "<SupervisorNotifications>0</SupervisorNotifications><SendEmailTo/><AuthenticationType/></Info>"
    "<Profile><Supervisors><Supervisor>FS-3</Supervisor></Supervisors><Status>Active</Status>"
    "<AllowFeedback>1</AllowFeedback><HomeGroup>Sales</HomeGroup></Profile>"
    "<Groups><Group><GroupName>Sales</GroupName><GroupPermissions/></Group></Groups><Venues/><Wages/></User>"
)
"""What the two clients send to make a user, each in its own style."""

DANA: Tree = {"Email": cast.DANA.email}
NAMED_IN_NO_WAY: list[Tree] = [{}, {"Email": ""}, {"Email": " ", "EmployeeID": "", "ID": ""}]
NOBODY: list[Tree] = [
    {"Email": "nobody@finashoes.com"},
    {"Email": "no address"},
    {"Email": cast.NILS.email},
    {"EmployeeID": "fs-1001"},
    {"EmployeeID": "x" * 256},
    {"EmployeeID": "%"},
    {"ID": 1},
    {"ID": "Dana"},
]
"""Identifiers that lead to no user of Fina Shoes."""
