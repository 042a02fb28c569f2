"""Calls: who asked what, when, from where, and what came of it."""

import sqlalchemy as sa

from rollbook.records.tables.columns import UtcTime, belongs_to, key, one_of, table_of_account

calls = table_of_account(
    "calls",
    key("user_id"),
    sa.Column("request_id", sa.Text, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("result", sa.Text, nullable=False),
    sa.Column("recorded", sa.Integer, nullable=False),
    sa.Column("refused", sa.Integer, nullable=False),
    sa.Column("error_codes", sa.Text, nullable=False),
    sa.Column("received_at", UtcTime, nullable=False),
    sa.Column("microseconds", sa.Integer, nullable=False),
    sa.Column("remote_address", sa.Text, nullable=False),
    sa.Column("package", sa.LargeBinary),
    sa.Column("answer", sa.LargeBinary),
    sa.Column("idempotency_key", sa.Text),
    sa.Column("package_digest", sa.LargeBinary(32), nullable=False),
    belongs_to("users", "user_id"),
    sa.UniqueConstraint("account_id", "user_id", "idempotency_key"),
    sa.Index(
        "ix_calls_with_package",
        "account_id",
        "received_at",
        postgresql_where=sa.text("package IS NOT NULL"),
        sqlite_where=sa.text("package IS NOT NULL"),
    ),
    one_of("result", "Success", "Failed"),
)
"""package and answer are deflated (zlib) with the keys masked; the operator says how long they are kept.

error_codes is a list such as "ESH:26 3, ESH:21 1": code and number of blocks, the most frequent first.
"""
