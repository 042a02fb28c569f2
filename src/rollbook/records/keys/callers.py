"""Who calls: from a pair of keys to a user of an account, and what was answered to the same request before."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from rollbook.contract.permissions import Permission, Role
from rollbook.records.keys.api_keys import hash_of
from rollbook.records.keys.bearer_keys import is_bearer_key
from rollbook.records.keys.sign_ins import SignInToken, find_sign_in
from rollbook.records.tables import accounts, api_keys, calls, memberships, supervisors, users
from rollbook.records.tables.columns import UtcTime


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier call that carried the same idempotency key."""

    id: int
    received_at: datetime
    package_digest: bytes
    answer: bytes | None


class KeyPair(NamedTuple):
    """The two keys that every package carries: the account's own, and that of one of its users."""

    account_key: str
    user_key: str


class BearerKey(NamedTuple):
    """A key of a user's that finds the account by itself."""

    user_key: str


class KnownUser(NamedTuple):
    """A user whom the operator names on the machine itself: who may open the database needs no key."""

    account: int
    user: int


Credentials = KeyPair | BearerKey | SignInToken | KnownUser
"""By what a caller is known."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose credentials they are, with the id of the key or of the sign-in; whether the user may call is not known."""

    account: int
    user: int
    zone: ZoneInfo
    key: int | None
    sign_in: int | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """The user who calls, by a key or a sign-in. `has_access`: the permissions asked for are held somewhere."""

    account: int
    user: int
    key: int | None
    zone: ZoneInfo
    role: Role
    has_access: bool
    earlier: Earlier | None
    sign_in: int | None = None


_account_key = api_keys.alias("account_key")
_user_key = api_keys.alias("user_key")


def _opens(key: sa.FromClause, name: str) -> sa.ColumnElement[bool]:
    """The condition that an API key is the one of this name, neither revoked nor expired."""
    lasts = key.c.expires_at.is_(None) | (key.c.expires_at > sa.bindparam("now", type_=UtcTime))
    return (key.c.key_hash == sa.bindparam(name)) & key.c.revoked_at.is_(None) & lasts


_bearer = (
    sa.select(
        accounts.c.id.label("account"),
        _user_key.c.user_id.label("user"),
        accounts.c.timezone,
        _user_key.c.id.label("key"),
    )
    .join(_user_key, (_user_key.c.account_id == accounts.c.id) & _user_key.c.user_id.is_not(None))
    .where(_opens(_user_key, "user_key"), accounts.c.status == "Active")
)
_key_owner = _bearer.join(
    _account_key, (_account_key.c.account_id == accounts.c.id) & _account_key.c.user_id.is_(None)
).where(_opens(_account_key, "account_key"))
_zone = sa.select(accounts.c.timezone).where(accounts.c.id == sa.bindparam("account"), accounts.c.status == "Active")
_may_call = sa.exists().where(
    memberships.c.account_id == sa.bindparam("account"),
    memberships.c.user_id == sa.bindparam("user"),
    memberships.c.permissions.op("&")(sa.bindparam("access")) != 0,
)
_supervises = sa.exists().where(
    supervisors.c.account_id == sa.bindparam("account"), supervisors.c.supervisor_id == sa.bindparam("user")
)
_caller = (
    sa.select(users.c.role, _may_call.label("may_call"), calls.c.id, calls.c.received_at, calls.c.package_digest)
    .add_columns(calls.c.answer)
    .select_from(
        users.outerjoin(
            calls,
            (calls.c.account_id == sa.bindparam("account"))
            & (calls.c.user_id == sa.bindparam("user"))
            & (calls.c.idempotency_key == sa.bindparam("idempotency_key", type_=sa.Text)),
        )
    )
    .where(
        users.c.account_id == sa.bindparam("account"), users.c.id == sa.bindparam("user"), users.c.status == "Active"
    )
)


def authenticate(connection: sa.Connection, credentials: Credentials, now: datetime) -> Identity | None:
    """Return whose credentials they are; None when they do not open one active account.

    Keys are looked up in global tables only; a sign-in is the account's own.
    """
    if isinstance(credentials, SignInToken):
        found = find_sign_in(connection, credentials, now)
        return None if found is None else Identity(found.account, found.user, found.zone, None, found.id)
    if isinstance(credentials, KnownUser):
        zone = connection.scalar(_zone, {"account": credentials.account})
        return None if zone is None else Identity(*credentials, ZoneInfo(zone), None)
    keys: dict[str, object] = {"user_key": hash_of(credentials.user_key), "now": now}
    if isinstance(credentials, KeyPair):
        keys["account_key"] = hash_of(credentials.account_key)
    elif not is_bearer_key(credentials.user_key):
        return None
    owner = connection.execute(_key_owner if isinstance(credentials, KeyPair) else _bearer, keys).one_or_none()
    return None if owner is None else Identity(owner.account, owner.user, ZoneInfo(owner.timezone), owner.key)


def load_caller(
    connection: sa.Connection,
    identity: Identity,
    access: Permission,
    idempotency_key: str | None,
    *,
    may_supervise: bool,
) -> Caller | None:
    """Return the caller, or None when the user is not active. Asks the account's own tables: on Citus, one shard.

    Callers have access who hold one of its permissions in a group and, with `may_supervise`, who supervise a user.
    """
    # No call has an empty key. With NULL, PostgreSQL drops the join, and Citus sees no more that it is in one account.
    asked = {"account": identity.account, "user": identity.user, "access": access}
    statement = _caller.add_columns(_supervises.label("supervises")) if may_supervise else _caller
    found = connection.execute(statement, {**asked, "idempotency_key": idempotency_key or ""}).one_or_none()
    if found is None:
        return None
    role = Role(found.role)
    earlier = Earlier(found.id, found.received_at, found.package_digest, found.answer) if found.id else None
    has_access = role.is_above_groups or bool(found.may_call) or (may_supervise and bool(found.supervises))
    return Caller(
        identity.account, identity.user, identity.key, identity.zone, role, has_access, earlier, identity.sign_in
    )


def find_answer(connection: sa.Connection, account: int, call: int) -> bytes | None:
    """Return the answer, deflated, of a call that is on record."""
    asked = sa.select(calls.c.answer).where(calls.c.account_id == account, calls.c.id == call)
    answer: bytes | None = connection.execute(asked).scalar_one_or_none()
    return answer
