"""Pages made of templates. What all of them show is added here: who visits, where they may go, what was done."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from rollbook.api.answers import show_moment
from rollbook.console import static
from rollbook.console.days import is_day, local_day
from rollbook.console.responses import Ended, Page
from rollbook.console.routes import may_open
from rollbook.console.security import form_token
from rollbook.console.visits import PREFIX, Desk, Visit
from rollbook.records.database.ids import new_ids
from rollbook.web.request import HttpRequest

NAVIGATION: tuple[tuple[str, str], ...] = (
    ("Today", "/"),
    ("People", "/people"),
    ("Courses", "/courses"),
    ("Sessions", "/sessions"),
    ("Groups", "/groups"),
    ("Subscriptions", "/subscriptions"),
    ("Report", "/report"),
    ("Imports", "/imports"),
    ("Calls", "/calls"),
    ("Explore", "/explore"),
    ("Keys", "/keys"),
    ("Webhooks", "/webhooks"),
    ("Audit", "/audit"),
    ("My record", "/me"),
    ("My team", "/team"),
)
NUMBERS = re.compile(r"\d+")
MARKS: Mapping[str, str] = {
    "Completed": "good",
    "Attended": "good",
    "Success": "good",
    "Active": "good",
    "recorded": "good",
    "Done": "good",
    "Stopped": "late",
    "problem": "bad",
    "Delivered": "good",
    "Waiting": "late",
    "Enrolled": "open",
    "In Progress": "open",
    "InProgress": "open",
    "Inactive": "open",
    "Archived": "open",
    "Overdue": "late",
    "Warning": "late",
    "NotAttended": "bad",
    "Did Not Attend": "bad",
    "Failed": "bad",
    "refused": "bad",
}
"""The mark before a status: a shape, so that colour is never alone."""


def render_page(desk: Desk, request: HttpRequest, visit: Visit | None, page: Page) -> str:
    """Return a page of a screen."""
    shown = {**page.shown, "listings": page.listings, "title": page.title}
    return _environment.get_template(page.template).render(**_frame(desk, request, visit), **shown)


def render_ended(desk: Desk, request: HttpRequest, ended: Ended) -> str:
    """Return the page that says why there is no other."""
    shown = {"title": ended.title, "sentence": ended.sentence, "listings": {}}
    return _environment.get_template("ended.html").render(**_frame(desk, request, None), **shown)


def _frame(desk: Desk, request: HttpRequest, visit: Visit | None) -> dict[str, Any]:
    return {
        "desk": desk,
        "request": request,
        "visit": visit,
        "errors": visit.errors if visit is not None else [],
        "outcome": visit.outcome if visit is not None else None,
        "navigation": [] if visit is None else _navigation(visit),
        "csrf": "" if visit is None else form_token(visit.token),
        "key": str(new_ids()[0]),
        "opened": {},
        "zone": ZoneInfo("UTC") if visit is None else visit.sign_in.zone,
    }


def _navigation(visit: Visit) -> list[tuple[str, str, bool]]:
    """Return title, address and whether it is the present one, of each screen that the visitor may open."""
    here = visit.path.removeprefix(PREFIX) or "/"
    return [
        (title, PREFIX + ("/" if path == "/" else path), here == path or (path != "/" and here.startswith(f"{path}/")))
        for title, path in NAVIGATION
        if may_open(visit, path)
    ]


@pass_context
def _moment(context: Context, value: datetime | None) -> str:
    """Show a moment to the minute in the account's zone."""
    if value is None:
        return ""
    local = value.astimezone(context["zone"])
    return Markup('<time datetime="{}">{}</time>').format(show_moment(value), f"{local:%Y-%m-%d %H:%M}")


@pass_context
def _day(context: Context, value: date | datetime | None) -> str:
    """Show a day; of a moment, that of the account's zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = local_day(value, context["zone"])
    return Markup('<time datetime="{0}">{0}</time>').format(value.isoformat())


@pass_context
def _dated(context: Context, value: datetime | None) -> str:
    """Show what a record is dated with: a day that was given as one, else the moment."""
    return _day(context, value) if value is not None and is_day(value) else _moment(context, value)


def _status(word: object) -> str:
    if word in {None, ""}:
        return ""
    return Markup('<span class="mark-{}">{}</span>').format(MARKS.get(str(word), "open"), word)


@pass_context
def _cell(context: Context, value: Any, kind: str) -> Any:
    """Show a value of a listing as its column's kind says."""
    if value is None or value == "":
        return ""
    if kind == "moment" and isinstance(value, datetime):
        return _moment(context, value)
    if kind == "day" and isinstance(value, date):
        return _day(context, value)
    if kind == "status":
        return _status(value)
    if kind == "number" and isinstance(value, int):
        return f"{value:,}"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


@pass_context
def _opened(context: Context, address: str | None) -> str | None:
    """Return an address if the visitor may open the screen that it leads to: nobody is shown a link that is closed."""
    visit: Visit | None = context["visit"]
    if address is None or visit is None or not address.startswith(f"{PREFIX}/"):
        return address
    known: dict[str, bool] = context["opened"]
    path = address.removeprefix(PREFIX).partition("?")[0]
    kind = NUMBERS.sub("0", path)
    if kind not in known:
        known[kind] = may_open(visit, path)
    return address if known[kind] else None


_environment = Environment(
    loader=PackageLoader("rollbook.console"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= {
    "moment": _moment,
    "day": _day,
    "dated": _dated,
    "status": _status,
    "cell": _cell,
    "opened": _opened,
}
_environment.globals |= {"static": static.address, "at": PREFIX}
