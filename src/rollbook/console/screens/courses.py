"""Courses: the list; and one course with its sessions, its groups, and who of them lacks it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from rollbook.console.acts import Now, done, perform, refused
from rollbook.console.forms import Field, fields_of, shown
from rollbook.console.responses import Page, Response, not_found
from rollbook.console.routes import act, screen, users_of
from rollbook.console.screens.people import identity, person
from rollbook.console.screens.sessions import COLUMNS as OF_SESSIONS
from rollbook.console.screens.sessions import context
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import PREFIX, Found, Visit
from rollbook.contract.answers import Values
from rollbook.methods import METHODS
from rollbook.methods.list_learning_modules import ListLearningModules
from rollbook.records.read import course_pages
from rollbook.records.read.counts import MOST, shown_count
from rollbook.records.tables import learning_modules

SIZE, SOME, MOST_GROUPS, AT_ONCE = 50, 10, 20, 300
INSTRUCTOR_LED = "Instructor-Led"


def course(number: int) -> str:
    """Return the address of a course's page."""
    return f"{PREFIX}/courses/{number}"


COLUMNS = (
    Column("Course", "Name", link=lambda row: course(row["LearningModuleID"]), is_head=True),
    Column("ID", "LearningModuleID", "number"),
    Column("Type", "Type"),
    Column("Status", "Status", "status"),
)
LACKING = (
    Column("Person", "name", link=lambda row: person(row["id"]), is_head=True),
    Column("Employee ID", "employee_id"),
    Column("E-mail", "email"),
)
EMPTY = "No course is like that. Take a filter out, or add one."


def _count(row: Values, name: str) -> str:
    return shown_count(row[name], course_pages.MOST_COUNTED)


@screen("/courses", users_of("listLearningModules"))
def courses(visit: Visit) -> Page:
    """List the courses that listLearningModules would show, by name."""
    contains = {"MatchType": "CONTAINS"} if visit.query.get("Value") else {}
    asked = visit.content("listLearningModules", PageSize=str(SIZE), **contains)
    rows = visit.ask("listLearningModules", asked).rows
    page = visit.number("Page") or 1
    listing = Listing(
        caption="By name",
        columns=COLUMNS,
        rows=rows,
        every=lambda: visit.pages("listLearningModules", asked, _rows),
        empty=EMPTY,
        next_page=visit.address(Page=page + 1) if len(rows) == SIZE else None,
    )
    return Page("courses.html", "Courses", {}, {"courses": listing})


def _rows(found: Found) -> Sequence[Values]:
    return found.rows


@screen("/courses/add", users_of("createLearningModule"))
def add(visit: Visit) -> Page:
    """Show the form of a new course."""
    return _form(visit, fields_of(METHODS["createLearningModule"]), title="Add a course")


@act("/courses/add", users_of("createLearningModule"))
def create(visit: Visit) -> Response:
    """Make a course."""
    show = partial(_form, title="Add a course")
    fields = fields_of(METHODS["createLearningModule"])
    return perform(visit, "createLearningModule", fields, show, back=f"{PREFIX}/courses")


def _form(_: Visit, fields: Sequence[Field], title: str) -> Page:
    return Page("deed.html", title, {"fields": fields, "record": "Save"})


@screen("/courses/<number>", users_of("listLearningModules"))
def one_course(visit: Visit, number: str) -> Page:
    """Show a course: how far its people are, its sessions, and its groups with who lacks it."""
    return _course_page(visit, _find(visit, number))


def _course_page(visit: Visit, found: Values) -> Page:
    asked, number = context(visit), found["id"]
    counts = course_pages.count_statuses(visit.connection, asked, number)
    of_groups = course_pages.read_groups_of_course(visit.connection, asked, number, visit.number("After"), MOST_GROUPS)
    columns = (
        Column("Group", "name", link=_group_link if visit.may("listGroups") else None, is_head=True),
        Column("People", lambda row: _count(row, "people"), "number"),
        Column("Lack it", _lacking_count, "number", link=lambda row: lacking_in(number, row["id"])),
    )
    every = partial(_every_group, visit, number)
    listing = Listing("Groups that have it, by name", columns, of_groups, every=every, empty=NO_GROUP)
    if len(of_groups) == MOST_GROUPS:
        listing = replace(listing, next_page=visit.address(After=of_groups[-1]["id"]))
    listings = {"groups": listing}
    if found["type"] == INSTRUCTOR_LED:
        sees_all = visit.may("listSessions")
        held = course_pages.read_course_sessions(visit.connection, asked, number, SOME, sees_all=sees_all)
        listings["sessions"] = Listing("The latest sessions", OF_SESSIONS, held, empty="There is no session yet.")
    shown = {
        "course": found,
        "counts": sorted(counts.items()),
        "is_capped": sum(counts.values()) >= MOST,
        "name": visit.field("GroupName"),
    }
    return Page("course.html", found["name"], shown, listings)


def _lacking_count(row: Values) -> str:
    """Return how many lack the course: of a group with more people than were looked at, at least so many."""
    return f"{row['lacking']:,}{'+' if row['people'] > course_pages.LOOKED_AT else ''}"


def _every_group(visit: Visit, number: int) -> Iterator[Values]:
    after = None
    while True:
        rows = course_pages.read_groups_of_course(visit.connection, context(visit), number, after, AT_ONCE)
        yield from rows
        if len(rows) < AT_ONCE:
            return
        after = rows[-1]["id"]


def _group_link(row: Values) -> str:
    return f"{PREFIX}/groups/{row['id']}"


def lacking_in(number: int, group: int) -> str:
    """Return the address of the people of a group who lack a course."""
    return f"{course(number)}/lacking/{group}"


NO_GROUP = "No group has it yet: assign it to one, and its people can be enrolled."


def _find(visit: Visit, number: str) -> Values:
    asked = visit.context(ListLearningModules.access)
    found = course_pages.read_course(visit.connection, asked, visit.id(number))
    if found is None:
        raise not_found()
    return found


@screen("/courses/<number>/edit", users_of("updateLearningModule"))
def edit(visit: Visit, number: str) -> Page:
    """Show the form with the course as it is."""
    found = _find(visit, number)
    return _form(visit, _as_it_is(found), title=f"Edit {found['name']}")


def _as_it_is(found: Values) -> list[Field]:
    return shown(_fields(), {"Name": found["name"], "Type": found["type"], "Status": found["status"]})


@act("/courses/<number>/edit", users_of("updateLearningModule"))
def update(visit: Visit, number: str) -> Response:
    """Change the course."""
    found = _find(visit, number)
    show = partial(_form, title=f"Edit {found['name']}")
    fixed = {"LearningModuleID": str(found["id"])}
    now = Now(_as_it_is(found), learning_modules, found["id"])
    return perform(visit, "updateLearningModule", now.fields, show, back=course(found["id"]), fixed=fixed, now=now)


def _fields() -> list[Field]:
    return fields_of(METHODS["updateLearningModule"], lambda name: name != "LearningModuleID")


@act("/courses/<number>", users_of("updateGroup"))
def assign(visit: Visit, number: str) -> Response:
    """Assign the course to a group."""
    found = _find(visit, number)
    content = {
        "Identifier": {"Name": visit.field("GroupName")},
        "Users": [],
        "LearningModules": [{"ID": str(found["id"]), "LearningModuleAction": "Add"}],
        "SubscriptionVariants": [],
    }
    outcome = visit.do(visit.deed("updateGroup", content))
    if outcome.is_good and not outcome.dry_run:
        return done(course(found["id"]), outcome)
    visit.errors += outcome.errors
    page = _course_page(visit, found)
    return page if outcome.is_good else refused(page)


@screen("/courses/<number>/lacking/<group>", users_of("listLearningModules"))
def lacking(visit: Visit, number: str, group: str) -> Page:
    """Show who of a group lacks the course."""
    return _lacking_page(visit, _find(visit, number), _group(visit, number, group))


def _group(visit: Visit, number: str, group: str) -> Values:
    asked = (visit.connection, context(visit), visit.id(number), visit.id(group))
    found = course_pages.read_group_of_course(*asked)
    if found is None:
        raise not_found()
    return found


def _lacking(visit: Visit, found: Values, group: Values) -> Sequence[Values]:
    return course_pages.read_lacking(visit.connection, context(visit), found["id"], group["id"], AT_ONCE)


def _lacking_page(visit: Visit, found: Values, group: Values) -> Page:
    rows = _lacking(visit, found, group)
    listing = Listing(f"People of {group['name']}", LACKING, rows, every=lambda: rows, empty="Nobody lacks it.")
    is_led = found["type"] == INSTRUCTOR_LED
    shown = {"course": found, "group": group, "is_led": is_led, "session": visit.field("session")}
    return Page("lacking.html", f"Who lacks {found['name']}", shown, {"lacking": listing})


@act("/courses/<number>/lacking/<group>", users_of("enrollLearningModules"))
def enrol_missing(visit: Visit, number: str, group: str) -> Response:
    """Enrol those whom the page showed as lacking the course; nobody else is touched."""
    found, of_group = _find(visit, number), _group(visit, number, group)
    in_session = {"LearningModuleSessionID": visit.field("session")} if visit.field("session") else {}
    rows = [
        {"User": identity(name), "GroupName": of_group["name"], "LearningModuleID": str(found["id"]), **in_session}
        for name in visit.form.get("user", [])
    ]
    outcome = visit.do(visit.deed("enrollLearningModules", {"Enrollment": rows}))
    if outcome.is_good and not outcome.dry_run:
        return done(visit.path, outcome)
    visit.errors += outcome.errors
    page = _lacking_page(visit, found, of_group)
    return page if outcome.is_good else refused(page)
