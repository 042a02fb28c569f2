"""Webhooks: addresses that events are posted to, what each of them answered, and when the next try is."""

from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus
from typing import Any

import msgspec
import sqlalchemy as sa

from rollbook.api.events import show_event
from rollbook.client.webhooks import secret_text
from rollbook.console.own_deeds import keep_deed
from rollbook.console.responses import Page, Redirect, Response, not_found
from rollbook.console.routes import act, screen
from rollbook.console.screens.calls import call
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import PREFIX, Visit
from rollbook.contract.answers import Values
from rollbook.records.read.events import find_events
from rollbook.records.read.webhooks import list_deliveries, list_webhooks
from rollbook.records.write.webhooks import add_webhook, renew_secret, send_again, skip, switch, try_now
from rollbook.web.outgoing import BadAddressError, check_url

SIZE = 50
THERE = "This address is there already. One that was switched off can be switched on again."
EMPTY = "No address yet. Add one, and the server posts to it what happens in this account from then on."


def webhook(number: int) -> str:
    """Return the address of a webhook's page."""
    return f"{PREFIX}/webhooks/{number}"


ADDRESSES = (
    Column("Address", "url", link=lambda row: webhook(row["id"]), is_head=True),
    Column("Status", lambda row: "Waiting" if row["next_try_at"] else row["status"], "status"),
    Column("Tries in vain", lambda row: row["tries"] or None, "number"),
    Column("Next try", "next_try_at", "moment"),
    Column("Added by", "added_by"),
    Column("Added", "made_at", "moment"),
)
DELIVERIES = (
    Column("Event", "event_id", "code", link=lambda row: f"{webhook(row['webhook_id'])}/events/{row['event_id']}"),
    Column("Call", "method", "code", link=lambda row: call(row["call_id"]), is_head=True),
    Column("Outcome", "outcome", "status"),
    Column("Answer", "answer"),
    Column("Tries", "tries", "number"),
    Column("ms", lambda row: row["microseconds"] // 1000, "number"),
    Column("Posted", "sent_at", "moment"),
    Column("Next try", "next_try_at", "moment"),
)


def readers(visit: Visit) -> bool:
    """Let in those who may read the account's events."""
    return visit.desk.webhooks != "off" and visit.sign_in.role.is_above_groups


def administrators(visit: Visit) -> bool:
    """Let in those who may decide where the account's events go."""
    return readers(visit) and visit.sign_in.role.may_write


@screen("/webhooks", readers)
def webhooks(visit: Visit) -> Page:
    """List the account's addresses."""
    rows = [_of_address(row._mapping) for row in list_webhooks(visit.connection, visit.account)]
    listing = Listing("Addresses that events are posted to", ADDRESSES, rows, lambda: rows, EMPTY)
    return Page("webhooks.html", "Webhooks", {"may_change": administrators(visit)}, {"addresses": listing})


def _of_address(row: Any) -> Values:
    is_on = row["status"] == "Active"
    return {**row, "next_try_at": row["next_try_at"] if is_on else None}


@screen("/webhooks/add", administrators)
def add(visit: Visit) -> Page:
    """Show the form of a new address."""
    return _add_page(visit)


def _add_page(visit: Visit, problem: str = "", status: HTTPStatus = HTTPStatus.OK) -> Page:
    shown = {"problem": problem, "url": visit.field("url"), "allows_private": visit.desk.webhooks == "all"}
    return Page("webhook_add.html", "Add an address", shown, status=status)


@act("/webhooks/add", administrators)
def make(visit: Visit) -> Response:
    """Add an address, and show its secret, only now."""
    try:
        url = check_url(visit.field("url"), allows_private=visit.desk.webhooks == "all")
    except BadAddressError as error:
        return _add_page(visit, str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
    own, now = visit.sign_in, visit.request.received_at
    with _writing(visit) as connection:
        added = add_webhook(connection, own.account, own.user, url, now)
        if added is not None:
            _keep(visit, connection, "addWebhook", WebhookID=str(added[0]), URL=url.partition("?")[0])
    if added is None:
        return _add_page(visit, THERE, HTTPStatus.CONFLICT)
    return _secret_page("The new address", added[0], added[1])


def _secret_page(title: str, number: int, secret: bytes, *, had_another: bool = False) -> Page:
    shown = {"number": number, "secret": secret_text(secret), "had_another": had_another}
    return Page("webhook_secret.html", title, shown)


def _writing(visit: Visit) -> Any:
    visit.close()  # what a form does has a connection of its own
    return visit.desk.database.writing()


def _keep(visit: Visit, connection: sa.Connection, method: str, **content: str) -> None:
    own = visit.sign_in
    keep_deed(connection, visit, (own.account, own.user, own.id), method, content)


def _found(visit: Visit, number: str) -> Values:
    """Return an address of the account; what is none is not found."""
    found = list_webhooks(visit.connection, visit.account, visit.id(number))
    if not found:
        raise not_found()
    return _of_address(found[0]._mapping)


@screen("/webhooks/<number>", readers)
def deliveries(visit: Visit, number: str) -> Page:
    """Show what was posted to an address, the latest event first."""
    own = _found(visit, number)
    rows = _deliveries(visit, own, visit.number("Before"))
    listing = Listing(
        caption="What was posted, the latest first",
        columns=DELIVERIES,
        rows=rows,
        every=lambda: _all_deliveries(visit, own),
        empty="Nothing was posted yet. An event is posted some seconds after it happened.",
        next_page=visit.address(Before=rows[-1]["event_id"]) if len(rows) == SIZE else None,
    )
    shown = {"webhook": own, "may_change": administrators(visit)}
    return Page("webhook.html", own["url"], shown, {"deliveries": listing})


def _deliveries(visit: Visit, own: Values, before: int | None) -> list[Values]:
    found = list_deliveries(visit.connection, visit.account, own["id"], SIZE, before)
    waits = {"Waiting": own["next_try_at"]}
    return [{**row._mapping, "next_try_at": waits.get(row.outcome)} for row in found]


def _all_deliveries(visit: Visit, own: Values) -> Iterator[Values]:
    before: int | None = None
    while rows := _deliveries(visit, own, before):
        yield from rows
        before = rows[-1]["event_id"]


@screen("/webhooks/<number>/events/<event>", readers)
def delivery(visit: Visit, number: str, event: str) -> Page:
    """Show an event as it was posted, and what may be done about it."""
    own, wanted = _found(visit, number), visit.id(event)
    found = [row for row in _deliveries(visit, own, wanted + 1)[:1] if row["event_id"] == wanted]
    events = find_events(visit.connection, visit.account, after=wanted - 1, limit=1)
    if not (found and events):
        raise not_found()
    body = msgspec.json.format(msgspec.json.encode(show_event(events[0])), indent=2).decode()
    may_change = administrators(visit) and own["status"] == "Active"
    shown = {"webhook": own, "delivery": found[0], "body": body, "may_change": may_change}
    return Page("webhook_event.html", f"Event {wanted}", shown)


@act("/webhooks/<number>/off", administrators)
def turn_off(visit: Visit, number: str) -> Response:
    """Post nothing more to an address."""
    return _change(visit, number, "turnOffWebhook", partial(switch, on=False))


@act("/webhooks/<number>/on", administrators)
def turn_on(visit: Visit, number: str) -> Response:
    """Post to an address again, from where it had come to."""
    return _change(visit, number, "turnOnWebhook", partial(switch, on=True))


@act("/webhooks/<number>/try", administrators)
def try_at_once(visit: Visit, number: str) -> Response:
    """Let an address wait no longer."""
    return _change(visit, number, "tryWebhook", try_now)


@act("/webhooks/<number>/events/<event>/again", administrators)
def again(visit: Visit, number: str, event: str) -> Response:
    """Post an event once more."""
    return _change(visit, number, "sendEventAgain", partial(send_again, event=visit.id(event)), EventID=event)


@act("/webhooks/<number>/events/<event>/skip", administrators)
def give_up(visit: Visit, number: str, event: str) -> Response:
    """Go on without the event that an address waits with."""
    return _change(visit, number, "skipEvent", partial(skip, event=visit.id(event)), EventID=event)


Change = Callable[[sa.Connection, int, int], None]


def _change(visit: Visit, number: str, method: str, change: Change, **content: str) -> Redirect:
    """Change something about an address, put it on record, and lead back to its page."""
    own = _found(visit, number)
    with _writing(visit) as connection:
        change(connection, visit.account, own["id"])
        _keep(visit, connection, method, WebhookID=number, **content)
    return Redirect(webhook(own["id"]))


@act("/webhooks/<number>/secret", administrators)
def new_secret(visit: Visit, number: str) -> Page:
    """Make a new secret of an address, and show it, only now."""
    own = _found(visit, number)
    with _writing(visit) as connection:
        secret = renew_secret(connection, visit.account, own["id"], visit.request.received_at)
        _keep(visit, connection, "renewWebhookSecret", WebhookID=number)
    return _secret_page("The new secret", own["id"], secret, had_another=True)
