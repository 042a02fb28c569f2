"""Variants that were removed from a group: their rows stay, and with them the balance of credits."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("group_variants", sa.Column("removed", sa.Boolean(), server_default=sa.false(), nullable=False))
