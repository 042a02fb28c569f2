"""Finds people by the names they sign in with, and API keys by whose they are."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from rollbook.contract.text import email_key, normal
from rollbook.records.sql.find import find_rows
from rollbook.records.tables import accounts, api_keys, users


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


class Named(NamedTuple):
    """An active user of an active account, with the hash of the password, if they have one."""

    account: int
    id: int
    password_hash: str | None


def find_named(connection: sa.Connection, who: str, account: str) -> Sequence[Named]:
    """Return the users with this e-mail address or employee id: in the account of this name, or in all accounts.

    In each account the e-mail address comes first.
    """
    found: dict[int, Named] = {}
    for is_email in (True, False):
        for each in find_proven(connection, who, account, by_email=is_email):
            found.setdefault(each.account, each)
    return [*found.values()]


def find_proven(connection: sa.Connection, who: str, account: str, *, by_email: bool) -> Sequence[Named]:
    """Return the users with this e-mail address, or those with this employee id; of one account, or of all."""
    named = users.c.email_key == email_key(who) if by_email else users.c.employee_id == normal(who)
    by_name = [accounts.c.name == account] if account else []
    statement = (
        sa.select(users.c.account_id, users.c.id, users.c.password_hash)
        .join_from(accounts, users, users.c.account_id == accounts.c.id)
        .where(named, users.c.status == "Active", accounts.c.status == "Active", *by_name)
    )
    return [Named(*row) for row in connection.execute(statement)]
