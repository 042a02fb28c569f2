"""updateUser: change what the account knows of a user; what is missing or empty is unchanged."""

from rollbook.contract.answers import Info
from rollbook.contract.checks import no_administrator
from rollbook.contract.errors import Error, Source, error_table
from rollbook.contract.method import Change
from rollbook.contract.permissions import MANAGE_USERS
from rollbook.contract.rows import Either, Many, Part, Row
from rollbook.contract.rules import Allow, Find, Refuse
from rollbook.vocabulary import users
from rollbook.vocabulary.identifiers import group, user

OUT_OF_REACH = Error("UU:69", "The requested user cannot be updated via the API.", Source.PHP)
UU = error_table("UU", Source.OURS, users.PROFILE_ERRORS + """
    51 The required permissions are not met to call the updateUser method.
    52 No Email or EmployeeID was provided to identify the user.
    80 The user requested does not exist.
    81 Group {item} - The GroupAction is not valid. Valid actions are 'Add' or 'Remove'.
    82 You do not have permissions to make '{HomeGroup}' a home group.
    83 Supervisor {item} - Nobody can be their own supervisor.
    85 The Password cannot be set: the user holds permissions that you do not hold.
""")  # fmt: skip


class Group(Row):
    """A group that the user joins or leaves, and changes to what they may do there."""

    Group = group(UU["74"], absent=UU["74"], of=Either, about="the group")
    GroupAction = users.AddOrRemove(error=UU["81"], about="whether the user is added or removed; by default added")
    GroupPermissions = users.permissions(UU)
    rules = users.group_rules(UU)


class User(Row):
    """The user, and the changes."""

    Identifier = user(UU["80"], absent=UU["52"], needed=True)
    Info = Part(users.info_row(UU, new=False), needed=True)
    Profile = Part(users.profile_row(UU), needed=True)
    Groups = Many("Group", Group, about=users.USER_GROUPS, needed=True)
    Venues = Part(users.Nothing)
    Wages = Part(users.Nothing)


class UpdateUser(Change):
    """Change a user, wholly or not at all. Administrators and owners are out of reach."""

    known = "Request from the vendor's page and a client; answer recorded; one code from a client, the others ours."
    access, denied = MANAGE_USERS, UU["51"]
    container, row = "User", User
    rules = (
        Find("user", "user", by="Identifier", error=UU["80"]),
        no_administrator(OUT_OF_REACH),
        Allow(within="home_group", error=OUT_OF_REACH),
        Refuse("email_holder", "known_user", by="Info.Email", but="user", error=UU["60"]),
        Refuse("employee_id_holder", "known_user", by="Info.EmployeeID", but="user", error=UU["61"]),
        Refuse("addressee", "address", by="Info.EmployeeID", but="user", error=UU["61"]),
        Find("new_home", "group", by="Profile.HomeGroup", error=UU["68"]),
        Allow(within="new_home", given="Profile.HomeGroup", error=UU["82"]),
    )
    write = "user"
    not_stored = {
        "email_is_employee_id": UU["60"],
        "own_supervisor": UU["83"],
        "password_of_holder": UU["85"],
        "group_full": UU["79"],
        "home_group_left": UU["70"],
        "group_inactive": UU["84"],
        "field_gone": UU["66"],
        "no_email": UU["71"],
        "no_alternate_email": UU["72"],
        "no_supervisor_email": UU["73"],
    }
    info = Info(users.UserName)
