"""Changes: what calls inserted, changed and deleted, with the old values and the new ones."""

import sqlalchemy as sa

from rollbook.records.tables.columns import UtcTime, belongs_to, key, table_of_account

changes = table_of_account(
    "changes",
    key("call_id"),
    sa.Column("changed_at", UtcTime, nullable=False),
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("row_key", sa.Text, nullable=False),
    key("user_id", nullable=True),
    sa.Column("before", sa.JSON(none_as_null=True)),
    sa.Column("after", sa.JSON(none_as_null=True)),
    sa.Column("reason", sa.Text),
    belongs_to("calls", "call_id"),
    sa.Index(None, "account_id", "call_id"),
    sa.Index(None, "account_id", "table_name", "row_key", "id"),
    sa.Index(None, "account_id", "user_id", "id"),
)
"""One row a row that was changed. Nothing changes or deletes them.

`row_key` is the row's own id, or its ids joined by slashes where several are its key. `user_id` is the person the row
is about; no foreign key leads there, because the change outlives the user. `before` is null where the row is new,
`after` where it was deleted; of a changed row both hold the columns that changed. `reason` is the one that was given
for this row.

A row of enrollments or subscription_enrollments that a call inserted names the call itself; it has no change until it
is changed or deleted.
"""
