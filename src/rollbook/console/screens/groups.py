"""Groups: the list; and one group as its people × its courses, with what is missing."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from rollbook.console.acts import Now, done, perform, refused
from rollbook.console.forms import Field, fields_of, shown
from rollbook.console.responses import Page, Response, not_found
from rollbook.console.routes import act, screen, users_of
from rollbook.console.screens.people import identity, person
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import PREFIX, Visit
from rollbook.contract.answers import Values
from rollbook.contract.permissions import Permission
from rollbook.methods import METHODS
from rollbook.methods.list_groups import ListGroups
from rollbook.records.read import group_pages
from rollbook.records.read.context import ReportContext
from rollbook.records.read.counts import shown_count
from rollbook.records.tables import groups as groups_table

SIZE, MEMBERS, WIDE, CELLS = 50, 50, 20, 400
"""Groups and people a page, courses side by side, and cells of the matrix: more make the page slow to come."""
OF_GROUP = ("Name", "GroupID", "Status", "Description", "HomeGroupMessage")
COLUMNS = (
    Column("Group", "name", link=lambda row: group(row["id"]), is_head=True),
    Column("Group ID", "identifier"),
    Column("Status", "status", "status"),
    Column("People", lambda row: shown_count(row["people"]), "number"),
)
EMPTY = "No group is like that, or none is yours to see."


def group(number: int) -> str:
    """Return the address of a group's page."""
    return f"{PREFIX}/groups/{number}"


def _context(visit: Visit) -> ReportContext:
    return visit.context(ListGroups.access)


@screen("/groups", users_of("listGroups"))
def groups(visit: Visit) -> Page:
    """List the groups whom listGroups would show, by name."""
    read = partial(
        group_pages.read_group_list,
        visit.connection,
        _context(visit),
        visit.query.get("Name", ""),
        visit.query.get("Status") or None,
    )
    rows = read(visit.number("After"), SIZE)
    listing = Listing(
        caption="By name",
        columns=COLUMNS,
        rows=rows,
        every=lambda: _every(visit),
        empty=EMPTY,
        next_page=visit.address(After=rows[-1]["id"]) if len(rows) == SIZE else None,
    )
    return Page("groups.html", "Groups", {}, {"groups": listing})


def _every(visit: Visit) -> Iterator[Values]:
    name, status, after = visit.query.get("Name", ""), visit.query.get("Status") or None, None
    while True:
        asked = (visit.connection, _context(visit), name, status, after, visit.desk.most_rows)
        rows = group_pages.read_group_list(*asked)
        yield from rows
        if len(rows) < visit.desk.most_rows:
            return
        after = rows[-1]["id"]


@screen("/groups/add", users_of("createGroup"))
def add(visit: Visit) -> Page:
    """Show the form of a new group."""
    return _add_page(visit, _fields("createGroup"))


@act("/groups/add", users_of("createGroup"))
def create(visit: Visit) -> Response:
    """Make a group."""
    fixed: dict[str, Any] = {"Users": [], "LearningModules": []}
    return perform(visit, "createGroup", _fields("createGroup"), _add_page, back=f"{PREFIX}/groups", fixed=fixed)


def _fields(method: str) -> list[Field]:
    return fields_of(METHODS[method], lambda name: name in OF_GROUP)


def _add_page(_: Visit, fields: Sequence[Field]) -> Page:
    return Page("deed.html", "Add a group", {"fields": fields, "record": "Save"})


@screen("/groups/<number>", users_of("listGroups"))
def one_group(visit: Visit, number: str) -> Page:
    """Show a group: people × courses, what is assigned, and the credits left."""
    return _group_page(visit, _find(visit, number))


def _group_page(visit: Visit, found: Values) -> Page:
    asked = _context(visit)
    assigned = group_pages.read_assigned(visit.connection, asked, found["id"])
    page = visit.number("Courses") or 1
    courses = assigned[(page - 1) * WIDE : page * WIDE]
    size = max(CELLS // max(len(courses), 1), 1) if len(courses) > CELLS // MEMBERS else MEMBERS
    people = group_pages.read_members(visit.connection, asked, found["id"], visit.number("After"), size)
    cells = group_pages.read_cells(
        visit.connection, asked, [each["id"] for each in people], [each["id"] for each in courses]
    )
    balances = group_pages.read_balances(visit.connection, asked, found["id"])
    shown = {
        "group": found,
        "courses": courses,
        "assigned": len(assigned),
        "people": people,
        "cells": cells,
        "next_page": visit.address(After=people[-1]["id"]) if len(people) == size else None,
        "next_courses": visit.address(Courses=page + 1, call=None) if page * WIDE < len(assigned) else None,
        "permissions": {each["id"]: _names(each["permissions"]) for each in people},
    }
    listings = {"people": _matrix(people, courses, cells), "credits": _credits(balances)}
    return Page("group.html", found["name"], shown, listings)


def _find(visit: Visit, number: str) -> Values:
    found = group_pages.read_known_group(visit.connection, _context(visit), visit.id(number))
    if found is None:
        raise not_found()
    return found


def _names(permissions: int) -> str:
    return ", ".join((each.name or "").replace("_", " ").lower() for each in Permission(permissions))


def _matrix(people: Sequence[Values], courses: Sequence[Values], cells: dict[tuple[int, int], Values]) -> Listing:
    """Return the people × courses as a listing, which is what a file of them holds."""

    def of(course: int) -> Any:
        return lambda row: cells.get((row["id"], course), {}).get("shown", "")

    columns = [
        Column("Person", "name", link=lambda row: person(row["id"]), is_head=True),
        Column("Employee ID", "employee_id"),
        *(Column(course["name"], of(course["id"]), "status") for course in courses),
    ]
    return Listing("People and their courses", columns, people, every=lambda: people)


def _credits(balances: Sequence[Values]) -> Listing:
    columns = (
        Column("Variant", "name", link=lambda row: f"{PREFIX}/variants/{row['id']}", is_head=True),
        Column("Subscription", "subscription"),
        Column("Credits left", lambda row: row["credits"] if row["requires_credits"] else "not needed", "number"),
    )
    return Listing("Subscription variants of the group", columns, balances, empty="The group has no variant.")


@screen("/groups/<number>/edit", users_of("updateGroup"))
def edit(visit: Visit, number: str) -> Page:
    """Show the form with the group as it is."""
    found = _find(visit, number)
    return _edit_page(visit, _as_it_is(found))


def _as_it_is(found: Values) -> list[Field]:
    values = {
        "Name": found["name"],
        "GroupID": found["identifier"],
        "Status": found["status"],
        "Description": found["description"],
        "HomeGroupMessage": found["home_group_message"],
    }
    return shown(_fields("updateGroup"), values)


@act("/groups/<number>/edit", users_of("updateGroup"))
def update(visit: Visit, number: str) -> Response:
    """Change the group."""
    found = _find(visit, number)
    fixed = {**_identifier(found), "Users": [], "LearningModules": [], "SubscriptionVariants": []}
    back = group(found["id"])
    now = Now(_as_it_is(found), groups_table, found["id"])
    return perform(visit, "updateGroup", now.fields, _edit_page, back=back, fixed=fixed, now=now)


def _identifier(found: Values) -> dict[str, Any]:
    return {"Identifier.Name": found["name"]}


def _edit_page(_: Visit, fields: Sequence[Field]) -> Page:
    return Page("deed.html", "Edit the group", {"fields": fields, "record": "Save"})


@screen("/groups/<number>/members", users_of("updateGroup"))
def members(visit: Visit, number: str) -> Page:
    """Show the form that adds people to the group, or removes them."""
    return _members_page(visit, _find(visit, number))


def _members_page(visit: Visit, found: Values) -> Page:
    return Page("group_members.html", f"Members of {found['name']}", {"group": found, "sent": visit.field("people")})


@act("/groups/<number>/members", users_of("updateGroup"))
def change_members(visit: Visit, number: str) -> Response:
    """Add people to the group, or remove them: one e-mail address or employee id a line."""
    found = _find(visit, number)
    action = "Remove" if visit.field("action") == "Remove" else "Add"
    people = [
        {**identity(line.strip()), "UserAction": action} for line in visit.field("people").splitlines() if line.strip()
    ]
    content = {
        "Identifier": {"Name": found["name"]},
        "Users": people,
        "LearningModules": [],
        "SubscriptionVariants": [],
    }
    outcome = visit.do(visit.deed("updateGroup", content))
    if outcome.is_good and not outcome.dry_run:
        return done(group(found["id"]), outcome)
    visit.errors += outcome.errors
    page = _members_page(visit, found)
    return page if outcome.is_good else refused(page)


@act("/groups/<number>/enrol-missing", users_of("enrollLearningModules"))
def enrol_missing(visit: Visit, number: str) -> Response:
    """Enrol those whom the page showed as lacking a course in it: empty cells are filled, and no other is touched."""
    found = _find(visit, number)
    course = str(visit.id(visit.field("course")))
    lacking = visit.form.get(f"lacks.{course}", [])
    rows = [{"User": identity(name), "GroupName": found["name"], "LearningModuleID": course} for name in lacking]
    outcome = visit.do(visit.deed("enrollLearningModules", {"Enrollment": rows}))
    if outcome.is_good and not outcome.dry_run:
        return done(group(found["id"]), outcome)
    visit.errors += outcome.errors
    page = _group_page(visit, found)
    return page if outcome.is_good else refused(page)
