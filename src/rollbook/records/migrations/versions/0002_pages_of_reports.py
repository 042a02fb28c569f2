"""Pages of reports: where they begin, and the indexes by which reports walk through enrolments."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_pages",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("filters_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("page", sa.BigInteger(), nullable=False),
        sa.Column("course_name", sa.Text(), nullable=False),
        sa.Column("learning_module_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enrollment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "user_id"], ["users.account_id", "users.id"], name=op.f("fk_report_pages_account_id_user_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "user_id", "filters_digest", "page", name=op.f("pk_report_pages")),
    )
    op.create_index(op.f("ix_report_pages_account_id_made_at"), "report_pages", ["account_id", "made_at"])
    op.drop_index("ix_enrollments_account_id_user_id_learning_module_id", "enrollments")
    op.create_index(
        op.f("ix_enrollments_account_id_user_id_learning_module_id_id"),
        "enrollments",
        ["account_id", "user_id", "learning_module_id", "id"],
    )
    op.drop_index("ix_enrollments_account_id_learning_module_id_enrolled_at_id", "enrollments")
    op.create_index(
        "ix_enrollments_in_order",
        "enrollments",
        ["account_id", "learning_module_id", "enrolled_at", "id", "user_id", "group_id"],
    )
    op.create_index(
        "ix_enrollments_of_group",
        "enrollments",
        ["account_id", "group_id", "learning_module_id", "enrolled_at", "id", "user_id"],
    )
    op.create_index(op.f("ix_enrollments_account_id_recorded_at"), "enrollments", ["account_id", "recorded_at"])
    for name in ("completed_at", "due_at"):
        op.create_index(
            op.f(f"ix_enrollments_account_id_{name}"),
            "enrollments",
            ["account_id", name],
            postgresql_where=sa.text(f"{name} IS NOT NULL"),
            sqlite_where=sa.text(f"{name} IS NOT NULL"),
        )
    op.create_index(
        op.f("ix_learning_modules_account_id_name_id"), "learning_modules", ["account_id", "name", "id"], unique=True
    )
    op.create_index(
        "ix_users_inactive",
        "users",
        ["account_id", "id"],
        postgresql_where=sa.text("status = 'Inactive'"),
        sqlite_where=sa.text("status = 'Inactive'"),
    )
