"""Pages are read by index: what waits today, and the changes of a row or a person, the latest first."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_sessions_account_id_ends_at"), "sessions", ["account_id", "ends_at"])
    for name, table, columns, condition in (
        (
            "ix_enrollments_open_in_session",
            "enrollments",
            ["account_id", "session_id"],
            "open AND session_id IS NOT NULL",
        ),
        (
            "ix_enrollments_open_and_due",
            "enrollments",
            ["account_id", "due_at", "group_id"],
            "open AND due_at IS NOT NULL",
        ),
        ("ix_calls_that_refused", "calls", ["account_id", "id"], "error_codes <> ''"),
    ):
        where = sa.text(condition)
        op.create_index(name, table, columns, postgresql_where=where, sqlite_where=where)
    for columns in (["account_id", "table_name", "row_key"], ["account_id", "user_id"]):
        op.create_index(op.f("_".join(["ix_changes", *columns, "id"])), "changes", [*columns, "id"])
        op.drop_index(op.f("_".join(["ix_changes", *columns])), "changes")
