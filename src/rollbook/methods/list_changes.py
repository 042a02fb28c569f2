"""listChanges: what became of a row, of what is on record of a person, or by a call; the newest first."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.rows import Choice, Many, Part, Row
from rollbook.contract.rules import Condition, Find, Require
from rollbook.contract.tags import Id
from rollbook.vocabulary.filters import PageSize
from rollbook.vocabulary.history import CallId, ListedChange, TableName, older
from rollbook.vocabulary.identifiers import EmployeeId, ShortText, UserEmail

LCH = error_table("LCH", Source.OURS, """
    51 The required permissions are not met to call the listChanges method.
    52 The Before provided is not valid.
    53 The PageSize provided is not valid. A page has 1000 changes at most.
    54 The CallID provided is not valid.
    55 The Table or RowID provided is not valid.
    56 The Email or EmployeeID provided is not valid.
    57 '{Email}{EmployeeID}' is not a valid user.
    58 A RowID needs its Table.
""")  # fmt: skip
LONE = Condition(LCH["58"], "RowID is given without Table", "Filters.RowID")
OF_TABLE = Require(lambda row, _, __: LONE if row.Filters.RowID and row.Filters.Table is None else None, (LONE,))


class Filters(Row):
    """Which changes; all filters count together, and without any all changes are listed."""

    CallID = CallId(error=LCH["54"], sample=None)
    Table = TableName(error=LCH["55"])
    RowID = ShortText(error=LCH["55"], about="the row's id, or its ids with slashes between them", sample="9001")
    User = Choice(
        about="the person whom the rows are about",
        Email=UserEmail(error=LCH["56"]),
        EmployeeID=EmployeeId(error=LCH["56"]),
    )


class Change(Row):
    """Which changes."""

    Before = older(LCH["52"])
    PageSize = PageSize(error=LCH["53"])
    Filters = Part(Filters)


class ChangePage(Row):
    """The changes of a page, the newest first."""

    Changes = Many("Change", ListedChange)
    Next = Id(sample=None, about="the Before of the next page; empty on the last one")


class ListChanges(Report):
    """List changes: old value, new value, who, when and why."""

    known = "Nothing: it is ours."
    denied = LCH["51"]
    container, row = "Change", Change
    rules = (OF_TABLE, Find("person", "user", by="Filters.User", error=LCH["57"]))
    read = "changes"
    info = Info(ChangePage)
