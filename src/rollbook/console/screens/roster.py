"""A session with its roster: a sheet of who came and how it went, tried, recorded, and corrected for ever after."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from rollbook.api.answers import show_moment
from rollbook.console.acts import done
from rollbook.console.face import CallError, Outcome
from rollbook.console.forms import fields_of
from rollbook.console.responses import Page, Response, not_found
from rollbook.console.routes import act, screen, users_of
from rollbook.console.screens.calls import call
from rollbook.console.screens.people import identity, person
from rollbook.console.screens.sessions import OPEN_TO, context, recorded
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import Visit
from rollbook.contract.answers import Values
from rollbook.methods import METHODS
from rollbook.records.read import session_pages
from rollbook.records.read.visitors import was_sent
from rollbook.records.tables import enrollments

SIZE, LINES = 100, 3
FIELDS = fields_of(METHODS["recordAttendance"], lambda name: name == "EnrollmentStatus")
STATUSES = tuple(FIELDS[0].words)
REST = "Attended"
WAYS = ("attend", "correct", "add")
NOTHING = "|"
"""What is on record of somebody whose result is not: no status, and no grade."""
COLUMNS = (
    Column("Person", "name", link=lambda row: person(row["user_id"]), is_head=True),
    Column("Employee ID", "employee_id"),
    Column("E-mail", "email"),
    Column("Group", "group"),
    Column("Status", lambda row: row["status"], "status"),
    Column("Grade", "grade"),
    Column("Recorded", "recorded_at", "moment", link=lambda row: call(row["call_id"]) if row["call_id"] else None),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the sheet: who, what is on record (`row`; empty for somebody who is added), and what was typed.

    `was` is what the sheet showed as being on record. It is sent along: so a sheet that is out of date is noticed, and
    one that is sent again makes the same call.
    """

    name: str
    row: Values
    was: str = ""
    person: str = ""
    status: str = ""
    grade: str = ""
    error: CallError | None = None
    meanwhile: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether something else was typed than the sheet showed."""
        return f"{self.status}|{self.grade}" != (self.was or NOTHING) or bool(self.person)

    @property
    def way(self) -> str:
        """The kind of call that records the line."""
        if not self.row:
            return "add"
        return "attend" if self.was == NOTHING else "correct"


def _on_record(row: Values) -> str:
    return NOTHING if row["open"] else f"{row['status']}|{row['grade'] or ''}"


@screen("/sessions/<number>", users_of(*OPEN_TO))
def one_session(visit: Visit, number: str) -> Page:
    """Show a session with what is on record of its people."""
    found = _find(visit, number)
    return _page(visit, found, [*_entries(_rows(visit, found["id"])), *_blank()])


def _find(visit: Visit, number: str) -> Values:
    found = session_pages.read_session(visit.connection, context(visit), visit.id(number))
    if found is None or not (visit.may("listSessions") or found["people"]):
        raise not_found()
    return found


def _rows(visit: Visit, number: int) -> Sequence[Values]:
    return session_pages.read_roster(visit.connection, context(visit), number, visit.number("After"), SIZE)


def _entries(rows: Sequence[Values]) -> Iterator[Entry]:
    for row in rows:
        was = _on_record(row)
        status, _, grade = was.partition("|")
        yield Entry(str(row["id"]), row, was, status=status, grade=grade)


def _blank() -> Iterator[Entry]:
    """Yield empty lines, for people who are not in the session yet."""
    return (Entry(f"new{number}", {}) for number in range(1, LINES + 1))


def _page(visit: Visit, found: Values, entries: Sequence[Entry], outcomes: Sequence[Outcome] = ()) -> Page:
    rows = [entry.row for entry in entries if entry.row]
    is_over = found["historical"] or found["ends_at"] <= visit.request.received_at
    has_begun = is_over or found["starts_at"] <= visit.request.received_at
    shown = {
        "session": found,
        "recorded": recorded(found),
        "instructors": session_pages.read_instructors(visit.connection, context(visit), found),
        "entries": entries if is_over else [entry for entry in entries if entry.row],
        "statuses": STATUSES,
        "may_record": has_begun and visit.may("recordAttendance"),
        "is_over": is_over,
        "reason": visit.field("Reason"),
        "outcomes": outcomes,
        "next_page": visit.address(After=rows[-1]["user_id"]) if len(rows) == SIZE else None,
    }
    people = every(visit, found["id"])
    listing = Listing("Who is in the session", COLUMNS, rows, every=lambda: people, empty="Nobody is in the session.")
    return Page("roster.html", found["course"], shown, {"roster": listing})


def every(visit: Visit, number: int) -> Iterator[Values]:
    """Yield all people of a session."""
    after = None
    while True:
        rows = session_pages.read_roster(visit.connection, context(visit), number, after, visit.desk.most_rows)
        yield from rows
        if len(rows) < visit.desk.most_rows:
            return
        after = rows[-1]["user_id"]


@act("/sessions/<number>", users_of(*OPEN_TO))
def record(visit: Visit, number: str) -> Response:
    """Try or record what was typed: attendance, corrections and people who are added, each as one call."""
    found = _find(visit, number)
    rows = _rows_of_form(visit, found["id"])
    entries = _typed(visit, rows)
    if visit.field("do") == "rest":
        return _page(visit, found, [_filled(entry) for entry in entries])
    if stale := _gone(visit, entries) or _stale(visit, entries):
        return replace(_page(visit, found, stale), status=HTTPStatus.CONFLICT)
    answers = {way: _send(visit, found, way, entries) for way in WAYS}
    outcomes = [outcome for outcome in answers.values() if outcome is not None]
    whole = visit.outcome = _together(outcomes)
    if len(outcomes) == 1 and whole.is_good and not (whole.dry_run or whole.refused):
        return done(visit.address(call=None), whole)
    marked = _judged(entries, answers)
    visit.errors += [error for outcome in outcomes for error in outcome.errors]
    if whole.recorded and not whole.dry_run:
        found, marked = _find(visit, number), _as_recorded(marked, _rows_of_form(visit, found["id"]))
    page = _page(visit, found, marked, outcomes)
    return page if whole.is_good or not outcomes else replace(page, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _rows_of_form(visit: Visit, number: int) -> Sequence[Values]:
    """Read the people whom the form shows, whoever came in or left meanwhile."""
    ids = [visit.id(name) for name in _names(visit)]
    return session_pages.read_roster(visit.connection, context(visit), number, None, len(ids) or 1, ids)


def _names(visit: Visit) -> list[str]:
    """Return the names of the form's lines, those of people who are in the session."""
    lines = (name.removeprefix("was.") for name in visit.form if name.startswith("was."))
    return [name for name in lines if name.isdigit()]


def _gone(visit: Visit, entries: Sequence[Entry]) -> Sequence[Entry] | None:
    """Return the lines that are left, if something was typed for somebody whose enrolment is gone; None else."""
    known = {entry.name for entry in entries}
    typed = {name: f"{visit.field(f'status.{name}')}|{visit.field(f'grade.{name}')}" for name in _names(visit)}
    gone = [name for name, text in typed.items() if name not in known and text != visit.field(f"was.{name}")]
    if gone:
        sentence = f"{len(gone)} of the people are no longer enrolled in the session. Nothing was written."
        visit.errors.append(CallError("", sentence))
    return entries if gone else None


def _typed(visit: Visit, rows: Sequence[Values]) -> list[Entry]:
    """Return the lines as they were sent, those of people who are in the session first."""

    def with_typed(entry: Entry) -> Entry:
        if f"status.{entry.name}" not in visit.form:
            return entry
        was, status, grade, person = (
            visit.field(f"{name}.{entry.name}") for name in ("was", "status", "grade", "person")
        )
        return replace(entry, was=was if entry.row else "", status=status, grade=grade, person=person)

    return [with_typed(entry) for entry in (*_entries(rows), *_blank())]


def _filled(entry: Entry) -> Entry:
    """Return a line with the status filled in, where it is empty."""
    return replace(entry, status=REST) if entry.row and not entry.status else entry


def _stale(visit: Visit, entries: Sequence[Entry]) -> list[Entry] | None:
    """Return the lines with what was recorded meanwhile, where it is what somebody wants to change; None else."""
    wanted = [entry for entry in entries if entry.row and entry.is_changed and entry.was != _on_record(entry.row)]
    keys = [f"{visit.field('key')}-{way}" for way in WAYS]
    if not wanted or was_sent(visit.connection, visit.account, visit.sign_in.user, keys):
        return None
    numbers = [entry.row["id"] for entry in wanted]
    hands = session_pages.read_last_hands(visit.connection, context(visit), enrollments, numbers)
    said = {entry.name: _meanwhile(entry, hands.get(entry.row["id"])) for entry in wanted}
    visit.errors.append(CallError("", f"{len(wanted)} of the lines were changed meanwhile. Nothing was written."))
    return [
        replace(entry, meanwhile=said.get(entry.name, ""), was=_on_record(entry.row) if entry.row else "")
        for entry in entries
    ]


def _meanwhile(entry: Entry, hand: Values | None) -> str:
    now = ", ".join(filter(None, _on_record(entry.row).split("|"))) or "nothing"
    return f"Meanwhile on record: {now}, by {hand['name'] if hand else 'somebody'}. What you typed stands here."


def _send(visit: Visit, found: Values, way: str, entries: Sequence[Entry]) -> Outcome | None:
    """Make the call for all changed lines of a way; None where there is none."""
    lines = [entry for entry in entries if entry.way == way and entry.is_changed]
    if not lines:
        return None
    method, make = {
        "attend": ("recordAttendance", _attended),
        "correct": ("correctEnrollment", _corrected),
        "add": ("enrollSessionHistory", _added),
    }[way]
    content = {METHODS[method].element: [make(visit, found, entry) for entry in lines]}  # type: ignore[attr-defined]  # all three are batches
    deed = visit.deed(method, content)
    return visit.do(replace(deed, key=f"{deed.key}-{way}" if deed.key else None))


def _attended(_: Visit, found: Values, entry: Entry) -> dict[str, Any]:
    return {"User": identity(entry.row["email"] or entry.row["employee_id"]), **_result(found, entry)}


def _result(found: Values, entry: Entry) -> dict[str, Any]:
    return {
        "LearningModuleID": str(found["learning_module_id"]),
        "LearningModuleSessionID": str(found["id"]),
        "EnrollmentStatus": entry.status,
        **({"Grade": entry.grade} if entry.grade else {}),
    }


def _corrected(visit: Visit, _: Values, entry: Entry) -> dict[str, Any]:
    sent = {"EnrollmentStatus": entry.status, "Grade": entry.grade}
    was = dict(zip(sent, entry.was.split("|", 1), strict=True))
    changed = {name: value for name, value in sent.items() if value != was[name] and value}
    return {"AccountUserLearningModuleRelID": entry.name, **changed, "Reason": visit.field("Reason")}


def _added(visit: Visit, found: Values, entry: Entry) -> dict[str, Any]:
    """Return the row of somebody who was not in the session: in their home group, enrolled when it began."""
    user = identity(entry.person)
    before = list(visit.errors)
    home = visit.ask("getUser", user).row.get("HomeGroup") if visit.may("getUser") else None
    visit.errors[:] = before  # the call itself says who is not known
    return {
        "User": user,
        "Group": {"GroupName": visit.field(f"group.{entry.name}") or home or ""},
        **_result(found, entry),
        "EnrolledDate": show_moment(found["starts_at"]),
    }


def _together(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the outcomes of several calls as one."""
    return Outcome(
        result="Success" if any(outcome.is_good for outcome in outcomes) else "Failed",
        call_id=outcomes[0].call_id if outcomes else None,
        dry_run=any(outcome.dry_run for outcome in outcomes),
        recorded=sum(outcome.recorded for outcome in outcomes),
        refused=sum(outcome.refused for outcome in outcomes),
    )


def _judged(entries: Sequence[Entry], answers: Mapping[str, Outcome | None]) -> list[Entry]:
    """Return the lines with what refused them."""
    numbers = dict.fromkeys(answers, 0)
    judged = []
    for entry in entries:
        outcome = answers[entry.way] if entry.is_changed else None
        if outcome is None:
            judged.append(entry)
            continue
        numbers[entry.way] += 1
        judged.append(replace(entry, error=outcome.by_row.get(numbers[entry.way])))
    return judged


def _as_recorded(entries: Sequence[Entry], rows: Sequence[Values]) -> list[Entry]:
    """Return the lines as they are on record now; those that were refused keep what was typed."""
    typed = {entry.name: entry for entry in entries if entry.error is not None}
    now = [replace(typed[entry.name], row=entry.row) if entry.name in typed else entry for entry in _entries(rows)]
    return [*now, *(typed.get(entry.name, entry) for entry in _blank())]
