"""What is overdue is counted group by group: who sees one group reads nothing of the others."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NAME = "ix_enrollments_open_and_due"


def upgrade() -> None:
    op.drop_index(NAME, "enrollments")
    where = sa.text("open AND due_at IS NOT NULL")
    columns = ["account_id", "group_id", "due_at"]
    op.create_index(NAME, "enrollments", columns, postgresql_where=where, sqlite_where=where)
