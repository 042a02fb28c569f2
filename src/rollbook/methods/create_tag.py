"""createTag: add a tag to the account."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rows import Row
from rollbook.contract.rules import Refuse
from rollbook.contract.tags import Id, Text
from rollbook.vocabulary.identifiers import UniqueName

CTA = error_table("CTA", Source.OURS, """
    51 The required permissions are not met to call the createTag method.
    52 The TagName provided is not valid.
    53 Another tag has the TagName provided.
""")  # fmt: skip


class NewTag(Row):
    """The new tag."""

    TagName = UniqueName(error=CTA["52"], absent=CTA["52"], about="the tag's name", sample="Season")


class MadeTag(Row):
    """The tag that was made."""

    TagID = Id(sample="4")
    TagName = Text(sample="Season")


class CreateTag(Change):
    """Make a tag, of which updateGroup gives groups values."""

    known = OURS
    denied = CTA["51"]
    container, row = "Tag", NewTag
    rules = (Refuse("namesake", "tag", by="TagName", error=CTA["53"]),)
    write = "tag"
    info = Info(MadeTag)
