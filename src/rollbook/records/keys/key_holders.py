"""Finds API keys by whose they are: an account's own, and its users'."""

from typing import Any

import sqlalchemy as sa

from rollbook.contract.text import email_key, normal
from rollbook.records.sql.find import find_rows
from rollbook.records.tables import api_keys, users


def find_user(connection: sa.Connection, account: int, who: str) -> sa.Row[Any] | None:
    """Return the user with this e-mail address, else the one with this employee id."""
    found = find_rows(connection, account, users.c.email_key, [email_key(who)])
    found = found or find_rows(connection, account, users.c.employee_id, [normal(who)])
    return found[0] if found else None


def find_account_keys(connection: sa.Connection, account: int) -> list[tuple[sa.Row[Any], sa.Row[Any] | None]]:
    """Return all keys of an account in the order they were made, each with its user (None: the account's own)."""
    keys = connection.execute(api_keys.select().where(api_keys.c.account_id == account).order_by(api_keys.c.id)).all()
    holders = find_rows(connection, account, users.c.id, {key.user_id for key in keys if key.user_id is not None})
    by_id = {holder.id: holder for holder in holders}
    return [(key, by_id.get(key.user_id)) for key in keys]
