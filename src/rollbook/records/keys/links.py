"""One-time links: they let a person set a password, or sign in without one, until they are used or too old."""

from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from rollbook.records.database.ids import new_ids
from rollbook.records.keys.tokens import new_token, read_token
from rollbook.records.tables import sign_in_links, users

LASTING = timedelta(hours=24)
Purpose = Literal["password", "sign-in"]


class Link(NamedTuple):
    """A link that works: its id, whose it is, and what it is for."""

    id: int
    account: int
    user: int
    purpose: Purpose
    name: str


def make_link(
    connection: sa.Connection, account: int, user: int, purpose: Purpose, now: datetime, lasting: timedelta = LASTING
) -> str:
    """Make a link for a user; return its token, which is kept nowhere."""
    row, token = new_link(account, user, purpose, now, lasting)
    connection.execute(sign_in_links.insert(), row)
    return token


def new_link(
    account: int, user: int, purpose: Purpose, now: datetime, lasting: timedelta
) -> tuple[dict[str, Any], str]:
    """Return the row of a new link, by column, and its token."""
    token = new_token(account)
    read = read_token(token)
    assert read is not None  # noqa: S101  # it has just been made
    row = {
        "account_id": account,
        "id": new_ids()[0],
        "user_id": user,
        "token_hash": read.hash,
        "purpose": purpose,
        "made_at": now,
        "ends_at": now + lasting,
    }
    return row, token


def find_link(connection: sa.Connection, text: str, now: datetime) -> Link | None:
    """Return the link with this token; None when it was used, is too old, or the user is not active."""
    token = read_token(text)
    if token is None:
        return None
    link = sign_in_links.c
    tied = (users.c.account_id == link.account_id) & (users.c.id == link.user_id)
    found = connection.execute(
        sa.select(link.id, link.user_id, link.purpose, users.c.given_name, users.c.surname)
        .join_from(sign_in_links, users, tied)
        .where(link.account_id == token.account, link.token_hash == token.hash)
        .where(link.used_at.is_(None), link.ends_at > now, users.c.status == "Active")
    ).one_or_none()
    if found is None:
        return None
    return Link(found.id, token.account, found.user_id, found.purpose, f"{found.given_name} {found.surname}")


def use_link(connection: sa.Connection, link: Link, now: datetime) -> bool:
    """Use a link up; False when another visit was faster."""
    own = (sign_in_links.c.account_id == link.account) & (sign_in_links.c.id == link.id)
    used = sign_in_links.update().values(used_at=now).where(own, sign_in_links.c.used_at.is_(None))
    return connection.execute(used).rowcount == 1


def end_links(connection: sa.Connection, account: int, user: int, now: datetime) -> None:
    """Use up all links of a user, as a new password does."""
    own = (sign_in_links.c.account_id == account) & (sign_in_links.c.user_id == user)
    connection.execute(sign_in_links.update().values(used_at=now).where(own, sign_in_links.c.used_at.is_(None)))
