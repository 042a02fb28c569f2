"""Writes webhooks: what administrators do with an address, and what the sender of events did."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from rollbook.records.database.ids import least_id_at, new_ids
from rollbook.records.tables import webhook_deliveries, webhooks

SECRET_BYTES = 32
EARLIER_SECRET = timedelta(hours=24)
"""How long events are signed with the secret before a new one, too. Source: OURS."""
FIRST_WAIT, LONGEST_WAIT, GROWTH = timedelta(seconds=2), timedelta(hours=6), 4.0
MOST_TRIES = 28
"""After some five days in vain an address is switched off. Source: OURS."""
own, delivered = webhooks.c, webhook_deliveries.c


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to post to an address, as long as it lasts. The secrets are the present one and, a while, the last."""

    account: int
    webhook: int
    number: int
    url: str
    tries: int
    secrets: Sequence[bytes]


class Sent(NamedTuple):
    """An event that was posted. `is_again`: because somebody asked for it; `is_gone`: the address wants no more."""

    event: int
    is_good: bool
    answer: str
    microseconds: int
    sent_at: datetime
    is_again: bool = False
    is_gone: bool = False


def find_due(connection: sa.Connection, account: int, now: datetime) -> Sequence[sa.Row[Any]]:
    """Return id and last event of each address that may be posted to now."""
    asked: sa.Select[Any] = sa.select(own.id, own.after_id)
    return connection.execute(asked.where(_is_due(account, now)).order_by(own.id)).all()


def _is_due(account: int, now: datetime) -> sa.ColumnElement[bool]:
    return (
        (own.account_id == account)
        & (own.status == "Active")
        & (own.next_try_at.is_(None) | (own.next_try_at <= now))
        & (own.leased_until.is_(None) | (own.leased_until <= now))
    )


def take_lease(
    connection: sa.Connection, account: int, webhook: int, after: int, now: datetime, lasts: timedelta
) -> Lease | None:
    """Take the right to post what comes after an event; None where somebody else has it, or has posted that."""
    [number] = new_ids()
    is_free = _is_due(account, now) & (own.id == webhook) & (own.after_id == after)
    columns = (own.url, own.tries, own.secret, own.earlier_secret, own.secret_made_at)
    taken = webhooks.update().values(lease=number, leased_until=now + lasts).where(is_free).returning(*columns)
    row = connection.execute(taken).one_or_none()
    if row is None:
        return None
    both = row.earlier_secret is not None and now - row.secret_made_at < EARLIER_SECRET
    return Lease(account, webhook, number, row.url, row.tries, (row.secret, *([row.earlier_secret] if both else [])))


def write_sent(connection: sa.Connection, lease: Lease, sent: Sequence[Sent], now: datetime) -> bool:
    """Note what was posted, and give the lease back; return False where it was over and nothing is noted.

    Then another server has posted the same events, or will: each is posted at least once.
    """
    held = (own.account_id == lease.account) & (own.id == lease.webhook) & (own.lease == lease.number)
    ended = webhooks.update().values(lease=None, leased_until=None, **_state_after(lease, sent, now)).where(held)
    if not connection.execute(ended).rowcount:
        return False
    if sent:
        _write_deliveries(connection, lease, sent)
    return True


def _state_after(lease: Lease, sent: Sequence[Sent], now: datetime) -> dict[str, Any]:
    """Return what changes in the row of an address: events are posted in their order, to the first that fails."""
    new = [each for each in sent if not each.is_again]
    taken = [each.event for each in new if each.is_good]
    state: dict[str, Any] = {"after_id": taken[-1], "tries": 0, "next_try_at": None} if taken else {}
    if len(taken) < len(new):
        tries = (0 if taken else lease.tries) + 1
        state |= {"tries": tries, "next_try_at": now + wait_of(tries)}
        state |= {"status": "Inactive"} if new[-1].is_gone or tries >= MOST_TRIES else {}
    return state


def wait_of(tries: int) -> timedelta:
    """Return how long to wait after so many tries in vain: some seconds at first, in the end six hours."""
    wait = min(FIRST_WAIT * GROWTH ** min(tries - 1, 10), LONGEST_WAIT)
    return wait * random.uniform(0.9, 1.1)  # noqa: S311  # so that not all come at once; nothing to guess


def _write_deliveries(connection: sa.Connection, lease: Lease, sent: Sequence[Sent]) -> None:
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    rows = [
        {
            "account_id": lease.account,
            "webhook_id": lease.webhook,
            "event_id": each.event,
            "outcome": "Delivered" if each.is_good else "Failed" if each.is_again else "Waiting",
            "tries": 1,
            "answer": each.answer,
            "microseconds": each.microseconds,
            "sent_at": each.sent_at,
        }
        for each in sent
    ]
    written = insert(webhook_deliveries).values(rows)
    changed = {name: written.excluded[name] for name in ("outcome", "answer", "microseconds", "sent_at")}
    key = [column.name for column in webhook_deliveries.primary_key]
    connection.execute(
        written.on_conflict_do_update(index_elements=key, set_={**changed, "tries": delivered.tries + 1})
    )


def add_webhook(
    connection: sa.Connection, account: int, user: int, url: str, now: datetime
) -> tuple[int, bytes] | None:
    """Add an address that gets the events from now on; return its id and secret, None where it is there already."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    [number], secret = new_ids(), secrets.token_bytes(SECRET_BYTES)
    added = connection.execute(
        insert(webhooks)
        .values(
            account_id=account,
            id=number,
            user_id=user,
            url=url,
            made_at=now,
            secret=secret,
            secret_made_at=now,
            after_id=least_id_at(now),
        )
        .on_conflict_do_nothing(index_elements=["account_id", "url"])
        .returning(own.id)
    )
    return (number, secret) if added.one_or_none() is not None else None


def switch(connection: sa.Connection, account: int, webhook: int, *, on: bool) -> None:
    """Switch an address off, or on again: then it gets what it has missed."""
    values: dict[str, Any] = {"status": "Active" if on else "Inactive", "tries": 0, "next_try_at": None}
    connection.execute(webhooks.update().values(**values).where(_is(account, webhook)))


def renew_secret(connection: sa.Connection, account: int, webhook: int, now: datetime) -> bytes:
    """Make and return a new secret of an address. For a while events are signed with both."""
    secret = secrets.token_bytes(SECRET_BYTES)
    values = {"secret": secret, "secret_made_at": now, "earlier_secret": own.secret}
    connection.execute(webhooks.update().values(**values).where(_is(account, webhook)))
    return secret


def try_now(connection: sa.Connection, account: int, webhook: int) -> None:
    """Let an address wait no longer."""
    connection.execute(webhooks.update().values(next_try_at=None).where(_is(account, webhook)))


def send_again(connection: sa.Connection, account: int, webhook: int, event: int) -> None:
    """Have an event that was posted, or given up, posted once more."""
    try_now(connection, account, webhook)
    done = _is_delivery(account, webhook, event) & delivered.outcome.in_(("Delivered", "Failed"))
    connection.execute(webhook_deliveries.update().values(outcome="Again").where(done))


def skip(connection: sa.Connection, account: int, webhook: int, event: int) -> None:
    """Give up the event that an address waits with, and go on with the next."""
    waiting = _is_delivery(account, webhook, event) & (delivered.outcome == "Waiting")
    gone_on = {"after_id": event, "tries": 0, "next_try_at": None, "lease": None, "leased_until": None}
    connection.execute(
        webhooks.update()
        .values(**gone_on)
        .where(_is(account, webhook), own.after_id < event, sa.exists().where(waiting))
    )
    connection.execute(webhook_deliveries.update().values(outcome="Failed").where(waiting))


def forget_deliveries(connection: sa.Connection, account: int, before: datetime) -> None:
    """Delete what is on record of deliveries before the moment, but for those that are still to come."""
    old = (delivered.account_id == account) & (delivered.sent_at < before)
    connection.execute(webhook_deliveries.delete().where(old, delivered.outcome.in_(("Delivered", "Failed"))))


def _is(account: int, webhook: int) -> sa.ColumnElement[bool]:
    return (own.account_id == account) & (own.id == webhook)


def _is_delivery(account: int, webhook: int, event: int) -> sa.ColumnElement[bool]:
    return (delivered.account_id == account) & (delivered.webhook_id == webhook) & (delivered.event_id == event)
