"""Writes API keys: made and revoked. Only the hash of a key is kept."""

from datetime import UTC, datetime

import sqlalchemy as sa

from rollbook.records.api_keys import hash_of
from rollbook.records.ids import new_ids
from rollbook.records.tables import api_keys


def write_api_key(connection: sa.Connection, account: int, user: int | None, api_key: str, label: str) -> int:
    """Write a key of a user, or of the account itself; return its id."""
    [number] = new_ids()
    row = {"id": number, "account_id": account, "user_id": user, "key_hash": hash_of(api_key), "label": label}
    connection.execute(api_keys.insert().values(**row, created_at=datetime.now(UTC)))
    return number


def revoke_api_key(connection: sa.Connection, account: int, number: int) -> bool:
    """Revoke a key of the account, from now on; return whether there was one to revoke."""
    key = (api_keys.c.account_id == account) & (api_keys.c.id == number) & api_keys.c.revoked_at.is_(None)
    return connection.execute(api_keys.update().values(revoked_at=datetime.now(UTC)).where(key)).rowcount == 1
