"""Sessions: when and where they are held, and how much of each is recorded; new ones, to come and past."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from rollbook.console.acts import perform
from rollbook.console.forms import Field, fields_of, filled
from rollbook.console.responses import Page, Response
from rollbook.console.routes import act, screen, users_of
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import PREFIX, Visit
from rollbook.contract.answers import Values
from rollbook.methods import METHODS
from rollbook.methods.get_learner_report import GetLearnerReport
from rollbook.methods.record_attendance import RecordAttendance
from rollbook.records.read import session_pages
from rollbook.records.read.context import ReportContext
from rollbook.records.read.counts import shown_count

SIZE = 50
OPEN_TO = ("listSessions", "recordAttendance")
ADD = {"createSession": "Add a session", "createHistoricalSession": "Add a session that is over"}


def session(number: int) -> str:
    """Return the address of a session's page."""
    return f"{PREFIX}/sessions/{number}"


def context(visit: Visit) -> ReportContext:
    """Return the visitor as one who sees the results that the report shows, and those that they record themselves."""
    return visit.context(RecordAttendance.access | GetLearnerReport.access)


def recorded(row: Values) -> str:
    """Return how many results of a session are recorded, of how many."""
    most = session_pages.MOST_COUNTED
    return f"{shown_count(row['recorded'], most)} of {shown_count(row['people'], most)}" if row["people"] else "nobody"


COLUMNS = (
    Column("Session", "course", link=lambda row: session(row["id"]), is_head=True),
    Column("Held", "starts_at", "moment"),
    Column("Until", "ends_at", "moment"),
    Column("Place", "place"),
    Column("Grade", "grade_type"),
    Column("Recorded", recorded, link=lambda row: session(row["id"])),
)
EMPTY = "No session is like that. Take a filter out, or add one."


@screen("/sessions", users_of(*OPEN_TO))
def sessions(visit: Visit) -> Page:
    """List the sessions, the latest first."""
    rows = _read(visit, visit.number("After"), SIZE)
    listing = Listing(
        caption="The latest first",
        columns=COLUMNS,
        rows=rows,
        every=lambda: _every(visit),
        empty=EMPTY,
        next_page=visit.address(After=rows[-1]["id"]) if len(rows) == SIZE else None,
    )
    return Page("sessions.html", "Sessions", {}, {"sessions": listing})


def _read(visit: Visit, after: int | None, size: int) -> Sequence[Values]:
    return session_pages.read_session_list(
        visit.connection,
        context(visit),
        contains=visit.query.get("Course", ""),
        is_waiting=visit.query.get("Recorded") == "no",
        sees_all=visit.may("listSessions"),
        after=after,
        size=size,
    )


def _every(visit: Visit) -> Iterator[Values]:
    rows = _read(visit, None, visit.desk.most_rows)
    while rows:
        yield from rows
        rows = _read(visit, rows[-1]["id"], visit.desk.most_rows)


@screen("/sessions/add", users_of("createSession"))
def add(visit: Visit) -> Page:
    """Show the form of a session to come."""
    return _form(visit, "createSession")


@screen("/sessions/add-historical", users_of("createHistoricalSession"))
def add_historical(visit: Visit) -> Page:
    """Show the form of a session that is over."""
    return _form(visit, "createHistoricalSession")


def _form(visit: Visit, method: str) -> Page:
    course = visit.query.get("LearningModuleID", "")
    fields = filled(fields_of(METHODS[method]), {"CourseSession.LearningModuleID": course})
    return _page(visit, fields, ADD[method])


def _page(_: Visit, fields: Sequence[Field], title: str) -> Page:
    return Page("deed.html", title, {"fields": fields, "record": "Save"})


@act("/sessions/add", users_of("createSession"))
def create(visit: Visit) -> Response:
    """Make a session to come."""
    return _create(visit, "createSession")


@act("/sessions/add-historical", users_of("createHistoricalSession"))
def create_historical(visit: Visit) -> Response:
    """Make a session that is over."""
    return _create(visit, "createHistoricalSession")


def _create(visit: Visit, method: str) -> Response:
    show = partial(_page, title=ADD[method])
    fixed: dict[str, Any] = {}
    return perform(visit, method, fields_of(METHODS[method]), show, back=f"{PREFIX}/sessions", fixed=fixed)
