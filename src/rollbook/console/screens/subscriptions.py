"""Subscriptions and their variants: who is enrolled until when, and a ledger in which each credit has its call."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from rollbook.console.acts import perform
from rollbook.console.forms import Field, fields_of
from rollbook.console.responses import Page, Response, not_found
from rollbook.console.routes import act, screen, users_of
from rollbook.console.screens.calls import call
from rollbook.console.screens.people import person
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import PREFIX, Found, Visit
from rollbook.contract.answers import Values
from rollbook.methods import METHODS
from rollbook.methods.list_variants import ListVariants
from rollbook.records.read import variant_pages
from rollbook.records.read.context import ReportContext

SIZE = 50
CREDITS = ("SubscriptionVariantID", "GroupName", "GroupID")


def variant(number: int) -> str:
    """Return the address of a variant's page."""
    return f"{PREFIX}/variants/{number}"


def _lasting(row: Values) -> str:
    if row["DurationDays"]:
        return f"{row['DurationDays']:,} days"
    return "without end" if row["DurationType"] == "Unlimited" else ""


COLUMNS = (
    Column("Variant", "Name", link=lambda row: variant(row["VariantID"]), is_head=True),
    Column("Subscription", "SubscriptionName"),
    Column("Lasts", _lasting),
    Column("From", "StartDate", "day"),
    Column("Until", "EndDate", "day"),
    Column("Status", "Status", "status"),
)
ENROLLED = (
    Column("Person", "name", link=lambda row: person(row["user_id"]), is_head=True),
    Column("Employee ID", "employee_id"),
    Column("Group", "group"),
    Column("From", "starts_at", "day"),
    Column("Until", lambda row: row["ends_at"] or "unlimited", "day"),
    Column("Credit", lambda row: "1 taken" if row["took_credit"] else ""),
    Column("Recorded", "recorded_at", "moment", link=lambda row: call(row["call_id"]) if row["call_id"] else None),
)
LEDGER = (
    Column("Time", "changed_at", "moment", link=lambda row: call(row["call_id"]), is_head=True),
    Column("Group", "group"),
    Column("Credits", lambda row: f"{row['credits']:+,}", "number"),
    Column("Left", "left", "number"),
    Column("Who", "who"),
    Column("By", lambda row: f"{row['method']}, {row['face']}"),
    Column("Reason", lambda row: row["reason"] or row["of_call"]),
)
EMPTY = "There is no variant, or none is yours to see."


@screen("/subscriptions", users_of("listVariants"))
def subscriptions(visit: Visit) -> Page:
    """List the variants that listVariants would show, by subscription."""
    asked = visit.content("listVariants", PageSize=str(SIZE))
    found = visit.ask("listVariants", asked)
    page = visit.number("Page") or 1
    listing = Listing(
        caption="Variants, by subscription",
        columns=COLUMNS,
        rows=found.rows,
        every=lambda: visit.pages("listVariants", asked, _rows),
        empty=EMPTY,
        next_page=visit.address(Page=page + 1) if len(found.rows) == SIZE else None,
    )
    return Page("subscriptions.html", "Subscriptions", {}, {"variants": listing})


def _rows(found: Found) -> Sequence[Values]:
    return found.rows


@screen("/subscriptions/add", users_of("createSubscription"))
def add(visit: Visit) -> Page:
    """Show the form of a new subscription."""
    return _page(visit, fields_of(METHODS["createSubscription"]), title="Add a subscription")


@act("/subscriptions/add", users_of("createSubscription"))
def create(visit: Visit) -> Response:
    """Make a subscription; its variants come next."""
    show = partial(_page, title="Add a subscription")
    back = f"{PREFIX}/variants/add"
    return perform(visit, "createSubscription", fields_of(METHODS["createSubscription"]), show, back=back)


@screen("/variants/add", users_of("createVariant"))
def add_variant(visit: Visit) -> Page:
    """Show the form of a new variant."""
    return _page(visit, fields_of(METHODS["createVariant"]), title="Add a variant")


@act("/variants/add", users_of("createVariant"))
def create_variant(visit: Visit) -> Response:
    """Make a variant."""
    show = partial(_page, title="Add a variant")
    fields = fields_of(METHODS["createVariant"])
    return perform(visit, "createVariant", fields, show, back=f"{PREFIX}/subscriptions")


def _page(_: Visit, fields: Sequence[Field], title: str) -> Page:
    return Page("deed.html", title, {"fields": fields, "record": "Save"})


@screen("/variants/<number>", users_of("listVariants"))
def one_variant(visit: Visit, number: str) -> Page:
    """Show a variant: credits by group, the ledger, and who is enrolled."""
    found, asked = _find(visit, number), _context(visit)
    having = variant_pages.read_groups_of_variant(visit.connection, asked, found["id"])
    rows = variant_pages.read_enrolled(visit.connection, asked, found["id"], visit.number("Before"), SIZE)
    enrolled = Listing(
        caption="Enrolments, the latest first",
        columns=ENROLLED,
        rows=rows,
        every=lambda: _every(visit, found["id"]),
        empty="Nobody is enrolled in it.",
        next_page=visit.address(Before=rows[-1]["id"]) if len(rows) == SIZE else None,
    )
    listings = {"enrolled": enrolled, "ledger": _ledger(visit, found["id"], having)}
    return Page("variant.html", found["name"], {"variant": found, "having": having}, listings)


def _ledger(visit: Visit, number: int, having: Sequence[Values]) -> Listing:
    entries = variant_pages.read_ledger(visit.connection, _context(visit), number, having)
    empty = "No credit was given or taken back by a call."
    return Listing(
        "Credits given and taken back, the latest first", LEDGER, entries, every=lambda: entries, empty=empty
    )


def _every(visit: Visit, number: int) -> Iterator[Values]:
    before = None
    while rows := variant_pages.read_enrolled(visit.connection, _context(visit), number, before, visit.desk.most_rows):
        yield from rows
        before = rows[-1]["id"]


def _context(visit: Visit) -> ReportContext:
    return visit.context(ListVariants.access)


def _find(visit: Visit, number: str) -> Values:
    found = variant_pages.read_variant(visit.connection, _context(visit), visit.id(number))
    if found is None:
        raise not_found()
    return found


@screen("/variants/<number>/credits", users_of("giveCredits"))
def credits_form(visit: Visit, number: str) -> Page:
    """Show the form that gives a group credits, or takes them away."""
    return _credits_page(visit, _credit_fields(), found=_find(visit, number))


@act("/variants/<number>/credits", users_of("giveCredits"))
def give_credits(visit: Visit, number: str) -> Response:
    """Give a group credits, or take them away, with a reason."""
    found = _find(visit, number)
    fixed: dict[str, Any] = {"SubscriptionVariantID": str(found["id"])}
    show = partial(_credits_page, found=found)
    return perform(visit, "giveCredits", _credit_fields(), show, back=variant(found["id"]), fixed=fixed)


def _credit_fields() -> list[Field]:
    return fields_of(METHODS["giveCredits"], lambda name: name not in {"SubscriptionVariantID", "GroupID"})


def _credits_page(_: Visit, fields: Sequence[Field], found: Values) -> Page:
    about = f"For the variant {found['name']} of {found['subscription']}. Each credit is on record with its reason."
    return Page("deed.html", "Give credits", {"fields": fields, "record": "Record", "about": about})


@screen("/variants/<number>/enrol", users_of("enrollSubscriptionVariants"))
def enrol_form(visit: Visit, number: str) -> Page:
    """Show the form that enrols a person in the variant."""
    return _enrol_page(visit, _enrol_fields(), found=_find(visit, number))


@act("/variants/<number>/enrol", users_of("enrollSubscriptionVariants"))
def enrol(visit: Visit, number: str) -> Response:
    """Enrol a person in the variant."""
    found = _find(visit, number)
    fixed: dict[str, Any] = {"SubscriptionVariantID": str(found["id"])}
    show = partial(_enrol_page, found=found)
    fields, back = _enrol_fields(), variant(found["id"])
    return perform(visit, "enrollSubscriptionVariants", fields, show, back=back, fixed=fixed)


def _enrol_fields() -> list[Field]:
    return fields_of(METHODS["enrollSubscriptionVariants"], lambda name: name != "SubscriptionVariantID")


def _enrol_page(_: Visit, fields: Sequence[Field], found: Values) -> Page:
    about = f"In the variant {found['name']} of {found['subscription']}. Give an e-mail address or an employee ID."
    return Page("deed.html", "Enrol a person", {"fields": fields, "record": "Record", "about": about})
