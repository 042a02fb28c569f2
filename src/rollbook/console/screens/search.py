"""Search: people, courses and calls by what one knows of them."""

from collections.abc import Sequence

from rollbook.console.responses import Page, Redirect, Response
from rollbook.console.routes import anyone, screen
from rollbook.console.screens.calls import COLUMNS as CALLS
from rollbook.console.screens.calls import call
from rollbook.console.screens.people import COLUMNS as PEOPLE
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import PREFIX, Visit
from rollbook.contract.answers import Values
from rollbook.methods import find_method

MOST = "10"
COURSES = (
    Column("Course", "Name", link=lambda row: f"{PREFIX}/courses/{row['ID']}", is_head=True),
    Column("Type", "Type"),
    Column("Status", "Status", "status"),
)


@screen("/search", anyone)
def search(visit: Visit) -> Response:
    """Find what contains the words; the id of a call leads to its page at once."""
    words = visit.query.get("q", "").strip()
    listings = {}
    if words and visit.may("getCall") and words.isdigit() and visit.ask("getCall", {"CallID": words}).rows:
        return Redirect(call(int(words)))
    visit.errors.clear()
    if words and visit.may("listUsers"):
        listings["people"] = Listing("People", PEOPLE, _people(visit, words), empty="Nobody is called like that.")
    if words and visit.may("listLearningModules"):
        sought = {"PageSize": MOST, "Filters": {"Name": {"MatchType": "CONTAINS", "Value": words}}}
        found = visit.ask("listLearningModules", sought)
        listings["courses"] = Listing("Courses", COURSES, found.rows, empty="No course is called like that.")
    method = find_method(words)
    if method is not None and visit.may("listCalls"):
        found = visit.ask("listCalls", {"PageSize": MOST, "Filters": {"Method": method.wire_name()}})
        listings["calls"] = Listing("Calls", CALLS, found.row.get("Calls", ()), empty="It was never called.")
    return Page("search.html", "Search", {"words": words}, listings)


def _people(visit: Visit, words: str) -> Sequence[Values]:
    """Find people by a part of the name or of the e-mail address, or by the employee id."""
    found: dict[int, Values] = {}
    for name, kind in (("EmployeeID", "EXACT"), ("Email", "CONTAINS"), ("Name", "CONTAINS")):
        identifier = {"UserIdentifier": {name: {"MatchType": kind, "Value": words}}}
        page = visit.ask("listUsers", {"PageSize": MOST, "Filters": {"Users": identifier}})
        found |= {row["ID"]: row for row in page.row.get("Users", ())}
        if found:
            break
    return [*found.values()]
