"""listAPIKeys: the keys of the account, page by page."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Report
from rollbook.contract.rows import Part, Row
from rollbook.contract.tags import EmailAddress, Id, Moment, OneOf, Text
from rollbook.vocabulary.filters import Page, PageSize

LAK = error_table("LAK", Source.OURS, """
    51 The required permissions are not met to call the listAPIKeys method.
    52 The {tag} provided is not valid. A page has 1000 keys at most.
    53 The Status provided is not valid. Valid statuses are 'Active', 'Expired' or 'Revoked'.
""")  # fmt: skip


class Filters(Row):
    """What a key must be like to be listed."""

    Status = OneOf(
        "Active",
        "Expired",
        "Revoked",
        any_case=True,
        error=LAK["53"],
        about="whether the key opens the account, is past its ExpirationDate, or is revoked; all where nothing is said",
        sample="Active",
    )


class APIKey(Row):
    """Which page of which keys."""

    Page = Page(error=LAK["52"])
    PageSize = PageSize(error=LAK["52"])
    Filters = Part(Filters)


class ListedAPIKey(Row):
    """A key, without the key itself; the account's own has no user."""

    APIKeyID = Id(sample="301")
    Email = EmailAddress(sample="olga.owner@finashoes.com")
    EmployeeID = Text(sample="FS-1")
    Label = Text(sample="Payroll")
    Status = OneOf("Active", "Expired", "Revoked")
    CreatedDate = Moment(sample="2024-01-15 08:30:00.0")
    ExpirationDate = Moment(sample=None)
    RevokedDate = Moment(sample=None)


class ListAPIKeys(Report):
    """List the keys of the account and of its users in the order in which they were made."""

    known = OURS
    denied = LAK["51"]
    container, row = "APIKey", APIKey
    read = "api_keys"
    info = Info(ListedAPIKey, container="APIKeys", item="APIKey")
