"""listCustomFields: the custom fields of the account."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Error, Source
from rollbook.contract.method import Report
from rollbook.contract.rows import Row
from rollbook.contract.tags import Flag, Id, Moment, OneOf, Text

DENIED = Error("LCF:51", "The required permissions are not met to call the listCustomFields method.", Source.OURS)


class CustomField(Row):
    """Nothing is asked but the list; the tag itself says so."""


class ListedCustomField(Row):
    """A custom field. What this server does not tell apart is the same for all: each is a user's, plain text."""

    ID = Id(sample="13")
    Name = Text(sample="Shoe size")
    CreatedDate = Moment(sample=None)
    ModifiedDate = Moment(sample=None)
    Type = OneOf("User")
    DataType = OneOf("Text")
    Status = OneOf("Active")
    UserEditable = Flag(sample="0")
    CertificateDisplay = Flag(sample="0")
    DataEncrypted = Flag(sample="0")


class ListCustomFields(Report):
    """List the account's custom fields by name."""

    known = "Request and tags of the answer from the vendor's page; what the tags mean and codes ours."
    denied = DENIED
    container, row = "CustomField", CustomField
    read = "custom_fields"
    info = Info(ListedCustomField, container="CustomFields", item="CustomField")
