"""Who calls: from a pair of keys to a user of an account, and what was answered to the same request before."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from rollbook.contract.permissions import Permission, Role
from rollbook.records.database.prepared import is_distributed, prepared
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


_zone_of = sa.select(accounts.c.timezone).where(accounts.c.id == sa.bindparam("account"), accounts.c.status == "Active")
_zone = sa.select(accounts.c.timezone).where(accounts.c.id == _user_key.c.account_id, accounts.c.status == "Active")
_bearer = sa.select(
    _user_key.c.account_id.label("account"),
    _user_key.c.user_id.label("user"),
    _user_key.c.id.label("key"),
    _zone.scalar_subquery().label("timezone"),
).where(_opens(_user_key, "user_key"), _user_key.c.user_id.is_not(None))
_key_owner = _bearer.where(
    sa.exists().where(
        _account_key.c.account_id == _user_key.c.account_id,
        _account_key.c.user_id.is_(None),
        _opens(_account_key, "account_key"),
    )
)


NO_PERMISSION = Permission(0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a call wants to know of its caller besides who they are.

    Callers have access who hold one of its permissions in a group and, with `of_supervisors`, who supervise a user.
    """

    access: Permission = NO_PERMISSION
    of_supervisors: bool = False
    idempotency_key: str | None = None

    @property
    def parameters(self) -> dict[str, object]:
        """The parameters of the statement. No call has an empty key; it stands where none is given."""
        # With NULL, PostgreSQL drops the question, and Citus sees no more that it is in one account.
        return {"access": self.access, "idempotency_key": self.idempotency_key or ""}


@functools.cache
def _caller(owner: sa.Select[Any] | None, *, may_supervise: bool) -> sa.Select[Any]:
    """The caller: whose keys `owner` finds, else the user of the account that are given.

    What is known of them is asked in questions of its own, not joined. So each is a look-up by key in any plan: a join
    might read all that an account has, in a plan that was made when that was little.
    """
    account: sa.ColumnElement[int] = sa.bindparam("account", type_=sa.BigInteger)
    user: sa.ColumnElement[int] = sa.bindparam("user", type_=sa.BigInteger)
    if owner is not None:
        account, user = _user_key.c.account_id, _user_key.c.user_id
    role = sa.select(users.c.role).where(users.c.account_id == account, users.c.id == user, users.c.status == "Active")
    may_call = sa.exists().where(
        memberships.c.account_id == account,
        memberships.c.user_id == user,
        memberships.c.permissions.op("&")(sa.bindparam("access")) != 0,
    )
    supervises = sa.exists().where(supervisors.c.account_id == account, supervisors.c.supervisor_id == user)
    earlier = sa.select(calls.c.id).where(
        calls.c.account_id == account,
        calls.c.user_id == user,
        calls.c.idempotency_key == sa.bindparam("idempotency_key", type_=sa.Text),
    )
    known = role if owner is None else owner.add_columns(role.scalar_subquery().label("role"))
    held = (may_call.label("may_call"), *((supervises.label("supervises"),) if may_supervise else ()))
    return prepared(known.add_columns(*held, earlier.scalar_subquery().label("earlier")))


def find_caller(
    connection: sa.Connection,
    credentials: Credentials,
    now: datetime,
    wanted: Wanted,
    take_turn: Callable[[int], None],
) -> Caller | None:
    """Return who calls; None when the credentials do not open one active account, or the user is not active.

    Keys and caller are one question. But on Citus the keys are on every node, and everything else is on the account's
    own; a sign-in is the account's own. There `take_turn`, which gets the account, comes before that node is asked.
    """
    if not isinstance(credentials, KeyPair | BearerKey) or is_distributed(connection):
        identity = authenticate(connection, credentials, now)
        if identity is None:
            return None
        take_turn(identity.account)
        return load_caller(connection, identity, wanted)
    owner, keys = _question(credentials, now)
    statement = _caller(owner, may_supervise=wanted.of_supervisors)
    found = None if keys is None else connection.execute(statement, {**keys, **wanted.parameters}).one_or_none()
    identity = _identity_of(found)
    if found is None or identity is None or found.role is None:
        return None
    take_turn(identity.account)
    return _caller_of(connection, identity, wanted, found)


def authenticate(connection: sa.Connection, credentials: Credentials, now: datetime) -> Identity | None:
    """Return whose credentials they are; None when they do not open one active account.

    Keys are looked up in global tables only; a sign-in is the account's own.
    """
    if isinstance(credentials, SignInToken):
        found = find_sign_in(connection, credentials, now)
        return None if found is None else Identity(found.account, found.user, found.zone, None, found.id)
    if isinstance(credentials, KnownUser):
        zone = connection.scalar(_zone_of, {"account": credentials.account})
        return None if zone is None else Identity(*credentials, ZoneInfo(zone), None)
    statement, keys = _question(credentials, now)
    return None if keys is None else _identity_of(connection.execute(statement, keys).one_or_none())


def _question(credentials: KeyPair | BearerKey, now: datetime) -> tuple[sa.Select[Any], dict[str, object] | None]:
    """Return the statement that finds whose keys they are, and its parameters; None where no key can be one of ours."""
    keys: dict[str, object] = {"user_key": hash_of(credentials.user_key), "now": now}
    if isinstance(credentials, KeyPair):
        return _key_owner, {**keys, "account_key": hash_of(credentials.account_key)}
    return _bearer, keys if is_bearer_key(credentials.user_key) else None


def _identity_of(owner: sa.Row[Any] | None) -> Identity | None:
    """Whose keys they are; the account of a key has no timezone where it is not active."""
    if owner is None or owner.timezone is None:
        return None
    return Identity(owner.account, owner.user, ZoneInfo(owner.timezone), owner.key)


def load_caller(connection: sa.Connection, identity: Identity, wanted: Wanted) -> Caller | None:
    """Return the caller, or None when the user is not active. Asks the account's own tables: on Citus, one shard."""
    asked = {"account": identity.account, "user": identity.user, **wanted.parameters}
    found = connection.execute(_caller(None, may_supervise=wanted.of_supervisors), asked).one_or_none()
    return None if found is None else _caller_of(connection, identity, wanted, found)


def _caller_of(connection: sa.Connection, identity: Identity, wanted: Wanted, found: sa.Row[Any]) -> Caller:
    role = Role(found.role)
    earlier = _find_earlier(connection, identity.account, found.earlier) if found.earlier else None
    has_access = role.is_above_groups or bool(found.may_call) or (wanted.of_supervisors and bool(found.supervises))
    return Caller(
        identity.account, identity.user, identity.key, identity.zone, role, has_access, earlier, identity.sign_in
    )


def _find_earlier(connection: sa.Connection, account: int, call: int) -> Earlier:
    columns = (calls.c.id, calls.c.received_at, calls.c.package_digest, calls.c.answer)
    asked = sa.select(*columns).where(calls.c.account_id == account, calls.c.id == call)
    return Earlier(*connection.execute(asked).one())


def find_answer(connection: sa.Connection, account: int, call: int) -> bytes | None:
    """Return the answer, deflated, of a call that is on record."""
    asked = sa.select(calls.c.answer).where(calls.c.account_id == account, calls.c.id == call)
    answer: bytes | None = connection.execute(asked).scalar_one_or_none()
    return answer
