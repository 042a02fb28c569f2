"""People: whom the visitor may see, found by name, e-mail address or employee id."""

from collections.abc import Sequence
from typing import Any

from rollbook.console.responses import Page
from rollbook.console.routes import screen, users_of
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import PREFIX, Found, Visit
from rollbook.contract.answers import Values

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
    contains = {"Name.MatchType": "CONTAINS"} if visit.query.get("Name.Value") else {}
    asked = visit.content("listUsers", PageSize=str(SIZE), **contains)
    found = visit.ask("listUsers", asked)
    page, total = int(visit.query.get("Page") or 1), found.row.get("TotalRecords", 0)
    listing = Listing(
        caption=f"{total:,} people",
        columns=COLUMNS,
        rows=found.row.get("Users", ()),
        every=lambda: visit.pages("listUsers", asked, _users),
        empty=EMPTY,
        next_page=visit.address(Page=page + 1) if total > page * SIZE else None,
    )
    return Page("people.html", "People", {}, {"people": listing})


def _users(found: Found) -> Sequence[Values]:
    users: Sequence[Any] = found.row.get("Users", ())
    return users
