"""Enrolments in subscription variants can be read by variant, the latest first."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        op.f("ix_subscription_enrollments_account_id_variant_id_id"),
        "subscription_enrollments",
        ["account_id", "variant_id", "id"],
    )
