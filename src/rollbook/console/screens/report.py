"""The report: getLearnerReport's rows with chosen columns, and the package and the JSON that ask the same."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from rollbook.console.face import CallError
from rollbook.console.packages import as_curl, as_json, as_package
from rollbook.console.responses import Page, Redirect, Response
from rollbook.console.routes import act, screen, users_of
from rollbook.console.screens.people import person
from rollbook.console.screens.persons import enrolment
from rollbook.console.tables import Column, Kind, Listing
from rollbook.console.visits import PREFIX, Found, Visit
from rollbook.contract.answers import Values
from rollbook.methods import METHODS
from rollbook.records.write.saved_filters import SavedFilter, find_filters, forget_filter, keep_filter
from rollbook.vocabulary.reports import COLUMNS, STATUSES, tag_of

METHOD, SCREEN, SIZE = "getLearnerReport", "report", 50
LONGEST_NAME, LONGEST_QUERY = 80, 4000
DEFAULT = ("GROUP_NAME", "ENROLLED_DATE", "DUE_DATE", "COMPLETED_DATE", "GRADE")
ALL = {"GroupStatus": "All", "UserStatus": "All"}
ASKED = ("GroupNames", "LearningModuleNames", "EmailAddress", "EmployeeID")
DAYS = ("CreatedDateFrom", "CreatedDateTo")
EMPTY = "No enrolment is like that. Take a filter out."
NOT_OF_FILTER = {"call", "export", "table", "Page", "saved"}


@screen("/report", users_of(METHOD))
def report(visit: Visit) -> Page:
    """Show a page of the enrolments that the address asks for."""
    return _page(visit)


def _page(visit: Visit) -> Page:
    content = _content(visit)
    found = visit.ask(METHOD, content)
    page, chosen = visit.number("Page") or 1, _chosen(visit)
    listing = Listing(
        caption="By course and date of enrolment",
        columns=[*_always(), *_columns(chosen)],
        rows=found.rows,
        every=lambda: visit.pages(METHOD, content, _rows),
        empty=EMPTY,
        next_page=visit.address(Page=page + 1) if len(found.rows) == SIZE else None,
    )
    method = METHODS[METHOD]
    shown = {
        "columns": COLUMNS,
        "chosen": chosen,
        "statuses": STATUSES,
        "wanted": visit.values("EnrollmentStatuses"),
        "asked": [(name, ", ".join(visit.values(name))) for name in ASKED],
        "days": [(name, visit.query.get(name, "")) for name in DAYS],
        "saved": find_filters(visit.connection, visit.account, visit.sign_in.user, SCREEN),
        "package": as_package(method, content),
        "json": as_json(content),
        "curl": as_curl(visit.request, METHOD, content),
        "filter": _filter(visit),
    }
    return Page("report.html", "Report", shown, {"report": listing})


def _content(visit: Visit) -> dict[str, Any]:
    given = dict(ALL)
    if visit.values("GroupNames"):
        del given["GroupStatus"]
    if visit.values("EmailAddress") or visit.values("EmployeeID"):
        del given["UserStatus"]
    content = visit.content(METHOD, PageSize=str(SIZE), **given)
    return {**content, "Columns": content.get("Columns") or list(DEFAULT)}


def _chosen(visit: Visit) -> Sequence[str]:
    return [name for name in visit.values("Columns") if name in COLUMNS] or DEFAULT


def _rows(found: Found) -> Sequence[Values]:
    return found.rows


def _always() -> Sequence[Column]:
    def name(row: Values) -> str:
        return f"{row['FirstName']} {row['LastName']}"

    return (
        Column("Person", name, link=lambda row: person(row["UserID"]), is_head=True),
        Column("Course", "CourseName", link=lambda row: enrolment(row["ID"])),
    )


def _columns(chosen: Sequence[str]) -> list[Column]:
    return [Column(_title(name), tag_of(name), _kind(name)) for name in chosen]


def _title(column: str) -> str:
    words = column.lower().replace("_", " ").removesuffix(" date")
    return words.capitalize().replace(" id", " ID")


def _kind(column: str) -> Kind:
    return "day" if column.endswith("_DATE") else "text"


def _filter(visit: Visit) -> str:
    return urlencode([(name, value) for name, value in visit.pairs if value and name not in NOT_OF_FILTER])


@act("/report", users_of(METHOD))
def save(visit: Visit) -> Response:
    """Keep the filter of the address under a name, or forget one."""
    name, query = visit.field("name")[:LONGEST_NAME], visit.field("query")[:LONGEST_QUERY]
    own = (visit.account, visit.sign_in.user, SCREEN)
    if not name:
        visit.errors.append(CallError("", "Give the filter a name."))
        return _page(visit)
    visit.close()
    with visit.desk.database.writing() as connection:
        if visit.field("do") == "forget":
            forget_filter(connection, *own, name)
            is_kept = True
        else:
            is_kept = keep_filter(connection, *own, SavedFilter(name, urlencode(parse_qsl(query))))
    if not is_kept:
        visit.errors.append(CallError("", "There are too many saved filters. Forget one first."))
        return _page(visit)
    return Redirect(f"{PREFIX}/report?{query}" if query else f"{PREFIX}/report")
