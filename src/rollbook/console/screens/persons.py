"""A person: transcript, what is due, subscriptions, groups, and what happened; as it is, and as it was on any day."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from rollbook.console.acts import Now, perform
from rollbook.console.face import CallError
from rollbook.console.forms import Field, fields_of, filled, shown
from rollbook.console.responses import Page, Response, not_found
from rollbook.console.routes import act, screen, users_of
from rollbook.console.screens.calls import call
from rollbook.console.screens.people import person
from rollbook.console.tables import Column, Listing
from rollbook.console.timeline import KINDS, place_of, read_events, read_place
from rollbook.console.visits import PREFIX, Visit
from rollbook.contract.answers import Values
from rollbook.contract.permissions import Permission
from rollbook.methods import METHODS
from rollbook.methods.get_learner_report import GetLearnerReport
from rollbook.methods.list_users import ListUsers
from rollbook.methods.record_attendance import RecordAttendance
from rollbook.records.read import person_pages
from rollbook.records.read.back_then import MOST_CHANGES, read_back_then
from rollbook.records.read.context import ReportContext
from rollbook.records.read.person_pages import PersonRecord
from rollbook.records.tables import users

OPEN_TO = ("listUsers", "getLearnerReport", "recordAttendance", "listGroups")
LATEST, SIZE = 6, 50
NO_DAY = "The day has to be written as 2026-03-31. This is the record as it is now."
TOO_MUCH = (
    f"More than {MOST_CHANGES:,} changes were made since that day, so this is the record as it is now."
    " Choose a later day, or follow the changes in all that happened."
)
DONE = {"Completed", "Attended"}
NOT_ASKED = {"LearnerNotifications", "SupervisorNotifications", "SendEmailTo", "SendMailTo", "ReceiveNotifications"}
"""Tags that are kept, and have no effect on whatever a person sees here."""
TRANSCRIPT = (
    Column("Course", "course", link=lambda row: enrolment(row["id"]), is_head=True),
    Column("Status", "shown", "status"),
    Column("Date", lambda row: row["day"], "day"),
    Column("Due", lambda row: row["due_at"] if row["open"] else None, "day"),
    Column("Grade", "grade"),
    Column("Recorded by", "by", link=lambda row: call(row["call_id"]) if row["call_id"] else None),
    Column("Certificate", lambda row: "PDF" if certificate(row) else "", link=lambda row: certificate(row)),  # noqa: PLW0108  # defined below
)

HELD = (
    Column(
        "Variant",
        lambda row: f"{row['subscription']}, {row['name']}",
        link=lambda row: f"{PREFIX}/variants/{row['variant_id']}",
        is_head=True,
    ),
    Column("From", "starts_at", "day"),
    Column("Until", lambda row: row["ends_at"] or "unlimited", "day"),
    Column("Group", "group"),
    Column("Credit", lambda row: "1 taken" if row["took_credit"] else ""),
)


def enrolment(number: int) -> str:
    """Return the address of an enrolment's page."""
    return f"{PREFIX}/enrollments/{number}"


def certificate(row: Values) -> str | None:
    """Return the address of a record's certificate, if it has one."""
    return f"{enrolment(row['id'])}/certificate" if row["shown"] in DONE else None


def context(visit: Visit) -> ReportContext:
    """Return the visitor as one who sees the people that lists, reports and rosters show them."""
    return visit.context(ListUsers.access | GetLearnerReport.access | RecordAttendance.access)


@screen("/people/add", users_of("createUser"))
def add(visit: Visit) -> Page:
    """Show the form of a new person."""
    return _form(visit, _fields("createUser"), title="Add a person")


@act("/people/add", users_of("createUser"))
def create(visit: Visit) -> Response:
    """Make a user."""
    show = partial(_form, title="Add a person")
    home = visit.field("Profile.HomeGroup")
    fixed = {"Groups": [{"GroupName": home}]} if home else {}
    return perform(visit, "createUser", _fields("createUser"), show, back=f"{PREFIX}/people", fixed=fixed)


def _fields(method: str) -> list[Field]:
    def is_asked(name: str) -> bool:
        around, _, last = name.partition(".")
        return around != "Identifier" and last not in NOT_ASKED

    return fields_of(METHODS[method], is_asked)


def _form(_: Visit, fields: Sequence[Field], title: str) -> Page:
    return Page("deed.html", title, {"fields": fields, "record": "Save"})


@screen("/people/<number>", users_of(*OPEN_TO))
def one_person(visit: Visit, number: str) -> Page:
    """Show a person, now or as of a day."""
    found = find(visit, number)
    now = person_pages.read_record(visit.connection, context(visit), found)
    then = _as_of(visit)
    record = now if then is None else _back_then(visit, now, then)
    known = {row["id"]: row for row in now.transcript}
    may_look_back = visit.may("listChanges") and record is now
    return Page(
        "person.html",
        found["name"],
        {
            "person": record.person,
            "done": sum(row["shown"] in DONE for row in record.transcript),
            "due": sum(bool(row["open"]) for row in record.transcript),
            "overdue": sum(row["shown"] == "Overdue" for row in record.transcript),
            "seats": [_seat(row) for row in record.seats],
            "events": read_events(visit, found["id"], None, LATEST, known) if may_look_back else [],
            "asof": visit.query.get("asof", ""),
            "begins": found["created_at"] if then is not None and then <= found["created_at"] else None,
            "printed_at": visit.request.received_at,
        },
        listings_of(record.transcript, record.held),
    )


def find(visit: Visit, number: str) -> Values:
    """Return the person of an address whom the visitor may see."""
    found = person_pages.read_person(visit.connection, context(visit), visit.id(number))
    if found is None:
        raise not_found()
    return found


def listings_of(rows: Sequence[Values], held: Sequence[Values]) -> dict[str, Listing]:
    """Return the transcript and the subscriptions of a person as tables."""
    count = f"{len(rows):,} enrolment{'' if len(rows) == 1 else 's'}, the latest first"
    return {
        "transcript": Listing(count, TRANSCRIPT, rows, every=lambda: rows, empty="Nothing is on record yet."),
        "subscriptions": Listing("Subscriptions", HELD, held, every=lambda: held, empty="No subscription."),
    }


def _as_of(visit: Visit) -> datetime | None:
    """Return the end of the day that the address names; None for now."""
    text = visit.query.get("asof", "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        visit.errors.append(CallError("", NO_DAY, value=text))
        return None
    return datetime.combine(day + timedelta(days=1), time(), visit.sign_in.zone)


def _back_then(visit: Visit, now: PersonRecord, then: datetime) -> PersonRecord:
    """Return the record as it was at a moment; as it is now, with an error, where that cannot be shown."""
    record = read_back_then(visit.connection, context(visit), now, then)
    if record is None:
        visit.errors.append(CallError("", TOO_MUCH))
    return record or now


def _seat(row: Values) -> Values:
    names = [(each.name or "").replace("_", " ").lower() for each in Permission(row["permissions"])]
    return {**row, "may": ", ".join(names)}


@screen("/people/<number>/timeline", users_of("listChanges"))
def timeline(visit: Visit, number: str) -> Page:
    """Show all that happened to a person, page by page."""
    found, before = find(visit, number), visit.query.get("Before", "")
    try:
        until = read_place(before) if before else None
    except ValueError:
        raise not_found() from None
    tables = KINDS.get(visit.query.get("Kind", ""), ())
    events = read_events(visit, found["id"], until, SIZE, tables=tables)
    every = partial(_every, visit, found["id"], tables)
    listing = Listing("What happened, the latest first", EVENTS, events, every=every)
    older = visit.address(Before=place_of(events[-1])) if len(events) == SIZE else None
    shown = {"person": found, "older": older, "kinds": list(KINDS)}
    return Page("timeline.html", f"{found['name']}: what happened", shown, {"events": listing})


def _every(visit: Visit, number: int, tables: Sequence[str]) -> Iterator[Values]:
    events = read_events(visit, number, None, visit.desk.most_rows, tables=tables)
    while events:
        yield from events
        last = events[-1]["at"], events[-1]["number"]
        events = read_events(visit, number, last, visit.desk.most_rows, tables=tables)


EVENTS = (
    Column("Time", "at", "moment", is_head=True),
    Column("What", "subject"),
    Column("Action", "action"),
    Column(
        "Changed", lambda row: "; ".join(f"{name}: {old or '–'} → {new or '–'}" for name, old, new in row["values"])
    ),
    Column("Reason", "reason"),
    Column("Who", "who"),
    Column("By", lambda row: f"{row['method']}, {row['face']}"),
    Column("Call", "call"),
    Column("Taken back", lambda row: "yes" if row["taken_back"] else ""),
)


@screen("/people/<number>/edit", users_of("updateUser"))
def edit(visit: Visit, number: str) -> Page:
    """Show the form with the person as they are."""
    found = find(visit, number)
    return _form(visit, _as_it_is(visit, found), title=f"Edit {found['name']}")


def _as_it_is(visit: Visit, found: Values) -> list[Field]:
    known = visit.ask("getUser", _identity(found)).row
    fields = _fields("updateUser")
    return shown(fields, {field.name: known.get(field.name.rpartition(".")[2]) for field in fields})


def _identity(found: Values) -> dict[str, Any]:
    return {"Email": found["email"]} if found["email"] else {"EmployeeID": found["employee_id"]}


@act("/people/<number>/edit", users_of("updateUser"))
def update(visit: Visit, number: str) -> Response:
    """Change the person."""
    found = find(visit, number)
    show = partial(_form, title=f"Edit {found['name']}")
    fixed = {f"Identifier.{name}": value for name, value in _identity(found).items()}
    now = Now(_as_it_is(visit, found), users, found["id"])
    return perform(visit, "updateUser", now.fields, show, back=person(found["id"]), fixed=fixed, now=now)


@screen("/people/<number>/enrol", users_of("enrollLearningModules"))
def ask_to_enrol(visit: Visit, number: str) -> Page:
    """Show the form that enrols the person in a course."""
    found = find(visit, number)
    given = {"GroupName": found["home_group"] or "", **visit.query}
    return _form(visit, filled(_of_enrolment(), given), title=f"Enrol {found['name']}")


def _of_enrolment() -> list[Field]:
    return fields_of(METHODS["enrollLearningModules"], lambda name: not name.startswith("User."))


@act("/people/<number>/enrol", users_of("enrollLearningModules"))
def enrol(visit: Visit, number: str) -> Response:
    """Enrol the person in a course."""
    found = find(visit, number)
    show = partial(_form, title=f"Enrol {found['name']}")
    fixed = {f"User.{name}": value for name, value in _identity(found).items()}
    return perform(visit, "enrollLearningModules", _of_enrolment(), show, back=person(found["id"]), fixed=fixed)
