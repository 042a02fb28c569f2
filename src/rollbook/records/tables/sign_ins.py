"""Sign-ins to the console: who is signed in, the one-time links that lead there, and failed attempts."""

import sqlalchemy as sa

from rollbook.records.tables.columns import UtcTime, belongs_to, key, metadata, one_of, table_of_account

sign_ins = table_of_account(
    "sign_ins",
    key("user_id"),
    sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
    sa.Column("made_at", UtcTime, nullable=False),
    sa.Column("seen_at", UtcTime, nullable=False),
    sa.Column("ended_at", UtcTime),
    sa.Column("remote_address", sa.Text, nullable=False),
    sa.Column("browser", sa.Text, nullable=False, server_default=""),
    belongs_to("users", "user_id"),
    sa.UniqueConstraint("account_id", "token_hash"),
    sa.Index(None, "account_id", "user_id"),
)
"""One row a sign-in. The token is in the visitor's cookie, here only its SHA-256. seen_at is right to a few minutes."""

sign_in_links = table_of_account(
    "sign_in_links",
    key("user_id"),
    sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("made_at", UtcTime, nullable=False),
    sa.Column("ends_at", UtcTime, nullable=False),
    sa.Column("used_at", UtcTime),
    belongs_to("users", "user_id"),
    sa.UniqueConstraint("account_id", "token_hash"),
    sa.Index(None, "account_id", "user_id"),
    one_of("purpose", "password", "sign-in"),
)
"""One row a link, which works once: for setting a password, or for signing in without one."""

saved_filters = table_of_account(
    "saved_filters",
    key("user_id"),
    sa.Column("screen", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    belongs_to("users", "user_id"),
    sa.UniqueConstraint("account_id", "user_id", "screen", "name"),
)
"""Addresses that a person has given a name: query is what stands after the question mark."""

sign_in_failures = sa.Table(
    "sign_in_failures",
    metadata,
    sa.Column("subject", sa.LargeBinary(32), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("failed_at", UtcTime, nullable=False),
)
"""Failed attempts in a row, by the SHA-256 of a name or of an address. No account is known at a failed attempt."""
