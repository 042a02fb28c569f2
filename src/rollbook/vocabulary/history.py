"""Calls and changes on the wire, as the methods that look back answer them."""

from typing import Any

from rollbook.contract.errors import Error
from rollbook.contract.rows import Many, Row
from rollbook.contract.tags import Count, Id, Moment, OneOf, Text
from rollbook.vocabulary.identifiers import ShortText, UserEmail

FACES = ("xml", "json", "console", "sheet", "cli")
LONGEST_REASON = 500


class CallId(Id):
    """The id of a call."""

    about = "the call's id: listCalls answers with it, and JSON answers name it"
    sample = "8001"


class TableName(ShortText):
    """The kind of row that a change is about."""

    about = "the kind of the row: the name of its table"
    sample = "enrollments"


class Reason(Text):
    """Why something on record is changed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(LONGEST_REASON, **options)


class Before(Id):
    """Where a page of the past begins: the newest come first."""

    about = "only what is older than this: the Next of the page before"
    sample = None


def older(error: Error) -> Before:
    """Make the tag by which one reads on."""
    return Before(error=error)


class ListedCall(Row):
    """A call: who asked what, when, and the outcome in numbers."""

    CallID = Id(sample="8001")
    ReceivedDate = Moment(sample="2024-02-29 16:05:12.25")
    Method = Text(sample="enrollSessionHistory")
    Face = OneOf(*FACES)
    CallerID = Id(sample="382713520119808000")
    CallerEmail = UserEmail(sample="olga.owner@finashoes.com")
    CallerEmployeeID = Text(sample="FS-1")
    Result = OneOf("Success", "Failed")
    Recorded = Count(sample="2")
    Refused = Count(sample="1")
    ErrorCodes = Text(sample="ESH:21 1")
    RequestID = Text(sample="0b5f3a60c3f84a55")
    Reason = Text(sample=None)
    TakesBackCallID = Id(sample=None)


class RefusedBlock(Row):
    """A block that was refused: its code, and where in it the reason is. Kept as long as packages are."""

    Block = Count(sample="3")
    Code = Text(sample="ESH:21")
    Path = Text(sample="User/Email")
    Value = Text(sample="nobody@finashoes.com")


class WrittenRow(Row):
    """A row that the call inserted."""

    Table = Text(sample="enrollments")
    RowID = Text(sample="9001")


class KnownCall(ListedCall):
    """A call with all that is on record of it."""

    RemoteAddress = Text(sample="192.0.2.7")
    Milliseconds = Count(sample="12")
    KeyID = Id(sample="382713520119808001")
    TakenBackByCallID = Id(sample=None)
    Refusals = Many("Refusal", RefusedBlock)
    Rows = Many("Row", WrittenRow)
    Changes = Count(sample="1")


class ChangedColumn(Row):
    """A value, and what it was before."""

    Name = Text(sample="grade")
    Before = Text(sample="60")
    After = Text(sample="66")


class ListedChange(Row):
    """What one call did to one row."""

    ChangeID = Id(sample="8101")
    CallID = Id(sample="8001")
    Method = Text(sample="correctEnrollment")
    ChangedDate = Moment(sample="2024-02-29 16:05:12.25")
    CallerID = Id(sample="382713520119808000")
    CallerEmail = UserEmail(sample="olga.owner@finashoes.com")
    CallerEmployeeID = Text(sample="FS-1")
    Action = OneOf("Inserted", "Changed", "Deleted", sample="Changed")
    Table = Text(sample="enrollments")
    RowID = Text(sample="9001")
    PersonID = Id(sample="382713520119808002")
    Reason = Text(sample="A 6 was read as a 0")
    Columns = Many("Column", ChangedColumn)
