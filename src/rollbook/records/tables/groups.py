"""Groups, who is in them with which permissions, and what is assigned to them."""

import sqlalchemy as sa

from rollbook.records.tables.columns import Json, UtcTime, belongs_to, key, one_of, table_of_account

groups = table_of_account(
    "groups",
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_key", sa.Text, nullable=False),
    sa.Column("identifier", sa.Text),
    sa.Column("status", sa.Text, nullable=False, server_default="Active"),
    sa.Column("description", sa.Text, nullable=False, server_default=""),
    sa.Column("home_group_message", sa.Text, nullable=False, server_default=""),
    sa.Column("notification_emails", Json, nullable=False, server_default="[]"),
    sa.Column("user_help", Json, nullable=False, server_default="{}"),
    sa.Column("user_limit", sa.Integer),
    sa.Column("dashboard_set_id", sa.Text),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("modified_at", UtcTime, nullable=False),
    sa.UniqueConstraint("account_id", "name_key"),
    sa.UniqueConstraint("account_id", "identifier"),
    one_of("status", "Active", "Inactive"),
)
"""user_help holds the wire's UserHelp tags; user_limit is how many users the group may have, null for any number."""

tags = table_of_account(
    "tags",
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_key", sa.Text, nullable=False),
    sa.UniqueConstraint("account_id", "name_key"),
)

group_tags = table_of_account(
    "group_tags",
    key("group_id"),
    key("tag_id"),
    sa.Column("tag_value", sa.Text, nullable=False),
    belongs_to("groups", "group_id"),
    belongs_to("tags", "tag_id"),
    sa.Index(None, "account_id", "tag_id"),
    identity=("group_id", "tag_id", "tag_value"),
)
"""One row a value: the wire's comma separated TagValues."""

memberships = table_of_account(
    "memberships",
    key("group_id"),
    key("user_id"),
    sa.Column("permissions", sa.Integer, nullable=False, server_default="0"),
    belongs_to("groups", "group_id"),
    belongs_to("users", "user_id"),
    sa.Index(None, "account_id", "user_id"),
    identity=("group_id", "user_id"),
)
"""permissions is the sum of rollbook.contract.permissions.Permission."""

group_learning_modules = table_of_account(
    "group_learning_modules",
    key("group_id"),
    key("learning_module_id"),
    sa.Column("allow_self_enroll", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("auto_enroll", sa.Boolean, nullable=False, server_default=sa.false()),
    belongs_to("groups", "group_id"),
    belongs_to("learning_modules", "learning_module_id"),
    sa.Index(None, "account_id", "learning_module_id"),
    identity=("group_id", "learning_module_id"),
)

group_variants = table_of_account(
    "group_variants",
    key("group_id"),
    key("variant_id"),
    sa.Column("requires_credits", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("credits", sa.Integer, nullable=False, server_default="0"),
    sa.Column("removed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("given", sa.BigInteger, nullable=False, server_default="0"),
    belongs_to("groups", "group_id"),
    belongs_to("variants", "variant_id"),
    sa.Index(None, "account_id", "variant_id"),
    sa.CheckConstraint("credits >= 0", name="credits"),
    identity=("group_id", "variant_id"),
)
"""credits is what is left; the check keeps it from falling below zero, however many calls race. given is how many
the group was given for the variant in all, less those that were taken from it again: credits is given less the number
of enrolments that took one.

A variant that is removed from a group keeps its row, and with it the balance: `removed` says that the group no longer
has it.
"""
