"""Accounts and the keys that open them: the only tables that are not inside an account."""

import sqlalchemy as sa

from rollbook.records.tables.columns import Id, UtcTime, key, metadata, one_of

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("timezone", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False, server_default="Active"),
    sa.Column("created_at", UtcTime, nullable=False),
    one_of("status", "Active", "Inactive"),
)

api_keys = sa.Table(
    "api_keys",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("account_id", Id, sa.ForeignKey("accounts.id"), nullable=False),
    key("user_id", nullable=True),
    sa.Column("key_hash", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("label", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("revoked_at", UtcTime),
    sa.Column("expires_at", UtcTime),
    sa.Index(None, "account_id", "user_id"),
)
"""One row a key, as a SHA-256 hash; user_id is null for an account's key, expires_at for one that does not expire.

No foreign key leads to users: on Citus this is a reference table, which cannot point at a distributed one.
"""
