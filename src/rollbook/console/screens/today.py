"""Today: what waits for somebody, and how the last days went. Every number leads to what it counts."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from rollbook.api.answers import show_moment
from rollbook.console.responses import Page, Redirect, Response
from rollbook.console.routes import anyone, screen
from rollbook.console.screens.calls import call
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import PREFIX, Visit
from rollbook.contract.answers import Values
from rollbook.methods.get_learner_report import GetLearnerReport
from rollbook.methods.list_calls import ListCalls
from rollbook.methods.list_sessions import ListSessions
from rollbook.methods.list_variants import ListVariants
from rollbook.records.read import today as records
from rollbook.records.read.counts import shown_count

SOME, DAYS, WEEK = 8, 14, 7
OF = ("listCalls", "getLearnerReport", "listSessions", "listVariants")


def _calls(**filters: str) -> str:
    return f"{PREFIX}/calls?{urlencode(filters)}"


def _overdue(row: Values) -> str:
    return f"{PREFIX}/report?{urlencode({'GroupNames': row['name'], 'EnrollmentStatuses': 'Overdue'})}"


SESSIONS = (
    Column("Session", "course", link=lambda row: f"{PREFIX}/sessions/{row['id']}", is_head=True),
    Column("Held", "starts_at", "moment"),
    Column(
        "Recorded",
        lambda row: f"{row['people'] - row['waiting']} of {row['people']}",
        link=lambda row: f"{PREFIX}/sessions/{row['id']}",
    ),
)
OVERDUE = (
    Column("Group", "name", link=_overdue, is_head=True),
    Column("Overdue", lambda row: shown_count(row["overdue"], records.MOST_OVERDUE), "number", link=_overdue),
)
CREDITS = (
    Column("Group", "group", is_head=True),
    Column(
        "Variant",
        lambda row: f"{row['subscription']}, {row['name']}",
        link=lambda row: f"{PREFIX}/variants/{row['id']}",
    ),
    Column("Left", "credits", "number", link=lambda row: f"{PREFIX}/variants/{row['id']}"),
)
CALLS = (
    Column("Time", "received_at", "moment", link=lambda row: call(row["id"]), is_head=True),
    Column("Who", "who"),
    Column("Method", "method", "code"),
    Column("Recorded", "recorded", "number"),
    Column("Refused", "refused", "number"),
)


class Bar(NamedTuple):
    """A day of the plot: how many rows were recorded and refused, and where that leads."""

    day: date
    recorded: int
    refused: int
    address: str

    @property
    def total(self) -> int:
        """All rows of the day."""
        return self.recorded + self.refused


@screen("/", anyone)
def today(visit: Visit) -> Response:
    """Show what waits and how the last days went; lead those who see nothing of it to their own record."""
    if not any(map(visit.may, OF)):
        return Redirect(f"{PREFIX}/me")
    calls = _latest_calls(visit)
    listings = {**_waiting(visit), **_of_calls(visit, calls)}
    shown = {"bars": _bars(visit, calls) if visit.may("listCalls") else [], "days": DAYS, "of": _limited(calls)}
    return Page("today.html", "Today", shown, listings)


def _waiting(visit: Visit) -> dict[str, Listing]:
    listings = {}
    if visit.may("listSessions"):
        rows = records.read_unrecorded(visit.connection, visit.context(ListSessions.access), SOME)
        listings["sessions"] = Listing(
            "Sessions that are over and not recorded",
            SESSIONS,
            rows,
            empty="All sessions of the last year are recorded.",
        )
    if visit.may("getLearnerReport"):
        rows = records.read_overdue(visit.connection, visit.context(GetLearnerReport.access), SOME)
        listings["overdue"] = Listing("Overdue, by group", OVERDUE, rows, empty="Nobody is overdue.")
    if visit.may("listVariants"):
        rows = records.read_few_credits(visit.connection, visit.context(ListVariants.access), SOME)
        listings["credits"] = Listing("Credits running out", CREDITS, rows, empty="No group has few credits left.")
    return listings


def _latest_calls(visit: Visit) -> Sequence[Values]:
    if not visit.may("listCalls"):
        return []
    return records.read_latest_calls(visit.connection, visit.context(ListCalls.access), DAYS)


def _limited(calls: Sequence[Values]) -> str:
    """Say of which calls all is counted, where there may be more."""
    return f" of the latest {len(calls):,} calls" if len(calls) == records.LATEST_CALLS else ""


def _of_calls(visit: Visit, calls: Sequence[Values]) -> dict[str, Listing]:
    if not visit.may("listCalls"):
        return {}
    counted = _refusals(visit, calls)
    week = (visit.request.received_at - timedelta(days=WEEK)).astimezone(visit.sign_in.zone).date().isoformat()
    codes = (
        Column("Code", "code", "code", link=lambda row: f"/api/v1/errors/{row['code']}", is_head=True),
        Column("Rows", "rows", "number", link=lambda row: _calls(ErrorCode=row["code"], ReceivedDateFrom=week)),
    )
    return {
        "codes": Listing(
            f"Refused rows of the last {WEEK} days{_limited(calls)}, by code",
            codes,
            counted,
            empty="No row was refused.",
        ),
        "calls": Listing("The last calls", CALLS, calls[:SOME], empty="There was no call in the last two weeks."),
    }


def _refusals(visit: Visit, calls: Sequence[Values]) -> Sequence[Values]:
    """Return how often each code refused something in the last week, the most frequent first."""
    since = visit.request.received_at - timedelta(days=WEEK)
    counts: Counter[str] = Counter()
    for each in calls:
        if each["received_at"] > since and each["error_codes"]:
            for part in each["error_codes"].split(", "):
                code, _, count = part.rpartition(" ")
                counts[code] += int(count)
    return [{"code": code, "rows": count} for code, count in counts.most_common(SOME)]


def _bars(visit: Visit, calls: Sequence[Values]) -> list[Bar]:
    """Return the rows that were recorded and refused on each of the last days, by the account's calendar."""
    zone = visit.sign_in.zone
    last = visit.request.received_at.astimezone(zone).date()
    recorded: Counter[date] = Counter()
    refused: Counter[date] = Counter()
    for each in calls:
        day = each["received_at"].astimezone(zone).date()
        recorded[day] += each["recorded"]
        refused[day] += each["refused"]
    days = [last - timedelta(days=back) for back in reversed(range(DAYS))]
    return [Bar(day, recorded[day], refused[day], _calls_of(day, zone)) for day in days]


def _calls_of(day: date, zone: ZoneInfo) -> str:
    """Return the address of the calls of a day of the account's calendar."""
    begins, ends = (datetime.combine(day + timedelta(days=later), time(), zone) for later in (0, 1))
    return _calls(ReceivedDateFrom=show_moment(begins), ReceivedDateTo=show_moment(ends - timedelta(seconds=1)))
