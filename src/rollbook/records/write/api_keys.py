"""Writes API keys: made and revoked. Only the hash of a key is kept."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.errors import Refused
from rollbook.contract.judge import Block
from rollbook.contract.method import Change
from rollbook.contract.permissions import Role
from rollbook.contract.values import moment_of
from rollbook.records.database.ids import new_ids
from rollbook.records.keys.api_keys import hash_of, new_user_key
from rollbook.records.tables import api_keys, users
from rollbook.records.write.blocks import WriteContext, changer
from rollbook.records.write.journal import Journal

Lists = Mapping[str, Sequence[Block]]
ADHOC = timedelta(minutes=3)
"""How long an ad hoc key lives. Source: DOC."""
ADHOC_LABEL = "ad hoc"

NewKey = tuple[int | None, bytes]
"""The user whose key it is, None for the account's own, and the key's hash."""


def write_api_keys(
    connection: sa.Connection,
    account: int,
    keys: Sequence[NewKey],
    label: str,
    now: datetime,
    expires_at: datetime | None = None,
) -> Sequence[int]:
    """Write keys that are not on record; return their ids. They open nothing from `expires_at` on, if it is given."""
    numbers = new_ids(len(keys))
    if keys:
        new = {"account_id": account, "label": label, "created_at": now, "expires_at": expires_at}
        rows = [
            {**new, "id": number, "user_id": user, "key_hash": key_hash}
            for number, (user, key_hash) in zip(numbers, keys, strict=True)
        ]
        connection.execute(api_keys.insert(), rows)
    return numbers


def revoke_api_key(connection: sa.Connection, account: int, number: int) -> bool:
    """Revoke a key of the account, from now on; return whether there was one to revoke."""
    key = (api_keys.c.account_id == account) & (api_keys.c.id == number) & api_keys.c.revoked_at.is_(None)
    return connection.execute(api_keys.update().values(revoked_at=datetime.now(UTC)).where(key)).rowcount == 1


def forget_adhoc_keys(connection: sa.Connection, account: int, before: datetime) -> int:
    """Delete the ad hoc keys of an account that expired before the moment; their calls and changes stay."""
    of_account, kept = api_keys.c.account_id == account, api_keys.c
    old = (kept.label == ADHOC_LABEL) & (kept.expires_at < before)
    return connection.execute(api_keys.delete().where(of_account, old)).rowcount


def revoke_keys_of_user(connection: sa.Connection, journal: Journal, account: int, user: int, now: datetime) -> int:
    """Revoke all keys of a user that are not revoked yet; return how many there were."""
    return len(_revoke(connection, journal, account, now, api_keys.c.user_id == user))


def _revoke(
    connection: sa.Connection, journal: Journal, account: int, now: datetime, which: sa.ColumnElement[bool]
) -> Sequence[sa.RowMapping]:
    own = (api_keys.c.account_id == account) & api_keys.c.revoked_at.is_(None) & which
    revoked = api_keys.update().values(revoked_at=now).where(own).returning(*api_keys.c)
    rows = connection.execute(revoked).mappings().all()
    for row in rows:
        journal.update(api_keys, {**row, "revoked_at": None}, row)
    return rows


def role_of(connection: sa.Connection, context: WriteContext, user: int) -> Role:
    """Return a user's role, which stays what it is until the call has ended.

    Keys and links of a user who becomes more are ended: those made at the same moment are among them.
    """
    asked = sa.select(users.c.role).where(users.c.account_id == context.account, users.c.id == user)
    return Role(connection.execute(asked.with_for_update(read=True)).scalar_one())


def _check_reach(connection: sa.Connection, context: WriteContext, method: type[Change], user: int) -> None:
    """Refuse who is no owner and wants to make or revoke an owner's key."""
    if role_of(connection, context, user) is Role.OWNER and context.role is not Role.OWNER:
        raise Refused(method.not_stored["owners_key"])


@changer("new_api_key", "the hash of a new key of the user; the key itself is only in the answer")
class NewApiKey:
    """Makes a key for a user."""

    def __init__(self, dialect: str) -> None:
        """Needs nothing of the dialect."""

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Change], head: Block, lists: Lists
    ) -> Values:
        """Write the key's hash; return the key and its id."""
        del lists
        _check_reach(connection, context, method, head.found.user)
        sent = vars(head.row)
        label, expires = sent["Label"] or "", sent["ExpirationDate"]
        number, new_key = _make(connection, context, head.found.user, label, expires and moment_of(expires))
        return {"APIKeyID": number, "UserAPI": new_key, "Label": label}


@changer("adhoc_key", "the hash of a key of the user that lives three minutes; the key itself is only in the answer")
class AdhocKey:
    """Makes a key that soon expires. It opens less than the caller's own: never what an administrator may do."""

    def __init__(self, dialect: str) -> None:
        """Needs nothing of the dialect."""

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Change], head: Block, lists: Lists
    ) -> Values:
        """Write the key's hash; return the key and its end."""
        del lists
        if role_of(connection, context, head.found.user).is_above_groups:
            raise Refused(method.not_stored["above_groups"])
        ends = context.now + ADHOC
        number, new_key = _make(connection, context, head.found.user, ADHOC_LABEL, ends)
        return {"APIKeyID": number, "UserAPI": new_key, "ExpirationDate": ends}


def _make(
    connection: sa.Connection, context: WriteContext, user: int, label: str, expires_at: datetime | None
) -> tuple[int, str]:
    """Make a key for a user; return its id, and the key itself, which is kept nowhere."""
    [number], new_key = new_ids(), new_user_key()
    row = {
        "id": number,
        "account_id": context.account,
        "user_id": user,
        "key_hash": hash_of(new_key),
        "label": label,
        "created_at": context.now,
        "expires_at": expires_at,
    }
    connection.execute(api_keys.insert(), row)
    context.journal.insert(api_keys, [row])
    return number, new_key


@changer("revoked_api_key", "the key as revoked: it fails from the next call on")
class RevokedApiKey:
    """Revokes the key of a user."""

    def __init__(self, dialect: str) -> None:
        """Needs nothing of the dialect."""

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Change], head: Block, lists: Lists
    ) -> Values:
        """Write when it was revoked."""
        del lists
        _check_reach(connection, context, method, head.found.key_user)
        which = api_keys.c.id == head.found.api_key
        revoked = _revoke(connection, context.journal, context.account, context.now, which)
        if not revoked:
            raise Refused(method.not_stored["key_revoked"])
        return {"APIKeyID": head.found.api_key, "RevokedDate": context.now}
