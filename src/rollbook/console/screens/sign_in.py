"""Signing in, by password or by a one-time link, and signing out."""

from datetime import timedelta
from http import HTTPStatus
from math import ceil
from urllib.parse import urlencode

from rollbook.console.responses import Ended, Page, Redirect, Response
from rollbook.console.routes import act, anyone, screen
from rollbook.console.sign_ins import Refusal, sign_in_by_link, sign_in_by_password, sign_out
from rollbook.console.visits import PREFIX, Guest, Visit
from rollbook.records.keys.links import Link, find_link
from rollbook.records.keys.passwords import SHORTEST, weakness_of

SECONDS_A_MINUTE = 60
USED = "The link was used before, or is older than it may be. Ask for a new one where you got it."


@screen("/sign-in", None)
def sign_in(guest: Guest) -> Page:
    """Show the form."""
    return _form(guest)


@act("/sign-in", None)
def begin(guest: Guest) -> Response:
    """Sign in by e-mail address or employee id, and password; in the account that is named, where there are several."""
    signed_in = sign_in_by_password(
        guest, guest.field("name"), guest.form.get("password", [""])[-1], guest.field("account")
    )
    if isinstance(signed_in, Refusal):
        status = HTTPStatus.TOO_MANY_REQUESTS if signed_in.wait else HTTPStatus.FORBIDDEN
        return _form(guest, _sentence(signed_in), status, needs_account=signed_in.is_ambiguous)
    return Redirect(here(guest.field("to")), signed_in.token)


def _form(guest: Guest, problem: str = "", status: HTTPStatus = HTTPStatus.OK, *, needs_account: bool = False) -> Page:
    shown = {
        "problem": problem,
        "to": guest.query.get("to", guest.field("to")),
        "name": guest.field("name"),
        "account": guest.query.get("account", guest.field("account")),
        "elsewhere": _elsewhere(guest),
        "needs_account": needs_account or "account" in guest.query,
    }
    return Page("sign_in.html", "Sign in", shown, status=status)


def _elsewhere(guest: Guest) -> str | None:
    """Return the address at which a sign-in through the provider begins, where there is one."""
    if guest.desk.provider is None:
        return None
    wish = {"to": guest.query.get("to", guest.field("to")), "account": guest.query.get("account", "")}
    return f"{PREFIX}/oidc?{urlencode({name: value for name, value in wish.items() if value})}".rstrip("?")


def _sentence(refusal: Refusal) -> str:
    if refusal.wait:
        return f"There were too many failed attempts. Try again in {_words(refusal.wait)}."
    if refusal.is_ambiguous:
        return "There are several accounts with this name and password: say which one."
    return "The name or the password is wrong."


def _words(wait: timedelta) -> str:
    seconds = ceil(wait.total_seconds())
    if seconds < SECONDS_A_MINUTE:
        return f"{seconds} second{'s' if seconds > 1 else ''}"
    minutes = ceil(seconds / SECONDS_A_MINUTE)
    return f"{minutes} minute{'s' if minutes > 1 else ''}"


def here(wanted: str) -> str:
    """Return where a visitor wanted to be; never an address of another server."""
    is_here = wanted.startswith(f"{PREFIX}/") and "\\" not in wanted and wanted.isprintable()
    return wanted if is_here else f"{PREFIX}/"


@screen("/link/<token>", None)
def link(guest: Guest, token: str) -> Page:
    """Show what a one-time link is for: a new password, or the way in."""
    return _link_page(_find(guest, token))


@act("/link/<token>", None)
def use(guest: Guest, token: str) -> Response:
    """Use a one-time link: set the password where that is what it is for, and sign in."""
    found = _find(guest, token)
    password = None
    if found.purpose == "password":
        password = guest.form.get("password", [""])[-1]
        problem = weakness_of(password)
        if problem is None and password != guest.form.get("again", [""])[-1]:
            problem = "The two passwords are not the same."
        if problem is not None:
            return _link_page(found, problem, HTTPStatus.UNPROCESSABLE_ENTITY)
    signed_in = sign_in_by_link(guest, found, password)
    if signed_in is None:
        raise Ended(HTTPStatus.GONE, "This link is over", USED)
    return Redirect(f"{PREFIX}/", signed_in.token)


def _find(guest: Guest, token: str) -> Link:
    with guest.desk.database.reading() as connection:
        found = find_link(connection, token, guest.request.received_at)
    if found is None:
        raise Ended(HTTPStatus.GONE, "This link is over", USED)
    return found


def _link_page(found: Link, problem: str = "", status: HTTPStatus = HTTPStatus.OK) -> Page:
    sets_password = found.purpose == "password"
    title = "Choose a password" if sets_password else f"Sign in as {found.name}"
    shown = {"problem": problem, "sets_password": sets_password, "person": found.name, "shortest": SHORTEST}
    return Page("link.html", title, shown, status=status)


@act("/sign-out", anyone)
def end(visit: Visit) -> Redirect:
    """Sign out: the token opens nothing from now on."""
    sign_out(visit)
    return Redirect(f"{PREFIX}/sign-in", "")
