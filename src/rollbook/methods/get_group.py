"""getGroup: one group, by its name or by the identifier its users gave it."""

from rollbook.contract.answers import Listed, Shown
from rollbook.contract.errors import Error, Source
from rollbook.contract.method import Report
from rollbook.contract.permissions import MANAGE_GROUPS
from rollbook.contract.rows import Either, Row
from rollbook.contract.rules import Allow, Find
from rollbook.contract.tags import Name, Text

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
    rules = (Find("group", "group", by="Identifier", error=NO_GROUP), Allow(within="group", error=NO_GROUP))
    read = "group"
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
