"""The sign-in sheet of a session: a page for paper, on which people sign that they came."""

from rollbook.console.responses import Page, not_found
from rollbook.console.routes import screen, users_of
from rollbook.console.screens.roster import every
from rollbook.console.screens.sessions import OPEN_TO, context
from rollbook.console.visits import Visit
from rollbook.records.read import session_pages

BLANK = 4
"""Empty lines at the end, for people who come without being enrolled."""


@screen("/sessions/<number>/sheet", users_of(*OPEN_TO))
def sign_in_sheet(visit: Visit, number: str) -> Page:
    """Show who is in a session, each with a line to sign on."""
    asked = context(visit)
    found = session_pages.read_session(visit.connection, asked, visit.id(number))
    if found is None or not (visit.may("listSessions") or found["people"]):
        raise not_found()
    shown = {
        "session": found,
        "people": [*every(visit, found["id"])],
        "instructors": session_pages.read_instructors(visit.connection, asked, found),
        "blank": BLANK,
        "printed_at": visit.request.received_at,
    }
    return Page("sign_in_sheet.html", f"Sign-in sheet, {found['course']}", shown)
