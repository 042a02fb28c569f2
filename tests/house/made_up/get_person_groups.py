"""getPersonGroups: the groups of one person, for those who manage their users, and for their supervisors."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.permissions import MANAGE_USERS
from rollbook.contract.rows import Either, Row
from rollbook.contract.rules import Allow, Find
from rollbook.contract.tags import EmailAddress, Flag, Text

GPG = error_table("GPG", Source.OURS, """
    51 The required permissions are not met to call the getPersonGroups method.
    52 No Email or EmployeeID was provided.
    53 The person requested does not exist.
    54 The person requested is not yours to ask about.
""")  # fmt: skip


class Person(Row):
    """The person asked about."""

    Identifier = Either(
        Email=EmailAddress(error=GPG["53"], sample="walt.warehouse@finashoes.com"),
        EmployeeID=Text(255, error=GPG["53"], sample="FS-1004"),
        absent=GPG["52"],
        about="the person",
    )


class PersonGroup(Row):
    """A group of the person."""

    Name = Text(sample="Warehouse")
    IsHomeGroup = Flag(sample="1")


class GetPersonGroups(Report):
    """List a person's groups."""

    known = "Nothing: it is made up."
    access, supervisors, denied = MANAGE_USERS, True, GPG["51"]
    container, row = "Person", Person
    rules = (
        Find("user", "user", by="Identifier", error=GPG["53"]),
        Allow(within="home_group", supervised="user", error=GPG["54"]),
    )
    read = "user_groups"
    info = Info(PersonGroup, container="PersonGroups", item="PersonGroup", counted="count")
