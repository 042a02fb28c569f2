"""Webhooks: addresses that an account's events are posted to, and what each of them answered."""

import sqlalchemy as sa

from rollbook.records.tables.columns import UtcTime, belongs_to, key, one_of, table_of_account

webhooks = table_of_account(
    "webhooks",
    key("user_id"),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False, server_default="Active"),
    sa.Column("made_at", UtcTime, nullable=False),
    sa.Column("secret", sa.LargeBinary(32), nullable=False),
    sa.Column("secret_made_at", UtcTime, nullable=False),
    sa.Column("earlier_secret", sa.LargeBinary(32)),
    key("after_id"),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_try_at", UtcTime),
    key("lease", nullable=True),
    sa.Column("leased_until", UtcTime),
    belongs_to("users", "user_id"),
    sa.UniqueConstraint("account_id", "url"),
    one_of("status", "Active", "Inactive"),
)
"""after_id is the last event that was delivered: all later ones are still to come, in their order.

tries counts how often the first of them was posted in vain; it is posted again at next_try_at. Who sends holds the
lease, so that of several servers one does. The user is the one who added the address.
"""

webhook_deliveries = table_of_account(
    "webhook_deliveries",
    key("webhook_id"),
    key("event_id"),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("answer", sa.Text, nullable=False, server_default=""),
    sa.Column("microseconds", sa.Integer, nullable=False, server_default="0"),
    sa.Column("sent_at", UtcTime, nullable=False),
    belongs_to("webhooks", "webhook_id"),
    sa.Index(None, "account_id", "sent_at"),
    sa.Index(
        "ix_webhook_deliveries_again",
        "account_id",
        "webhook_id",
        postgresql_where=sa.text("outcome = 'Again'"),
        sqlite_where=sa.text("outcome = 'Again'"),
    ),
    one_of("outcome", "Delivered", "Waiting", "Again", "Failed"),
    identity=("webhook_id", "event_id"),
)
"""One row for an event that was posted to an address, with the answer to the last try.

Waiting is tried until it is delivered, Again is to be sent once more because somebody asked for it, and Failed is given
up. Rows are kept as long as packages.
"""
