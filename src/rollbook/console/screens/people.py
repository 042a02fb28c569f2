"""People: whom the visitor may see, found by name, e-mail address or employee id."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from rollbook.console.responses import Page
from rollbook.console.routes import screen, users_of
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import PREFIX, Found, Visit
from rollbook.contract.answers import Values
from rollbook.methods.get_learner_report import GetLearnerReport
from rollbook.records.read import person_pages

SIZE = 50
COLUMNS = (
    Column("Name", "Name", link=lambda row: person(row["ID"]), is_head=True),
    Column("Employee ID", "EmployeeID"),
    Column("E-mail", "Email"),
    Column("Home group", "HomeGroup"),
    Column("Title", "Title"),
    Column("Status", "Status", "status"),
    Column("Changed", "ModifiedDate", "moment"),
)
LISTED = (
    *COLUMNS[:4],
    Column("Completed", "completed", "number", link=lambda row: person(row["ID"])),
    Column("Overdue", "overdue", "number", link=lambda row: person(row["ID"]) if row["overdue"] else None),
    Column("Last record", "last_record", "day", link=lambda row: person(row["ID"])),
    Column("Status", "Status", "status"),
)
NOTHING = {"completed": 0, "due": 0, "overdue": 0, "last_record": None}
"""What is counted of somebody of whom nothing is on record."""
FOUND_BY = ("Name", "Email", "EmployeeID")
"""By what people are found: a part of it is enough."""
EMPTY = "Nobody is like that. Take a filter out, or add the person."


def person(number: int) -> str:
    """Return the address of a person's page."""
    return f"{PREFIX}/people/{number}"


def identity(name: str) -> dict[str, str]:
    """Return how a call names a person: by e-mail address, or else by employee id."""
    return {"Email": name} if "@" in name else {"EmployeeID": name}


@screen("/people", users_of("listUsers"))
def people(visit: Visit) -> Page:
    """List the people whom listUsers would show, by name."""
    contains = {f"{name}.MatchType": "CONTAINS" for name in FOUND_BY if visit.query.get(f"{name}.Value")}
    asked = visit.content("listUsers", PageSize=str(SIZE), **contains)
    found = visit.ask("listUsers", asked)
    page, total = int(visit.query.get("Page") or 1), found.row.get("TotalRecords", 0)
    listing = Listing(
        caption=f"{total:,} people",
        columns=LISTED,
        rows=_counted(visit, _users(found)),
        every=lambda: _every(visit, visit.pages("listUsers", asked, _users)),
        empty=EMPTY,
        next_page=visit.address(Page=page + 1) if total > page * SIZE else None,
    )
    return Page("people.html", "People", {}, {"people": listing})


def _users(found: Found) -> Sequence[Values]:
    users: Sequence[Any] = found.row.get("Users", ())
    return users


def _counted(visit: Visit, rows: Sequence[Values]) -> list[Values]:
    """Return people with what they completed, what is overdue, and the day of the last record; as reports show it."""
    asked = visit.context(GetLearnerReport.access)
    counts = person_pages.read_counts(visit.connection, asked, [row["ID"] for row in rows]) if rows else {}
    return [{**row, **counts.get(row["ID"], NOTHING)} for row in rows]


def _every(visit: Visit, rows: Iterable[Values]) -> Iterator[Values]:
    waiting = iter(rows)
    while some := list(islice(waiting, visit.desk.most_rows)):
        yield from _counted(visit, some)
