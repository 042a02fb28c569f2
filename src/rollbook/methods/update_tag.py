"""updateTag: give a tag another name."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rows import Choice, Row
from rollbook.contract.rules import Find, Refuse
from rollbook.contract.tags import Id, Text
from rollbook.vocabulary.identifiers import UniqueName

UTA = error_table("UTA", Source.OURS, """
    51 The required permissions are not met to call the updateTag method.
    52 The TagName provided is not valid.
    53 Another tag has the TagName provided.
    54 The requested tag does not exist.
""")  # fmt: skip


class KnownTag(Row):
    """The tag as it is known so far, and its new name."""

    Identifier = Choice(
        TagName=UniqueName(error=UTA["54"], about="the name it has now", sample="Region"),
        TagID=Id(error=UTA["54"], about="its id", sample="4"),
        absent=UTA["54"],
        needed=True,
        about="the tag",
    )
    TagName = UniqueName(error=UTA["52"], absent=UTA["52"], about="its new name", sample="Part of the country")


class RenamedTag(Row):
    """The tag that was renamed."""

    TagID = Id(sample="4")
    TagName = Text(sample="Part of the country")


class UpdateTag(Change):
    """Rename a tag. Groups keep their values of it."""

    known = OURS
    denied = UTA["51"]
    container, row = "Tag", KnownTag
    rules = (
        Find("tag", "tag", by="Identifier", error=UTA["54"]),
        Refuse("namesake", "tag", by="TagName", but="tag", error=UTA["53"]),
    )
    write = "tag"
    info = Info(RenamedTag)
