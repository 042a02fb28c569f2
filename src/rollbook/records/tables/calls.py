"""Calls: who asked what, when, from where, and the outcome."""

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
    sa.Column("face", sa.Text, nullable=False, server_default="xml"),
    key("key_id", nullable=True),
    sa.Column("reason", sa.Text),
    key("takes_back_id", nullable=True),
    sa.Column("written", sa.LargeBinary),
    sa.Column("refusals", sa.LargeBinary),
    key("concluded_id", nullable=True),
    key("sign_in_id", nullable=True),
    belongs_to("users", "user_id"),
    sa.UniqueConstraint("account_id", "user_id", "idempotency_key"),
    sa.Index(
        "ix_calls_with_package",
        "account_id",
        "received_at",
        postgresql_where=sa.text("package IS NOT NULL"),
        sqlite_where=sa.text("package IS NOT NULL"),
    ),
    sa.Index(None, "account_id", "concluded_id"),
    sa.Index(
        "ix_calls_that_refused",
        "account_id",
        "id",
        postgresql_where=sa.text("error_codes <> ''"),
        sqlite_where=sa.text("error_codes <> ''"),
    ),
    sa.Index(
        "ix_calls_that_take_back",
        "account_id",
        "takes_back_id",
        postgresql_where=sa.text("takes_back_id IS NOT NULL"),
        sqlite_where=sa.text("takes_back_id IS NOT NULL"),
    ),
    one_of("result", "Success", "Failed"),
)
"""package and answer are deflated (zlib) with the keys masked; the operator says how long they are kept.

error_codes is a list such as "ESH:26 3, ESH:21 1": code and number of blocks, the most frequent first.

face is the way the call came by: xml, json, console, sheet or cli.
key_id is the user's API key, sign_in_id the sign-in by which a page of the console called; none of the columns below
them is known of calls from before they were added. takes_back_id is the call that this one takes back. written
(deflated JSON) lists the ids of rows that name the call themselves, by table. refusals (deflated JSON) lists block,
code, path and value of each refused block, and is kept as long as the package. concluded_id is drawn when the record is
written, so that calls can be followed in the order they ended.
"""
