"""Whom a user supervises is found by index."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    columns = ["account_id", "supervisor_id", "user_id"]
    op.create_index(op.f("_".join(["ix_supervisors", *columns])), "supervisors", columns)
