"""Subscriptions (sets of courses) and their variants, the form in which groups get them."""

import sqlalchemy as sa

from rollbook.records.tables.columns import UtcTime, belongs_to, key, one_of, table_of_account

subscriptions = table_of_account(
    "subscriptions",
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=False, server_default=""),
    sa.Column("status", sa.Text, nullable=False, server_default="Active"),
    sa.Column("created_at", UtcTime, nullable=False),
    one_of("status", "Active", "Inactive"),
)

variants = table_of_account(
    "variants",
    key("subscription_id"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("duration_type", sa.Text, nullable=False),
    sa.Column("duration_days", sa.Integer),
    sa.Column("start_date", sa.Date),
    sa.Column("end_date", sa.Date),
    sa.Column("status", sa.Text, nullable=False, server_default="Active"),
    sa.Column("created_at", UtcTime, nullable=False),
    belongs_to("subscriptions", "subscription_id"),
    sa.UniqueConstraint("account_id", "subscription_id", "id"),
    one_of("duration_type", "unlimited", "days", "dates"),
    one_of("status", "Active", "Inactive"),
    sa.CheckConstraint(
        "(duration_type = 'unlimited' AND duration_days IS NULL AND start_date IS NULL AND end_date IS NULL)"
        " OR (duration_type = 'days' AND duration_days > 0 AND start_date IS NULL AND end_date IS NULL)"
        " OR (duration_type = 'dates' AND duration_days IS NULL AND start_date <= end_date)",
        name="duration",
    ),
)
"""start_date and end_date are days in the account's time zone: from 00:00 of the first to 23:59:59 of the last."""

variant_learning_modules = table_of_account(
    "variant_learning_modules",
    key("variant_id"),
    key("learning_module_id"),
    belongs_to("variants", "variant_id"),
    belongs_to("learning_modules", "learning_module_id"),
    identity=("variant_id", "learning_module_id"),
)
