"""Who calls: from a pair of keys to a user of an account, and what was answered to the same request before."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from rollbook.contract.permissions import Permission, Role
from rollbook.records.keys.api_keys import hash_of
from rollbook.records.tables import accounts, api_keys, calls, memberships, users


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier call that carried the same idempotency key."""

    id: int
    received_at: datetime
    package_digest: bytes
    answer: bytes | None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose keys a call bears: a user of an account, who may not be active any more."""

    account: int
    user: int
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Caller:
    """The user behind a call. `has_access` tells whether the permissions asked for are held anywhere."""

    account: int
    user: int
    zone: ZoneInfo
    role: Role
    has_access: bool
    earlier: Earlier | None


_account_key = api_keys.alias("account_key")
_user_key = api_keys.alias("user_key")
_key_owner = (
    sa.select(accounts.c.id.label("account"), _user_key.c.user_id.label("user"), accounts.c.timezone)
    .join(_account_key, (_account_key.c.account_id == accounts.c.id) & _account_key.c.user_id.is_(None))
    .join(_user_key, (_user_key.c.account_id == accounts.c.id) & _user_key.c.user_id.is_not(None))
    .where(
        _account_key.c.key_hash == sa.bindparam("account_key"),
        _user_key.c.key_hash == sa.bindparam("user_key"),
        _account_key.c.revoked_at.is_(None),
        _user_key.c.revoked_at.is_(None),
        accounts.c.status == "Active",
    )
)
_may_call = sa.exists().where(
    memberships.c.account_id == sa.bindparam("account"),
    memberships.c.user_id == sa.bindparam("user"),
    memberships.c.permissions.op("&")(sa.bindparam("access")) != 0,
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


def find_owner(connection: sa.Connection, account_key: str, user_key: str) -> Owner | None:
    """Return whose keys they are, or None when they do not open one active account together.

    The statement asks the global tables only.
    """
    keys = {"account_key": hash_of(account_key), "user_key": hash_of(user_key)}
    owner = connection.execute(_key_owner, keys).one_or_none()
    return None if owner is None else Owner(owner.account, owner.user, ZoneInfo(owner.timezone))


def find_caller(
    connection: sa.Connection, owner: Owner, access: Permission, idempotency_key: str | None
) -> Caller | None:
    """Return the caller, or None when the keys' owner is no active user of the account.

    The statement asks the account's own tables only: on Citus it stays in one shard.
    """
    # No call has an empty key. With NULL, PostgreSQL drops the join, and Citus sees no more that it is in one account.
    asked = {"account": owner.account, "user": owner.user, "access": access, "idempotency_key": idempotency_key or ""}
    found = connection.execute(_caller, asked).one_or_none()
    if found is None:
        return None
    role = Role(found.role)
    earlier = Earlier(found.id, found.received_at, found.package_digest, found.answer) if found.id else None
    has_access = role.is_above_groups or bool(found.may_call)
    return Caller(owner.account, owner.user, owner.zone, role, has_access, earlier)


def find_answer(connection: sa.Connection, account: int, call: int) -> bytes | None:
    """Return the answer, deflated, of a call that is on record."""
    asked = sa.select(calls.c.answer).where(calls.c.account_id == account, calls.c.id == call)
    answer: bytes | None = connection.execute(asked).scalar_one_or_none()
    return answer
