"""The visitor's own account: where they are signed in, and their password."""

from http import HTTPStatus

from rollbook.console.responses import Page, Redirect, Response
from rollbook.console.routes import act, anyone, screen
from rollbook.console.sign_ins import change_password, is_own_password
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import PREFIX, Visit
from rollbook.records.keys.passwords import SHORTEST, weakness_of
from rollbook.records.keys.sign_ins import end_sign_ins, find_sign_ins

COLUMNS = (
    Column("Since", "made_at", "moment", is_head=True),
    Column("Last seen", "seen_at", "moment"),
    Column("From", "remote_address"),
    Column("Browser", "browser"),
    Column("", "here"),
)


@screen("/account", anyone)
def account(visit: Visit) -> Page:
    """Show the sign-ins that last."""
    return _page(visit)


def _page(visit: Visit, problem: str = "", status: HTTPStatus = HTTPStatus.OK) -> Page:
    own = visit.sign_in
    found = find_sign_ins(visit.connection, own.account, own.user, visit.request.received_at)
    rows = [{**row._mapping, "here": "this one" if row.id == own.id else ""} for row in found]
    listing = Listing("Where you are signed in", COLUMNS, rows)
    shown = {"problem": problem, "shortest": SHORTEST}
    return Page("account.html", own.name, shown, {"sign_ins": listing}, status)


@act("/account/sign-ins", anyone)
def end_others(visit: Visit) -> Redirect:
    """End all sign-ins of the visitor but this one."""
    own, now = visit.sign_in, visit.request.received_at
    visit.close()
    with visit.desk.database.writing() as connection:
        end_sign_ins(connection, own.account, own.user, now, but=own.id)
    return Redirect(f"{PREFIX}/account")


@act("/account/password", anyone)
def new_password(visit: Visit) -> Response:
    """Change the password, which ends all other sign-ins."""
    password = visit.form.get("password", [""])[-1]
    problem = weakness_of(password)
    if problem is None and password != visit.form.get("again", [""])[-1]:
        problem = "The two passwords are not the same."
    if not is_own_password(visit, visit.form.get("current", [""])[-1]):
        problem = "The current password is wrong."
    if problem is not None:
        return _page(visit, problem, HTTPStatus.UNPROCESSABLE_ENTITY)
    change_password(visit, password)
    return Redirect(f"{PREFIX}/account")
