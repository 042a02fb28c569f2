"""Sign-ins to the console: begun with a new token each time, found by it, and ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from rollbook.contract.permissions import Role
from rollbook.records.database.ids import new_ids
from rollbook.records.keys.tokens import new_token, read_token
from rollbook.records.tables import accounts, sign_ins, users

IDLE, LONGEST = timedelta(hours=8), timedelta(days=7)
"""How long a sign-in lasts unused, and at all. Source: OURS."""
SEEN_EVERY = timedelta(minutes=5)
BROWSER = 200


class SignInToken(NamedTuple):
    """What a visitor's cookie holds."""

    token: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in that lasts, with the person and the account that it opens."""

    id: int
    account: int
    account_name: str
    zone: ZoneInfo
    user: int
    name: str
    email: str | None
    employee_id: str | None
    role: Role
    seen_at: datetime


def begin_sign_in(
    connection: sa.Connection, account: int, user: int, now: datetime, *, remote_address: str, browser: str
) -> tuple[int, SignInToken]:
    """Sign a user in with a new token; return the id of the sign-in, and the token, which is kept nowhere."""
    [number], token = new_ids(), new_token(account)
    read = read_token(token)
    assert read is not None  # noqa: S101  # it has just been made
    connection.execute(
        sign_ins.insert().values(
            account_id=account,
            id=number,
            user_id=user,
            token_hash=read.hash,
            made_at=now,
            seen_at=now,
            remote_address=remote_address,
            browser=browser[:BROWSER],
        )
    )
    return number, SignInToken(token)


def find_sign_in(connection: sa.Connection, credentials: SignInToken, now: datetime) -> SignIn | None:
    """Return the sign-in that a token opens; None when it is over, or the user or the account is not active."""
    token = read_token(credentials.token)
    if token is None:
        return None
    found = connection.execute(
        _found, {"account": token.account, "hash": token.hash, "idle": now - IDLE, "oldest": now - LONGEST}
    ).one_or_none()
    if found is None:
        return None
    return SignIn(
        id=found.id,
        account=token.account,
        account_name=found.account_name,
        zone=ZoneInfo(found.timezone),
        user=found.user_id,
        name=f"{found.given_name} {found.surname}",
        email=found.email,
        employee_id=found.employee_id,
        role=Role(found.role),
        seen_at=found.seen_at,
    )


def note_visit(connection: sa.Connection, sign_in: SignIn, now: datetime) -> None:
    """Note that the sign-in is in use."""
    own = (sign_ins.c.account_id == sign_in.account) & (sign_ins.c.id == sign_in.id)
    connection.execute(sign_ins.update().values(seen_at=now).where(own))


def find_sign_ins(connection: sa.Connection, account: int, user: int, now: datetime) -> Sequence[sa.Row[Any]]:
    """Return a user's sign-ins that last, the latest first."""
    own = (sign_ins.c.account_id == account) & (sign_ins.c.user_id == user)
    lasting = (sign_ins.c.seen_at > now - IDLE) & (sign_ins.c.made_at > now - LONGEST) & sign_ins.c.ended_at.is_(None)
    return connection.execute(sign_ins.select().where(own, lasting).order_by(sign_ins.c.id.desc())).all()


def count_sign_ins(connection: sa.Connection, account: int, now: datetime) -> Mapping[int, int]:
    """Return how many sign-ins last, by user."""
    own = sign_ins.c
    lasting = (own.seen_at > now - IDLE) & (own.made_at > now - LONGEST) & own.ended_at.is_(None)
    found = sa.select(own.user_id, sa.func.count()).where(own.account_id == account, lasting).group_by(own.user_id)
    return {row[0]: row[1] for row in connection.execute(found)}


def end_sign_ins(
    connection: sa.Connection,
    account: int,
    user: int,
    now: datetime,
    *,
    only: int | None = None,
    but: int | None = None,
) -> int:
    """End a user's sign-ins: all, `only` one, or all `but` one; return how many lasted."""
    own = (sign_ins.c.account_id == account) & (sign_ins.c.user_id == user) & sign_ins.c.ended_at.is_(None)
    which = [sign_ins.c.id == only] if only is not None else [sign_ins.c.id != but] if but is not None else []
    return connection.execute(sign_ins.update().values(ended_at=now).where(own, *which)).rowcount


_found = (
    sa.select(
        sign_ins.c.id,
        sign_ins.c.user_id,
        sign_ins.c.seen_at,
        users.c.given_name,
        users.c.surname,
        users.c.email,
        users.c.employee_id,
        users.c.role,
        accounts.c.name.label("account_name"),
        accounts.c.timezone,
    )
    .select_from(sign_ins)
    .join(users, (users.c.account_id == sign_ins.c.account_id) & (users.c.id == sign_ins.c.user_id))
    .join(accounts, accounts.c.id == sign_ins.c.account_id)
    .where(
        sign_ins.c.account_id == sa.bindparam("account"),
        sign_ins.c.token_hash == sa.bindparam("hash"),
        sign_ins.c.seen_at > sa.bindparam("idle", type_=sign_ins.c.seen_at.type),
        sign_ins.c.made_at > sa.bindparam("oldest", type_=sign_ins.c.made_at.type),
        sign_ins.c.ended_at.is_(None),
        users.c.status == "Active",
        accounts.c.status == "Active",
    )
)
