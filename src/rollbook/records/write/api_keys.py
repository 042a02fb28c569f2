"""Writes API keys: made and revoked. Only the hash of a key is kept."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from rollbook.records.database.ids import new_ids
from rollbook.records.tables import api_keys

NewKey = tuple[int | None, bytes]
"""The user whose key it is, None for the account's own, and the key's hash."""


def write_api_keys(
    connection: sa.Connection, account: int, keys: Sequence[NewKey], label: str, expires_at: datetime | None = None
) -> Sequence[int]:
    """Write keys that are not on record; return their ids. They open nothing from `expires_at` on, if it is given."""
    numbers, now = new_ids(len(keys)), datetime.now(UTC)
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
