"""getGroup: one group, by its name or by the identifier its users gave it."""

from rollbook.wire.containers import Either, Row
from rollbook.wire.errors import Error, Source
from rollbook.wire.method import Read, Report
from rollbook.wire.permissions import MANAGE_GROUPS
from rollbook.wire.rules import Allow, Find, Look
from rollbook.wire.shown import Listed, Shown
from rollbook.wire.tags import Name, Text

NO_GROUP = Error("GG:03", "The requested group does not exist.", Source.PHP)
DENIED = Error("GG:51", "The required permissions are not met to call the getGroup method.", Source.OURS)
UNREADABLE = Error("GG:52", "The Name or GroupID provided is not valid.", Source.OURS)


class Group(Row):
    """The group asked for."""

    Identifier = Either(Name=Name(255, error=UNREADABLE), GroupID=Text(255, error=UNREADABLE), absent=UNREADABLE)


class GetGroup(Report):
    """Show one group."""

    access, denied = MANAGE_GROUPS, DENIED
    container, row = "Group", Group
    rules = (Find("group", Look.GROUP, by="Identifier", error=NO_GROUP), Allow(within="group", error=NO_GROUP))
    read = Read.GROUP
    shown = Shown(
        item="Group",
        tags=(
            "Name",
            "GroupID",
            "CreatedDate",
            "ModifiedDate",
            "Description",
            "HomeGroupMessage",
            Listed("NotificationEmails", "NotificationEmail"),
            "UserCount",
            "LearningModuleCount",
            Listed("Tags2", "Tag2", ("TagID", "TagName", "TagValues")),
            "Status",
        ),
    )
