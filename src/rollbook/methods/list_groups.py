"""listGroups: the groups that the caller may see, by name."""

from rollbook.wire.containers import Many, Part, Row
from rollbook.wire.errors import Source, error_table
from rollbook.wire.filters import sought
from rollbook.wire.groups import tag_row
from rollbook.wire.method import Read, Report
from rollbook.wire.permissions import MANAGE_GROUPS
from rollbook.wire.shown import Shown
from rollbook.wire.tags import OneOf

LG = error_table("LG", Source.OURS, """
    51 The required permissions are not met to call the listGroups method.
    52 The MatchType provided is not valid. Valid types are 'EXACT' or 'CONTAINS'.
    53 The Value provided is not valid.
    54 The GroupStatus provided is not valid. Valid statuses are 'Active' or 'Inactive'.
    55 Tag {item} - The TagID, TagName or TagValues provided is not valid.
""")  # fmt: skip


class Filters(Row):
    """What a group must be like to be listed."""

    GroupName = sought(unmatched=LG["52"], unfit=LG["53"])
    GroupStatus = OneOf("Active", "Inactive", any_case=True, error=LG["54"])
    Tags2 = Many("Tag2", tag_row(LG["55"]))


class Group(Row):
    """The groups asked for."""

    Filters = Part(Filters)


class ListGroups(Report):
    """List groups."""

    access, denied = MANAGE_GROUPS, LG["51"]
    container, row = "Group", Group
    read = Read.GROUPS
    shown = Shown(container="Groups", item="Group", tags=("Name", "GroupID"))
