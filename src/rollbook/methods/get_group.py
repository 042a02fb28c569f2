"""getGroup: one group, by its name or by its own identifier."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Error, Source
from rollbook.contract.method import Report
from rollbook.contract.permissions import MANAGE_GROUPS
from rollbook.contract.rows import Either, Many, Row
from rollbook.contract.rules import Allow, Find
from rollbook.contract.tags import Count, EmailAddress, Id, Moment, Name, OneOf, Text

NO_GROUP = Error("GG:03", "The requested group does not exist.", Source.PHP)
DENIED = Error("GG:51", "The required permissions are not met to call the getGroup method.", Source.OURS)
UNREADABLE = Error("GG:52", "The Name or GroupID provided is not valid.", Source.OURS)


class Group(Row):
    """The group asked for."""

    Identifier = Either(
        Name=Name(
            255,
            error=UNREADABLE,
            about="the group's name, compared without case and with inner blanks folded",
            sample="Sales",
        ),
        GroupID=Text(255, error=UNREADABLE, about="the group's own identifier, compared exactly", sample="sales"),
        absent=UNREADABLE,
        about="the group",
    )


class Tag2(Row):
    """A tag of the group, and its values there with commas between them."""

    TagID = Id(sample="4")
    TagName = Text(sample="Region")
    TagValues = Text(sample="North")


class KnownGroup(Row):
    """The group, and how much is in it."""

    Name = Text(sample="Sales")
    GroupID = Text(sample="sales")
    CreatedDate = Moment(sample="2024-01-15 08:30:00.0")
    ModifiedDate = Moment(sample="2024-02-29 16:05:12.25")
    Description = Text(sample="Everyone who sells")
    HomeGroupMessage = Text(sample="Welcome to Sales")
    NotificationEmails = Many("NotificationEmail", EmailAddress(sample="gita.manager@finashoes.com"))
    UserCount = Count(sample="3")
    LearningModuleCount = Count(sample="2")
    Tags2 = Many("Tag2", Tag2)
    Status = OneOf("Active", "Inactive")


class GetGroup(Report):
    """Show one group."""

    known = "Request and answer from the vendor's page; one code from a client, the others ours."
    access, denied = MANAGE_GROUPS, DENIED
    container, row = "Group", Group
    rules = (Find("group", "group", by="Identifier", error=NO_GROUP), Allow(within="group", error=NO_GROUP))
    read = "group"
    info = Info(KnownGroup, item="Group")
