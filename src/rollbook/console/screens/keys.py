"""Keys: who has which, whether it is used, and how much of what it sends is refused; made here, and shown once."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from rollbook.console.acts import done, refused
from rollbook.console.forms import Field, content_of, fields_of, sent, with_errors
from rollbook.console.responses import Page, Response
from rollbook.console.routes import act, screen, users_of
from rollbook.console.sign_ins import is_own_password
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import PREFIX, Visit
from rollbook.contract.answers import Values
from rollbook.contract.permissions import Permission
from rollbook.methods import METHODS
from rollbook.records.read.key_use import LATEST, Use, read_key_use

COLUMNS = (
    Column("Label", lambda row: row["Label"] or f"key {row['APIKeyID']}", is_head=True),
    Column("Holder", lambda row: row["Email"] or row["EmployeeID"] or "the account"),
    Column("Status", "Status", "status"),
    Column("Made", "CreatedDate", "moment"),
    Column("Expires", "ExpirationDate", "moment"),
    Column("Last used", "last_used", "moment"),
    Column("Refused", "share"),
    Column("", "revoke", link=lambda row: f"{PREFIX}/keys/{row['APIKeyID']}/revoke" if row["revoke"] else None),
)
NOT_YOURS = "This is not your password. Making a key asks for it again."


@screen("/keys", users_of("listAPIKeys"))
def keys(visit: Visit) -> Page:
    """List the account's keys, with their use among the latest calls."""
    use = read_key_use(visit.connection, visit.context(Permission(0)))
    rows = visit.pages("listAPIKeys", visit.content("listAPIKeys"), lambda found: found.rows)
    may_revoke = visit.may("revokeAPIKey")
    listed = [_with_use(row, use, may_revoke=may_revoke) for row in rows]
    listing = Listing(
        f"Use is counted among the latest {LATEST:,} calls of the account", COLUMNS, listed, lambda: listed, mark=_mark
    )
    return Page("keys.html", "Keys", listings={"keys": listing})


def _with_use(row: Values, use: Mapping[int, Use], *, may_revoke: bool) -> Values:
    own = use.get(row["APIKeyID"])
    total = own.recorded + own.refused if own else 0
    return {
        **row,
        "last_used": own.last_used if own else None,
        "share": f"{own.refused / total:.0%} of {total:,} rows" if own and total else "",
        "revoke": "Revoke" if may_revoke and row["Status"] == "Active" and (row["Email"] or row["EmployeeID"]) else "",
    }


def _mark(row: Values) -> str:
    return "gone" if row["Status"] != "Active" else ""


@screen("/keys/add", users_of("createAPIKey"))
def add(visit: Visit) -> Page:
    """Show the form of a new key."""
    return _add_page(visit, fields_of(METHODS["createAPIKey"]))


def _add_page(_: Visit, fields: Sequence[Field], problem: str = "") -> Page:
    return Page("key_add.html", "Make a key", {"fields": fields, "problem": problem, "made": None})


@act("/keys/add", users_of("createAPIKey"))
def make(visit: Visit) -> Response:
    """Make a key for a user, and show it, only now."""
    fields = sent(fields_of(METHODS["createAPIKey"]), visit.form)
    if not is_own_password(visit, visit.form.get("password", [""])[-1]):
        page = _add_page(visit, fields, NOT_YOURS)
        return Page(page.template, page.title, page.shown, status=HTTPStatus.FORBIDDEN)
    outcome = visit.do(visit.deed("createAPIKey", content_of(fields, METHODS["createAPIKey"])))
    marked, errors = with_errors(fields, outcome)
    visit.errors += errors
    if not outcome.is_good:
        return refused(_add_page(visit, marked))
    if outcome.dry_run:
        return _add_page(visit, marked)
    return Page("key_add.html", "The new key", {"fields": (), "problem": "", "made": outcome.rows[0].answer})


@screen("/keys/<number>/revoke", users_of("revokeAPIKey"))
def ask_to_revoke(_: Visit, number: str) -> Page:
    """Ask once more: a key that is revoked stays so."""
    return _revoke_page(number)


def _revoke_page(number: str) -> Page:
    about = f"Key {number} fails from the next call on, for ever. Programs that send it need another one first."
    return Page("deed.html", "Revoke a key", {"fields": (), "record": "Revoke", "about": about})


@act("/keys/<number>/revoke", users_of("revokeAPIKey"))
def revoke(visit: Visit, number: str) -> Response:
    """Revoke a key."""
    outcome = visit.do(visit.deed("revokeAPIKey", {"APIKeyID": number}))
    if outcome.is_good and not outcome.dry_run:
        return done(f"{PREFIX}/keys", outcome)
    visit.errors += outcome.errors
    page = _revoke_page(number)
    return page if outcome.is_good else refused(page)
