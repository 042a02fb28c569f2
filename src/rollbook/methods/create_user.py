"""createUser: add a user to the account."""

from rollbook.contract.answers import Info
from rollbook.contract.checks import one_given
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Change
from rollbook.contract.permissions import MANAGE_USERS
from rollbook.contract.rows import Either, Many, Part, Row
from rollbook.contract.rules import Find, Refuse
from rollbook.vocabulary.identifiers import group
from rollbook.vocabulary.users import (
    PROFILE_ERRORS,
    USER_GROUPS,
    Nothing,
    UserName,
    group_rules,
    info_row,
    permissions,
    profile_row,
)

CU = error_table("CU", Source.OURS, PROFILE_ERRORS + """
    51 The required permissions are not met to call the createUser method.
    52 No Email or EmployeeID was provided.
    80 No group was provided.
""")  # fmt: skip


class Group(Row):
    """A group that the user joins, and what they may do there."""

    Group = group(CU["74"], absent=CU["74"], of=Either, about="the group")
    GroupPermissions = permissions(CU)
    rules = group_rules(CU)


class User(Row):
    """The new user."""

    Info = Part(info_row(CU, new=True), needed=True)
    Profile = Part(profile_row(CU))
    Groups = Many("Group", Group, about=USER_GROUPS, absent=CU["80"])
    Venues = Part(Nothing)
    Wages = Part(Nothing)


class CreateUser(Change):
    """Make a user. Of a password only a hash is kept. Administrators cannot be made."""

    known = "Request from the vendor's page and a client; answer recorded; codes ours."
    access, denied = MANAGE_USERS, CU["51"]
    container, row = "User", User
    rules = (
        one_given("Info.Email", "Info.EmployeeID", CU["52"]),
        Refuse("email_holder", "known_user", by="Info.Email", error=CU["60"]),
        Refuse("employee_id_holder", "known_user", by="Info.EmployeeID", error=CU["61"]),
        Refuse("addressee", "address", by="Info.EmployeeID", error=CU["61"]),
        Find("new_home", "group", by="Profile.HomeGroup", error=CU["68"]),
    )
    write = "new_user"
    not_stored = {
        "email_is_employee_id": CU["60"],
        "group_full": CU["79"],
        "home_group_left": CU["70"],
        "group_inactive": CU["84"],
        "field_gone": CU["66"],
        "no_email": CU["71"],
        "no_alternate_email": CU["72"],
        "no_supervisor_email": CU["73"],
    }
    info = Info(UserName)
