"""Calls that still have their package: an index of them alone, so that forgetting does not walk through all others."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_calls_with_package",
        "calls",
        ["account_id", "received_at"],
        postgresql_where=sa.text("package IS NOT NULL"),
        sqlite_where=sa.text("package IS NOT NULL"),
    )
    op.drop_index("ix_calls_account_id_received_at", "calls")
