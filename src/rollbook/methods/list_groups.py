"""listGroups: the groups that the caller may see, by name."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.permissions import MANAGE_GROUPS
from rollbook.contract.rows import Many, Part, Row
from rollbook.contract.tags import OneOf, Text
from rollbook.vocabulary.filters import match_filter
from rollbook.vocabulary.groups import MOST_TAGS, tag_row

LG = error_table("LG", Source.OURS, """
    51 The required permissions are not met to call the listGroups method.
    52 The MatchType provided is not valid. Valid types are 'EXACT' or 'CONTAINS'.
    53 The Value provided is not valid.
    54 The GroupStatus provided is not valid. Valid statuses are 'Active' or 'Inactive'.
    55 Tag {item} - The TagID, TagName or TagValues provided is not valid.
""")  # fmt: skip


class Filters(Row):
    """What a group must be like to be listed."""

    GroupName = match_filter("the name, or a part of it", "Sales", unmatched=LG["52"], unfit=LG["53"])
    GroupStatus = OneOf(
        "Active", "Inactive", any_case=True, error=LG["54"], about="the group's status", sample="Active"
    )
    Tags2 = Many(
        "Tag2", tag_row(LG["55"]), most=MOST_TAGS, about="tags that a group must have, all of them, to be listed"
    )


class Group(Row):
    """The groups asked for."""

    Filters = Part(Filters, about="which groups; by default all that the caller may see")


class ListedGroup(Row):
    """A group by both of its names."""

    Name = Text(sample="Sales")
    GroupID = Text(sample="sales")


class ListGroups(Report):
    """List groups."""

    known = "Request from the vendor's page; answer from a client; codes ours."
    access, denied = MANAGE_GROUPS, LG["51"]
    container, row = "Group", Group
    read = "groups"
    info = Info(ListedGroup, container="Groups", item="Group")
