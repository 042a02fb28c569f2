"""Imports of sheets: what each was, what became of its rows, and its calls; one can be taken back call by call."""

from collections.abc import Sequence
from typing import Any

from rollbook.console.responses import Page, not_found
from rollbook.console.routes import screen, users_of
from rollbook.console.screens.calls import call
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import PREFIX, Visit
from rollbook.contract.answers import Values
from rollbook.records.read.imports import find_import, find_imports
from rollbook.sheets.archive import describe

COLUMNS = (
    Column("File", "name", link=lambda row: f"{PREFIX}/imports/{row['id']}", is_head=True),
    Column("Begun", "made_at", "moment"),
    Column("Method", "method", "code"),
    Column("Status", "status", "status"),
    Column("Recorded", lambda row: row["counts"].get("recorded", 0), "number"),
    Column("Refused", lambda row: row["counts"].get("refused", 0), "number"),
    Column("Who", "who"),
)
CALLS = (
    Column("Call", "id", "code", link=lambda row: call(int(row["id"])), is_head=True),
    Column("Taken back by", "taker", "code", link=lambda row: call(int(row["taker"])) if row["taker"] else None),
)
EMPTY = "Nothing was imported yet. Send a sheet with `rollbook import FILE --as METHOD`, or to /api/v1/imports."


@screen("/imports", users_of("listCalls"))
def imports(visit: Visit) -> Page:
    """List the imports, the newest first."""
    rows = [_row(each) for each in find_imports(visit.connection, visit.account, _only(visit))]
    listing = Listing("The newest first", COLUMNS, rows, every=lambda: rows, empty=EMPTY)
    return Page("imports.html", "Imports", {}, {"imports": listing})


def _only(visit: Visit) -> int | None:
    """Return whose imports are shown: one's own, to those who may not see the whole account."""
    return None if visit.sign_in.role.is_above_groups else visit.sign_in.user


def _row(found: Any) -> Values:
    return {**found._mapping, "who": found.email or found.employee_id}


@screen("/imports/<number>", users_of("listCalls"))
def one_import(visit: Visit, number: str) -> Page:
    """Show an import with its counts and its calls."""
    found = find_import(visit.connection, visit.account, visit.id(number))
    if found is None or _only(visit) not in {None, found.user_id}:
        raise not_found()
    told = describe(visit.connection, visit.account, found.id) or {}
    taken: dict[str, str] = told["taken_back"]
    rows: Sequence[Values] = [{"id": each, "taker": taken.get(each)} for each in told["calls"]]
    listing = Listing("Its calls", CALLS, rows, every=lambda: rows, empty="It made no call.")
    return Page("import.html", found.name, {"found": _row(found), "digest": told["digest"]}, {"calls": listing})
