"""Imports of sheets: each with what became of its rows and its calls; taken back, and the taking back taken back."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from rollbook.console.face import CallError
from rollbook.console.responses import File, Page, Redirect, Response, not_found
from rollbook.console.routes import act, screen, users_of
from rollbook.console.screens import import_drafts
from rollbook.console.screens.calls import call
from rollbook.console.sheets import BAD, MOST_SHOWN, office_of, row_of
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import PREFIX, Visit
from rollbook.contract.answers import Values
from rollbook.records.read.imports import find_import, find_imports, find_outcomes
from rollbook.sheets.archive import describe, result_of, take_import_back
from rollbook.sheets.files.cells import FileRefused
from rollbook.sheets.orders import is_draft
from rollbook.sheets.results import MEDIA_TYPES
from rollbook.sheets.taking_back import TakenBack

COLUMNS = (
    Column("File", "name", link=lambda row: f"{PREFIX}/imports/{row['id']}", is_head=True),
    Column("Begun", "made_at", "moment"),
    Column("Method", "method", "code"),
    Column("Status", "shown", "status"),
    Column("Recorded", lambda row: row["counts"].get("recorded", 0), "number"),
    Column("Refused", lambda row: row["counts"].get("refused", 0) + row["counts"].get("problem", 0), "number"),
    Column("Who", "who"),
)
CALLS = (
    Column("Call", "id", "code", link=lambda row: call(int(row["id"])), is_head=True),
    Column("Taken back by", "taker", "code", link=lambda row: call(int(row["taker"])) if row["taker"] else None),
)
ROWS = (
    Column("Row", "row", "number", is_head=True),
    Column("Outcome", "outcome", "status"),
    Column("Code", "code", "code", link=lambda row: f"/api/v1/errors/{row['code']}" if row["code"] else None),
    Column("Cell", "cell", "code"),
    Column("Value", "value"),
    Column("Why", "message"),
)
KEPT = (
    Column("Row", lambda row: f"{row['Table']} {row['RowID']}", "code", is_head=True),
    Column("Why it stays", "Reason"),
)
EMPTY = "Nothing was imported yet: import a sheet, or send one with `rollbook import FILE --as METHOD`."
NOT_BEGUN = "Not recorded yet"


@screen("/imports", import_drafts.may_look)
def imports(visit: Visit) -> Page:
    """List the imports, the newest first."""
    rows = [_shown(each) for each in find_imports(visit.connection, visit.account, _only(visit))]
    listing = Listing("The newest first", COLUMNS, rows, every=lambda: rows, empty=EMPTY)
    return Page("imports.html", "Imports", {}, {"imports": listing})


def _only(visit: Visit) -> int | None:
    """Return whose imports are shown: one's own, to those who may not see the whole account."""
    return None if visit.sign_in.role.is_above_groups else visit.sign_in.user


def _shown(found: Any) -> Values:
    return {**row_of(found), "shown": NOT_BEGUN if is_draft(found) else found.status}


def _find(visit: Visit, number: str) -> Any:
    found = find_import(visit.connection, visit.account, visit.id(number))
    if found is None or _only(visit) not in {None, found.user_id}:
        raise not_found()
    return found


@screen("/imports/<number>", import_drafts.may_look)
def one_import(visit: Visit, number: str) -> Page:
    """Show an import: what it would do, how far it is, or what became of its rows."""
    found = _find(visit, number)
    if is_draft(found):
        return import_drafts.show(visit, found)
    described = describe(visit.connection, visit.account, found.id) or {}
    taken: dict[str, str] = described["taken_back"]
    calls: Sequence[Values] = [{"id": each, "taker": taken.get(each)} for each in described["calls"]]
    bad = list(islice(_bad(visit, found), MOST_SHOWN))
    listings = {
        "rows": Listing(_caption(found, len(bad)), ROWS, bad, lambda: _rows(visit, found), "No row was refused."),
        "calls": Listing("Its calls", CALLS, calls, every=lambda: calls, empty="It made no call."),
    }
    desk, is_own = visit.desk, found.user_id == visit.sign_in.user
    if problem := desk.recorder.problem(found.id):
        visit.errors.append(CallError("", problem))
    shown = {
        "found": _shown(found),
        "digest": described["digest"],
        "progress": desk.recorder.progress(found.id),
        "may_go_on": is_own and found.status != "Done",
        "is_taken_back": bool(calls) and all(each["taker"] for each in calls),
        "may_take_back": bool(calls) and visit.may("takeBackCall"),
    }
    return Page("import.html", found.name, shown, listings)


def _caption(found: Any, shown: int) -> str:
    bad = sum(found.counts.get(each, 0) for each in BAD)
    return "Refused rows" if shown == bad else f"The first {shown} of {bad:,} refused rows"


def _bad(visit: Visit, found: Any) -> Iterator[Values]:
    if any(found.counts.get(each) for each in BAD):
        yield from (row for row in _rows(visit, found) if row["outcome"] in BAD)


def _rows(visit: Visit, found: Any) -> Iterator[Values]:
    return find_outcomes(visit.connection, visit.account, found.id)


@act("/imports/<number>", import_drafts.may_look)
def change_import(visit: Visit, number: str) -> Response:
    """Take answers and corrections, and record the rows or go on to record them."""
    found = _find(visit, number)
    if found.user_id != visit.sign_in.user:
        raise not_found()
    if is_draft(found):
        return import_drafts.change(visit, found)
    if found.status != "Done":
        try:
            import_drafts.record(visit, found)
        except FileRefused as refusal:
            visit.errors.append(CallError("", str(refusal)))
            return one_import(visit, number)
    return Redirect(f"{PREFIX}/imports/{number}")


@screen("/imports/<number>/result", import_drafts.may_look)
def result(visit: Visit, number: str) -> Response:
    """Give the sheet again, with what became of each row."""
    found, form = _find(visit, number), visit.query.get("format", "xlsx")
    if form not in MEDIA_TYPES:
        raise not_found()
    try:
        content = result_of(visit.desk.database, visit.account, found.id, form)
    except FileRefused as refusal:
        visit.errors.append(CallError("", str(refusal)))
        return one_import(visit, number)
    return File(f"{Path(found.name).stem}-result.{form}", MEDIA_TYPES[form], [content])


@screen("/imports/<number>/take-back", users_of("takeBackCall"))
def ask_to_take_back(visit: Visit, number: str) -> Page:
    """Ask for the reason, and show what goes and what stays once it was tried."""
    return _take_back_page(visit, _find(visit, number), None)


@act("/imports/<number>/take-back", users_of("takeBackCall"))
def take_back(visit: Visit, number: str) -> Response:
    """Take an import back, or the taking back itself; or try to."""
    found, reason = _find(visit, number), visit.field("Reason")
    is_trial, again = visit.field("do") == "try", visit.field("again") == "1"
    if not reason:
        visit.errors.append(CallError("", "Say why: the reason is kept with every row."))
        return _take_back_page(visit, found, None)
    office, account = office_of(visit), visit.account
    visit.close()  # each call has a connection of its own
    done = take_import_back(office, account, found.id, reason, is_dry_run=is_trial, again=again)
    visit.errors += [CallError("", f"Call {each['call']}: {each['message']}") for each in done.failed]
    if is_trial or done.failed or done.kept:
        return _take_back_page(visit, found, done)
    return Redirect(f"{PREFIX}/imports/{number}")


def _take_back_page(visit: Visit, found: Any, done: TakenBack | None) -> Page:
    described = describe(visit.connection, visit.account, found.id) or {}
    again = bool(described["calls"]) and len(described["taken_back"]) == len(described["calls"])
    kept = [] if done is None else done.kept
    listings = {"kept": Listing("Rows that stay", KEPT, kept, lambda: kept)} if kept else {}
    title = f"Take back the taking back of {found.name}" if again else f"Take back {found.name}"
    shown = {"found": _shown(found), "done": done, "again": again, "reason": visit.field("Reason")}
    return Page("import_take_back.html", title, shown, listings)
