"""Enrolments, in courses and in subscription variants: the records this server exists for."""

import sqlalchemy as sa

from rollbook.records.tables.columns import UtcTime, belongs_to, key, one_of, table_of_account

enrollments = table_of_account(
    "enrollments",
    key("user_id"),
    key("group_id"),
    key("learning_module_id"),
    key("session_id", nullable=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("grade", sa.Text),
    sa.Column("passed", sa.Boolean),
    sa.Column("open", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("tag", sa.Text),
    sa.Column("enrolled_at", UtcTime, nullable=False),
    sa.Column("started_at", UtcTime),
    sa.Column("completed_at", UtcTime),
    sa.Column("due_at", UtcTime),
    sa.Column("access_ends_at", UtcTime),
    sa.Column("completion_access_days", sa.Integer),
    sa.Column("recorded_at", UtcTime, nullable=False),
    key("call_id", nullable=True),
    belongs_to("users", "user_id"),
    belongs_to("groups", "group_id"),
    belongs_to("learning_modules", "learning_module_id"),
    belongs_to("sessions", "learning_module_id", "session_id", to=("learning_module_id", "id")),
    sa.UniqueConstraint("account_id", "session_id", "user_id"),
    sa.Index(None, "account_id", "user_id", "learning_module_id", "id"),
    sa.Index(None, "account_id", "recorded_at"),
    *(
        sa.Index(
            None,
            "account_id",
            name,
            postgresql_where=sa.text(f"{name} IS NOT NULL"),
            sqlite_where=sa.text(f"{name} IS NOT NULL"),
        )
        for name in ("completed_at", "due_at")
    ),
    # In the order of reports; they end with what reports are filtered by, so that rows are passed over unread.
    sa.Index("ix_enrollments_in_order", "account_id", "learning_module_id", "enrolled_at", "id", "user_id", "group_id"),
    sa.Index("ix_enrollments_of_group", "account_id", "group_id", "learning_module_id", "enrolled_at", "id", "user_id"),
    sa.Index(
        "uq_enrollments_one_open",
        "account_id",
        "user_id",
        "learning_module_id",
        unique=True,
        postgresql_where=sa.text("open"),
        sqlite_where=sa.text("open"),
    ),
    *(
        sa.Index(name, "account_id", *columns, postgresql_where=sa.text(where), sqlite_where=sa.text(where))
        for name, columns, where in (
            ("ix_enrollments_open_in_session", ("session_id",), "open AND session_id IS NOT NULL"),
            ("ix_enrollments_open_and_due", ("group_id", "due_at"), "open AND due_at IS NOT NULL"),
        )
    ),
    one_of("status", "Enrolled", "InProgress", "NotAttended", "Attended", "Completed"),
)
"""One row a user and enrolment, whether recorded as history or made for what is to come.

`open` marks an enrolment that is still to be completed: a user has at most one in a course. Times are those the caller
gave; recorded_at is when the row was written. call_id names the call that did; it is null for rows of a world file.
"""

subscription_enrollments = table_of_account(
    "subscription_enrollments",
    key("user_id"),
    key("group_id"),
    key("subscription_id"),
    key("variant_id"),
    sa.Column("unlimited", sa.Boolean, nullable=False),
    sa.Column("starts_at", UtcTime, nullable=False),
    sa.Column("ends_at", UtcTime),
    sa.Column("tag", sa.Text),
    sa.Column("took_credit", sa.Boolean, nullable=False),
    sa.Column("recorded_at", UtcTime, nullable=False),
    key("call_id", nullable=True),
    belongs_to("users", "user_id"),
    belongs_to("groups", "group_id"),
    belongs_to("variants", "subscription_id", "variant_id", to=("subscription_id", "id")),
    sa.Index(None, "account_id", "user_id", "subscription_id"),
    sa.Index(None, "account_id", "variant_id", "id"),
    sa.CheckConstraint("unlimited = (ends_at IS NULL)", name="ends"),
)
"""The period is fixed when the user is enrolled: changing the variant later does not touch it."""

one_unlimited = sa.Index(
    "uq_subscription_enrollments_one_unlimited",
    subscription_enrollments.c.account_id,
    subscription_enrollments.c.user_id,
    subscription_enrollments.c.subscription_id,
    unique=True,
    postgresql_where=sa.text("unlimited"),
    sqlite_where=sa.text("unlimited"),
)
"""A user holds at most one unlimited enrolment in a subscription; the database has the last word."""
