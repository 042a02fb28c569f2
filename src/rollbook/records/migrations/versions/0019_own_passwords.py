"""Of a password is kept whether the user chose it; of those there were, this is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("password_own", sa.Boolean(), nullable=False, server_default=sa.false()))
