"""getUserGroups: the groups of one user, and what the user may do in them."""

from rollbook.contract.answers import Info
from rollbook.contract.checks import no_administrator
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.permissions import MANAGE_USERS, Permission
from rollbook.contract.rows import Either, Many, Row
from rollbook.contract.rules import Allow, Find
from rollbook.contract.tags import EmailAddress, Flag, Id, OneOf, Text

GUG = error_table("GUG", Source.OURS, """
    51 The required permissions are not met to call the getUserGroups method.
    52 No Email, EmployeeID or ID was provided.
    53 The user requested does not exist.
    54 The user requested is not accessible through the API.
""")  # fmt: skip


class User(Row):
    """The user asked for; a malformed identifier matches no user."""

    Identifier = Either(
        Email=EmailAddress(
            error=GUG["53"], about="the user's e-mail address, compared without case", sample="dana.brown@finashoes.com"
        ),
        EmployeeID=Text(255, error=GUG["53"], about="the user's employee id, compared exactly", sample="FS-1001"),
        ID=Id(error=GUG["53"], about="the id that listUsers and getUser show", sample="382713520119808000"),
        absent=GUG["52"],
        about="the user",
    )


class GroupOfUser(Row):
    """A group, and what the user may do there."""

    Name = Text(sample="Sales")
    Identifier = Text(sample="sales")
    IsHomeGroup = Flag(sample="1")
    Permissions = Many("Permission", OneOf(*Permission.__members__, sample="VIEW_LEARNER_RESULTS"))


class GetUserGroups(Report):
    """List a user's groups."""

    known = "Request from the vendor's page; answer from the page and a client; codes ours."
    access, denied = MANAGE_USERS, GUG["51"]
    container, row = "User", User
    rules = (
        Find("user", "user", by="Identifier", error=GUG["53"]),
        no_administrator(GUG["54"]),
        Allow(within="home_group", error=GUG["54"]),
    )
    read = "user_groups"
    info = Info(GroupOfUser, container="UserGroups", item="Group")
