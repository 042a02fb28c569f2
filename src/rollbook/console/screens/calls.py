"""Calls: one log for programs, pages and sheets; and one call, with what it refused and wrote."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from rollbook.console.acts import perform
from rollbook.console.forms import Field, fields_of
from rollbook.console.packages import pretty
from rollbook.console.responses import Page, Response, not_found
from rollbook.console.routes import act, screen, users_of
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import PREFIX, Found, Visit
from rollbook.contract.answers import Values
from rollbook.methods import METHODS
from rollbook.records.read.kept_calls import read_kept_call

SIZE = 50
LONGEST = 20_000
"""Characters of a package that a page shows; the file has all of it."""
EMPTY = "No call is like that. Take a filter out; or send one: Explore has a form for each method."


def call(number: int) -> str:
    """Return the address of a call's page."""
    return f"{PREFIX}/calls/{number}"


def record(row: Values) -> str | None:
    """Return the address of a row that a call wrote, if it has a page."""
    return f"{PREFIX}/enrollments/{row['RowID']}" if row["Table"] == "enrollments" else None


COLUMNS = (
    Column("Time", "ReceivedDate", "moment", link=lambda row: call(row["CallID"]), is_head=True),
    Column("Who", lambda row: row["CallerEmail"] or row["CallerEmployeeID"]),
    Column("Face", "Face"),
    Column("Method", "Method", "code"),
    Column("Result", "Result", "status"),
    Column("Recorded", "Recorded", "number"),
    Column("Refused", "Refused", "number"),
    Column("Codes", "ErrorCodes", "code"),
)
REFUSALS = (
    Column("Row", "Block", "number", link=lambda row: row["why"], is_head=True),
    Column("Code", "Code", "code", link=lambda row: f"/api/v1/errors/{row['Code']}"),
    Column("Why", lambda row: "why, and would it pass today?" if row["why"] else "", link=lambda row: row["why"]),
    Column("Where", "Path", "code"),
    Column("Value", "Value"),
)
WRITTEN = (Column("Row", lambda row: f"{row['Table']} {row['RowID']}", "code", link=record, is_head=True),)
CHANGES = (
    Column("Action", "Action", is_head=True),
    Column("What", lambda row: f"{row['Table']} {row['RowID']}", "code"),
    Column("Changed", lambda row: _in_words(row["Columns"])),
    Column("Reason", "Reason"),
)


@screen("/calls", users_of("listCalls"))
def calls(visit: Visit) -> Page:
    """List calls, the newest first."""
    asked = visit.content("listCalls", PageSize=str(SIZE))
    found = visit.ask("listCalls", asked)
    older = found.row.get("Next")
    listing = Listing(
        caption="The newest first",
        columns=COLUMNS,
        rows=found.row.get("Calls", ()),
        every=lambda: visit.pages("listCalls", asked, _calls),
        empty=EMPTY,
        next_page=visit.address(Before=older) if older else None,
        mark=lambda row: "refused" if row["Refused"] and not row["Recorded"] else "",
    )
    return Page("calls.html", "Calls", {"methods": list(METHODS)}, {"calls": listing})


def _calls(found: Found) -> Sequence[Values]:
    listed: Sequence[Values] = found.row.get("Calls", ())
    return listed


@screen("/calls/<number>", users_of("getCall"))
def one_call(visit: Visit, number: str) -> Page:
    """Show one call: who, how, what it refused and what it changed."""
    found = _find(visit, number)
    content = {"Filters": {"CallID": number}}
    refusals = [{**row, "why": row["Block"] and f"{visit.path}/rows/{row['Block']}"} for row in found["Refusals"]]
    listings = {
        "refusals": Listing("Refused rows", REFUSALS, refusals, lambda: refusals, "No row was refused."),
        "written": Listing("Rows that it wrote", WRITTEN, found["Rows"][:SIZE], lambda: found["Rows"], "None."),
        "changes": Listing(
            "Rows that it changed",
            CHANGES,
            visit.ask("listChanges", {**content, "PageSize": str(SIZE)}).row.get("Changes", ()),
            every=lambda: _changes(visit, content),
            empty="It changed no row.",
        ),
    }
    kept = read_kept_call(visit.connection, visit.account, found["CallID"])
    package, answer = (None if part is None else pretty(part)[:LONGEST] for part in (kept and kept[2:]) or (None, None))
    return Page("call.html", found["Method"], {"call": found, "package": package, "answer": answer}, listings)


def _changes(visit: Visit, content: dict[str, Any]) -> Iterator[Values]:
    return visit.pages("listChanges", content, lambda found: found.row.get("Changes", ()))


def _find(visit: Visit, number: str) -> Values:
    found = visit.ask("getCall", {"CallID": number})
    if not found.rows:
        raise not_found()
    return found.row


def _in_words(columns: Sequence[Values]) -> str:
    return "; ".join(f"{column['Name']}: {column['Before'] or '–'} → {column['After'] or '–'}" for column in columns)


@screen("/calls/<number>/take-back", users_of("takeBackCall"))
def ask_to_take_back(visit: Visit, number: str) -> Page:
    """Ask for the reason, and show what goes and what stays once it was tried."""
    return _take_back_page(visit, _fields(), number)


@act("/calls/<number>/take-back", users_of("takeBackCall"))
def take_back(visit: Visit, number: str) -> Response:
    """Take a call back, or try to."""
    show = partial(_take_back_page, number=number)
    back = call(int(number))
    return perform(visit, "takeBackCall", _fields(), show, back=back, fixed={"CallID": number})


def _fields() -> list[Field]:
    return fields_of(METHODS["takeBackCall"], lambda name: name == "Reason")


def _take_back_page(visit: Visit, fields: Sequence[Field], number: str) -> Page:
    tried = visit.outcome.rows[0].answer if visit.outcome is not None and visit.outcome.is_good else None
    return Page("take_back.html", "Take back a call", {"fields": fields, "number": number, "tried": tried})
