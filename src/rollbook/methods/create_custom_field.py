"""createCustomField: add a custom field to the account."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rows import Row
from rollbook.contract.rules import Refuse
from rollbook.contract.tags import Id, Text
from rollbook.vocabulary.identifiers import UniqueName

CCF = error_table("CCF", Source.OURS, """
    51 The required permissions are not met to call the createCustomField method.
    52 The Name provided is not valid.
    53 Another custom field has the Name provided.
""")  # fmt: skip


class NewCustomField(Row):
    """The new custom field."""

    Name = UniqueName(error=CCF["52"], absent=CCF["52"], about="the custom field's name", sample="Glove size")


class MadeCustomField(Row):
    """The custom field that was made."""

    CustomFieldID = Id(sample="13")
    Name = Text(sample="Glove size")


class CreateCustomField(Change):
    """Make a field that users have besides the profile. updateUser gives it values."""

    known = OURS
    denied = CCF["51"]
    container, row = "CustomField", NewCustomField
    rules = (Refuse("namesake", "custom_field", by="Name", error=CCF["53"]),)
    write = "custom_field"
    info = Info(MadeCustomField)
