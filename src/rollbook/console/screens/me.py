"""One's own record, and the people whom one supervises with what is due for each."""

from collections.abc import Iterator
from typing import Any

from rollbook.console.responses import Page
from rollbook.console.routes import anyone, screen
from rollbook.console.screens.people import person
from rollbook.console.screens.persons import DONE, context, listings_of
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import Visit
from rollbook.contract.answers import Values
from rollbook.records.read import person_pages

SIZE = 50
TEAM = (
    Column("Person", "name", link=lambda row: person(row["id"]), is_head=True),
    Column("Employee ID", "employee_id"),
    Column("Completed", "completed", "number"),
    Column("Due", "due", "number"),
    Column("Overdue", "overdue", "number"),
    Column("Last record", "last_record", "day"),
)


@screen("/me", anyone)
def me(visit: Visit) -> Page:
    """Show the visitor's own transcript and subscriptions."""
    asked, own = context(visit), visit.sign_in.user
    rows = person_pages.read_transcript(visit.connection, asked, own)
    shown = {
        "done": sum(row["shown"] in DONE for row in rows),
        "due": sum(bool(row["open"]) for row in rows),
        "overdue": sum(row["shown"] == "Overdue" for row in rows),
        "printed_at": visit.request.received_at,
    }
    held = person_pages.read_held(visit.connection, asked, own)
    return Page("me.html", "My record", shown, listings_of(rows, held))


def _leads(visit: Visit) -> bool:
    return visit.reach.supervises


@screen("/team", _leads)
def team(visit: Visit) -> Page:
    """Show the people whom the visitor supervises, with what each has completed and what is due."""
    rows = person_pages.read_led(visit.connection, context(visit), visit.number("After"), SIZE)
    listing = Listing(
        caption="The people you supervise, by name",
        columns=TEAM,
        rows=rows,
        every=lambda: _every(visit),
        empty="You supervise nobody.",
        next_page=visit.address(After=rows[-1]["id"]) if len(rows) == SIZE else None,
    )
    shown: dict[str, Any] = {"printed_at": visit.request.received_at}
    return Page("team.html", "My team", shown, {"team": listing})


def _every(visit: Visit) -> Iterator[Values]:
    rows = person_pages.read_led(visit.connection, context(visit), None, visit.desk.most_rows)
    while rows:
        yield from rows
        rows = person_pages.read_led(visit.connection, context(visit), rows[-1]["id"], visit.desk.most_rows)
