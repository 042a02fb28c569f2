"""updateCustomField: give a custom field another name."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rows import Choice, Row
from rollbook.contract.rules import Find, Refuse
from rollbook.contract.tags import Id, Text
from rollbook.vocabulary.identifiers import UniqueName

UCF = error_table("UCF", Source.OURS, """
    51 The required permissions are not met to call the updateCustomField method.
    52 The Name provided is not valid.
    53 Another custom field has the Name provided.
    54 The requested custom field does not exist.
""")  # fmt: skip


class KnownCustomField(Row):
    """The custom field as it is known so far, and its new name."""

    Identifier = Choice(
        Name=UniqueName(error=UCF["54"], about="the name it has now", sample="Shoe size"),
        CustomFieldID=Id(error=UCF["54"], about="its id", sample="13"),
        absent=UCF["54"],
        needed=True,
        about="the custom field",
    )
    Name = UniqueName(error=UCF["52"], absent=UCF["52"], about="its new name", sample="Size of shoes")


class RenamedCustomField(Row):
    """The custom field that was renamed."""

    CustomFieldID = Id(sample="13")
    Name = Text(sample="Size of shoes")


class UpdateCustomField(Change):
    """Rename a custom field. Users keep their values of it."""

    known = OURS
    denied = UCF["51"]
    container, row = "CustomField", KnownCustomField
    rules = (
        Find("custom_field", "custom_field", by="Identifier", error=UCF["54"]),
        Refuse("namesake", "custom_field", by="Name", but="custom_field", error=UCF["53"]),
    )
    write = "custom_field"
    info = Info(RenamedCustomField)
