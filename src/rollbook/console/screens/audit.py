"""Audit: who did what to whom, with the old value beside the new one; and files of it that carry a digest."""

from collections.abc import Sequence

from rollbook.console.responses import Page
from rollbook.console.routes import screen, users_of
from rollbook.console.screens.calls import call
from rollbook.console.screens.people import person
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import Found, Visit
from rollbook.contract.answers import Values
from rollbook.records.tables import changes as kept
from rollbook.records.tables import metadata

SIZE = 50
TABLES = sorted(table.name for table in metadata.sorted_tables if table is not kept and "account_id" in table.c)


def _in_words(columns: Sequence[Values], side: str) -> str:
    return "; ".join(f"{column['Name']} {column[side]}" for column in columns if column[side])


COLUMNS = (
    Column("Time", "ChangedDate", "moment", link=lambda row: call(row["CallID"]), is_head=True),
    Column("Who", lambda row: row["CallerEmail"] or row["CallerEmployeeID"]),
    Column("Method", "Method", "code"),
    Column("What", "Action"),
    Column("Row", lambda row: f"{row['Table']} {row['RowID']}", "code"),
    Column("Person", "PersonID", link=lambda row: person(row["PersonID"]) if row["PersonID"] else None),
    Column("Before", lambda row: _in_words(row["Columns"], "Before")),
    Column("After", lambda row: _in_words(row["Columns"], "After")),
    Column("Reason", "Reason"),
)


@screen("/audit", users_of("listChanges"))
def audit(visit: Visit) -> Page:
    """List changes, the newest first."""
    asked = visit.content("listChanges", PageSize=str(SIZE))
    found = visit.ask("listChanges", asked)
    older = found.row.get("Next")
    listing = Listing(
        caption="Changes, the newest first",
        columns=COLUMNS,
        rows=found.row.get("Changes", ()),
        every=lambda: visit.pages("listChanges", asked, _changes),
        empty="Nothing was changed that is like that. What calls inserted is on their pages, under Calls.",
        next_page=visit.address(Before=older) if older else None,
        has_digest=True,
    )
    return Page("audit.html", "Audit", {"tables": TABLES}, {"changes": listing})


def _changes(found: Found) -> Sequence[Values]:
    listed: Sequence[Values] = found.row.get("Changes", ())
    return listed
