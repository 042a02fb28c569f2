"""Reads webhooks: what the sender has to know of them, and what their administrators look at."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.records.read.events import Event, find_events
from rollbook.records.tables import calls, users, webhook_deliveries, webhooks

own, delivered = webhooks.c, webhook_deliveries.c
SECRETS = {"secret", "earlier_secret"}
SHOWN = [column for column in own if column.name not in SECRETS]


def find_accounts_with_webhooks(connection: sa.Connection) -> Sequence[int]:
    """Return the ids of the accounts that have an address which is switched on."""
    asked = sa.select(own.account_id).where(own.status == "Active").distinct()
    return connection.scalars(asked.order_by(own.account_id)).all()


def find_asked_again(connection: sa.Connection, account: int, webhook: int, most: int) -> Sequence[Event]:
    """Return the events that are to be sent to an address once more."""
    where = (delivered.account_id == account) & (delivered.webhook_id == webhook) & (delivered.outcome == "Again")
    asked = sa.select(delivered.event_id).where(where).order_by(delivered.event_id).limit(most)
    numbers = connection.scalars(asked).all()
    return [event for each in numbers for event in find_events(connection, account, after=each - 1, limit=1)]


def list_webhooks(connection: sa.Connection, account: int, only: int | None = None) -> Sequence[sa.Row[Any]]:
    """Return the addresses of an account, or one of them, with who added each; no secrets."""
    who = sa.func.coalesce(users.c.email, users.c.employee_id).label("added_by")
    tie = (users.c.account_id == own.account_id) & (users.c.id == own.user_id)
    where = (own.account_id == account) & (users.c.account_id == account)
    where &= sa.true() if only is None else own.id == only
    asked: sa.Select[Any] = sa.select(*SHOWN, who).join_from(webhooks, users, tie)
    return connection.execute(asked.where(where).order_by(own.id)).all()


def list_deliveries(
    connection: sa.Connection, account: int, webhook: int, limit: int, before: int | None = None
) -> Sequence[sa.Row[Any]]:
    """Return what was posted to an address, the latest event first, with the call that each is about."""
    tie = (calls.c.account_id == delivered.account_id) & (calls.c.concluded_id == delivered.event_id)
    where = (delivered.account_id == account) & (delivered.webhook_id == webhook) & (calls.c.account_id == account)
    where &= sa.true() if before is None else delivered.event_id < before
    asked = sa.select(webhook_deliveries, calls.c.id.label("call_id"), calls.c.method)
    asked = asked.join_from(webhook_deliveries, calls, tie).where(where)
    return connection.execute(asked.order_by(delivered.event_id.desc()).limit(limit)).all()
