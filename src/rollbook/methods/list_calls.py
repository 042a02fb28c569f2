"""listCalls: who asked what, when, and the outcome; the newest first, page by page."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.rows import Choice, Many, Part, Row
from rollbook.contract.rules import Find
from rollbook.contract.tags import Id, OneOf, Text
from rollbook.vocabulary.filters import PageSize, days
from rollbook.vocabulary.history import ListedCall, older
from rollbook.vocabulary.identifiers import EmployeeId, ShortText, UserEmail

LCA = error_table("LCA", Source.OURS, """
    51 The required permissions are not met to call the listCalls method.
    52 The Before provided is not valid.
    53 The PageSize provided is not valid. A page has 1000 calls at most.
    54 The Method provided is not valid.
    55 The Result provided is not valid. Valid results are 'Success' or 'Failed'.
    56 The {tag} provided is not a valid date.
    57 The Email or EmployeeID provided is not valid.
    58 '{Email}{EmployeeID}' is not a valid user.
    59 The ErrorCode provided is not valid.
""")  # fmt: skip
WHEN = ("01-Jan-2024", "31-Dec-2999")


class Filters(Row):
    """What a call must be like to be listed; all filters count together."""

    Method = ShortText(error=LCA["54"], about="the method's name, exactly as it is kept", sample=None)
    Result = OneOf("Success", "Failed", error=LCA["55"], about="whether it recorded anything", sample="Success")
    ReceivedDate = days("ReceivedDate", LCA["56"], about="when the call arrived", samples=WHEN)
    ErrorCode = Text(20, error=LCA["59"], about="a code with which the call refused something", sample="ESH:26")
    User = Choice(
        about="who called",
        Email=UserEmail(error=LCA["57"], sample="olga.owner@finashoes.com"),
        EmployeeID=EmployeeId(error=LCA["57"], sample="FS-1"),
    )


class Call(Row):
    """Which calls."""

    Before = older(LCA["52"])
    PageSize = PageSize(error=LCA["53"])
    Filters = Part(Filters)


class CallPage(Row):
    """The calls of a page, the newest first."""

    Calls = Many("Call", ListedCall)
    Next = Id(sample="8001", about="the Before of the next page; empty on the last one")


class ListCalls(Report):
    """List the calls to the account, with who made them and the outcome. Reports and refused calls are among them."""

    known = "Nothing: it is ours."
    denied = LCA["51"]
    container, row = "Call", Call
    rules = (Find("caller", "user", by="Filters.User", error=LCA["58"]),)
    read = "calls"
    info = Info(CallPage)
