"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="Active", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('Active', 'Inactive')", name=op.f("ck_accounts_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_api_keys_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_keys_key_hash")),
    )
    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_keys_account_id_user_id"), ["account_id", "user_id"], unique=False)

    op.create_table(
        "custom_fields",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_custom_fields_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_custom_fields")),
        sa.UniqueConstraint("account_id", "name_key", name=op.f("uq_custom_fields_account_id_name_key")),
    )
    op.create_table(
        "groups",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="Active", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("home_group_message", sa.Text(), server_default="", nullable=False),
        sa.Column("notification_emails", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("user_help", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("user_limit", sa.Integer(), nullable=True),
        sa.Column("dashboard_set_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('Active', 'Inactive')", name=op.f("ck_groups_status")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_groups_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_groups")),
        sa.UniqueConstraint("account_id", "identifier", name=op.f("uq_groups_account_id_identifier")),
        sa.UniqueConstraint("account_id", "name_key", name=op.f("uq_groups_account_id_name_key")),
    )
    op.create_table(
        "learning_modules",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="Active", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('Active', 'Inactive', 'Archived')", name=op.f("ck_learning_modules_status")),
        sa.CheckConstraint(
            "type IN ('External', 'Instructor-Led', 'Online', 'SCORM')", name=op.f("ck_learning_modules_type")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_learning_modules_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_learning_modules")),
    )
    op.create_table(
        "subscriptions",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), server_default="Active", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('Active', 'Inactive')", name=op.f("ck_subscriptions_status")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_subscriptions_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_subscriptions")),
    )
    op.create_table(
        "tags",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_tags_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_tags")),
        sa.UniqueConstraint("account_id", "name_key", name=op.f("uq_tags_account_id_name_key")),
    )
    op.create_table(
        "teams",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_teams_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_teams")),
        sa.UniqueConstraint("account_id", "name_key", name=op.f("uq_teams_account_id_name_key")),
    )
    op.create_table(
        "group_learning_modules",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("learning_module_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("allow_self_enroll", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("auto_enroll", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "group_id"],
            ["groups.account_id", "groups.id"],
            name=op.f("fk_group_learning_modules_account_id_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "learning_module_id"],
            ["learning_modules.account_id", "learning_modules.id"],
            name=op.f("fk_group_learning_modules_account_id_learning_module_id"),
        ),
        sa.PrimaryKeyConstraint("account_id", "group_id", "learning_module_id", name=op.f("pk_group_learning_modules")),
    )
    with op.batch_alter_table("group_learning_modules", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_group_learning_modules_account_id_learning_module_id"),
            ["account_id", "learning_module_id"],
            unique=False,
        )

    op.create_table(
        "group_tags",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag_value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "group_id"],
            ["groups.account_id", "groups.id"],
            name=op.f("fk_group_tags_account_id_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "tag_id"], ["tags.account_id", "tags.id"], name=op.f("fk_group_tags_account_id_tag_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "group_id", "tag_id", "tag_value", name=op.f("pk_group_tags")),
    )
    with op.batch_alter_table("group_tags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_tags_account_id_tag_id"), ["account_id", "tag_id"], unique=False)

    op.create_table(
        "sessions",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("learning_module_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("grade_type", sa.Text(), server_default="None", nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("historical", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("details", sa.JSON(), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "grade_type IN ('LetterGrade', 'PassFail', 'Percentage', 'None')", name=op.f("ck_sessions_grade_type")
        ),
        sa.CheckConstraint("starts_at <= ends_at", name=op.f("ck_sessions_times")),
        sa.ForeignKeyConstraint(
            ["account_id", "learning_module_id"],
            ["learning_modules.account_id", "learning_modules.id"],
            name=op.f("fk_sessions_account_id_learning_module_id"),
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_sessions")),
        sa.UniqueConstraint(
            "account_id", "learning_module_id", "id", name=op.f("uq_sessions_account_id_learning_module_id_id")
        ),
    )
    op.create_table(
        "users",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_key", sa.Text(), nullable=True),
        sa.Column("employee_id", sa.Text(), nullable=True),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), server_default="learner", nullable=False),
        sa.Column("status", sa.Text(), server_default="Active", nullable=False),
        sa.Column("name_key", sa.Text(), server_default="", nullable=False),
        sa.Column("home_group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("profile", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("custom_fields", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('learner', 'administrator', 'owner')", name=op.f("ck_users_role")),
        sa.CheckConstraint("status IN ('Active', 'Inactive')", name=op.f("ck_users_status")),
        sa.CheckConstraint("email_key IS NOT NULL OR employee_id IS NOT NULL", name=op.f("ck_users_identified")),
        sa.ForeignKeyConstraint(
            ["account_id", "home_group_id"],
            ["groups.account_id", "groups.id"],
            name=op.f("fk_users_account_id_home_group_id"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_users_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_users")),
        sa.UniqueConstraint("account_id", "email_key", name=op.f("uq_users_account_id_email_key")),
        sa.UniqueConstraint("account_id", "employee_id", name=op.f("uq_users_account_id_employee_id")),
    )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_users_account_id_home_group_id"), ["account_id", "home_group_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_users_account_id_name_key_id"), ["account_id", "name_key", "id"], unique=False
        )

    op.create_table(
        "variants",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("subscription_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("duration_type", sa.Text(), nullable=False),
        sa.Column("duration_days", sa.Integer(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), server_default="Active", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(duration_type = 'unlimited' AND duration_days IS NULL AND start_date IS NULL AND end_date IS NULL) OR (duration_type = 'days' AND duration_days > 0 AND start_date IS NULL AND end_date IS NULL) OR (duration_type = 'dates' AND duration_days IS NULL AND start_date <= end_date)",
            name=op.f("ck_variants_duration"),
        ),
        sa.CheckConstraint("duration_type IN ('unlimited', 'days', 'dates')", name=op.f("ck_variants_duration_type")),
        sa.CheckConstraint("status IN ('Active', 'Inactive')", name=op.f("ck_variants_status")),
        sa.ForeignKeyConstraint(
            ["account_id", "subscription_id"],
            ["subscriptions.account_id", "subscriptions.id"],
            name=op.f("fk_variants_account_id_subscription_id"),
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_variants")),
        sa.UniqueConstraint(
            "account_id", "subscription_id", "id", name=op.f("uq_variants_account_id_subscription_id_id")
        ),
    )
    op.create_table(
        "calls",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("recorded", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("error_codes", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("microseconds", sa.Integer(), nullable=False),
        sa.Column("remote_address", sa.Text(), nullable=False),
        sa.Column("package", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("idempotency_key", sa.Text(), nullable=True),
        sa.Column("package_digest", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("result IN ('Success', 'Failed')", name=op.f("ck_calls_result")),
        sa.ForeignKeyConstraint(
            ["account_id", "user_id"], ["users.account_id", "users.id"], name=op.f("fk_calls_account_id_user_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_calls")),
        sa.UniqueConstraint(
            "account_id", "user_id", "idempotency_key", name=op.f("uq_calls_account_id_user_id_idempotency_key")
        ),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_calls_account_id_received_at"), ["account_id", "received_at"], unique=False
        )

    op.create_table(
        "enrollments",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("learning_module_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("open", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("access_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completion_access_days", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "status IN ('Enrolled', 'InProgress', 'NotAttended', 'Attended', 'Completed')",
            name=op.f("ck_enrollments_status"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "group_id"],
            ["groups.account_id", "groups.id"],
            name=op.f("fk_enrollments_account_id_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "learning_module_id", "session_id"],
            ["sessions.account_id", "sessions.learning_module_id", "sessions.id"],
            name=op.f("fk_enrollments_account_id_learning_module_id_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "learning_module_id"],
            ["learning_modules.account_id", "learning_modules.id"],
            name=op.f("fk_enrollments_account_id_learning_module_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "user_id"], ["users.account_id", "users.id"], name=op.f("fk_enrollments_account_id_user_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_enrollments")),
        sa.UniqueConstraint(
            "account_id", "session_id", "user_id", name=op.f("uq_enrollments_account_id_session_id_user_id")
        ),
    )
    with op.batch_alter_table("enrollments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_enrollments_account_id_learning_module_id_enrolled_at_id"),
            ["account_id", "learning_module_id", "enrolled_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_enrollments_account_id_user_id_learning_module_id"),
            ["account_id", "user_id", "learning_module_id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_enrollments_one_open",
            ["account_id", "user_id", "learning_module_id"],
            unique=True,
            postgresql_where=sa.text("open"),
            sqlite_where=sa.text("open"),
        )

    op.create_table(
        "group_variants",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("variant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("requires_credits", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("credits", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("credits >= 0", name=op.f("ck_group_variants_credits")),
        sa.ForeignKeyConstraint(
            ["account_id", "group_id"],
            ["groups.account_id", "groups.id"],
            name=op.f("fk_group_variants_account_id_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "variant_id"],
            ["variants.account_id", "variants.id"],
            name=op.f("fk_group_variants_account_id_variant_id"),
        ),
        sa.PrimaryKeyConstraint("account_id", "group_id", "variant_id", name=op.f("pk_group_variants")),
    )
    with op.batch_alter_table("group_variants", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_group_variants_account_id_variant_id"), ["account_id", "variant_id"], unique=False
        )

    op.create_table(
        "memberships",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("permissions", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "group_id"],
            ["groups.account_id", "groups.id"],
            name=op.f("fk_memberships_account_id_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "user_id"], ["users.account_id", "users.id"], name=op.f("fk_memberships_account_id_user_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "group_id", "user_id", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_account_id_user_id"), ["account_id", "user_id"], unique=False)

    op.create_table(
        "subscription_enrollments",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subscription_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("variant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unlimited", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.Column("took_credit", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("unlimited = (ends_at IS NULL)", name=op.f("ck_subscription_enrollments_ends")),
        sa.ForeignKeyConstraint(
            ["account_id", "group_id"],
            ["groups.account_id", "groups.id"],
            name=op.f("fk_subscription_enrollments_account_id_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "subscription_id", "variant_id"],
            ["variants.account_id", "variants.subscription_id", "variants.id"],
            name=op.f("fk_subscription_enrollments_account_id_subscription_id_variant_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "user_id"],
            ["users.account_id", "users.id"],
            name=op.f("fk_subscription_enrollments_account_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_subscription_enrollments")),
    )
    with op.batch_alter_table("subscription_enrollments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subscription_enrollments_account_id_user_id_subscription_id"),
            ["account_id", "user_id", "subscription_id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_subscription_enrollments_one_unlimited",
            ["account_id", "user_id", "subscription_id"],
            unique=True,
            postgresql_where=sa.text("unlimited"),
            sqlite_where=sa.text("unlimited"),
        )

    op.create_table(
        "supervisors",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supervisor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "supervisor_id"],
            ["users.account_id", "users.id"],
            name=op.f("fk_supervisors_account_id_supervisor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "user_id"], ["users.account_id", "users.id"], name=op.f("fk_supervisors_account_id_user_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "user_id", "supervisor_id", name=op.f("pk_supervisors")),
    )
    op.create_table(
        "team_members",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "team_id"], ["teams.account_id", "teams.id"], name=op.f("fk_team_members_account_id_team_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "user_id"], ["users.account_id", "users.id"], name=op.f("fk_team_members_account_id_user_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "team_id", "user_id", name=op.f("pk_team_members")),
    )
    with op.batch_alter_table("team_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_members_account_id_user_id"), ["account_id", "user_id"], unique=False)

    op.create_table(
        "variant_learning_modules",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("variant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("learning_module_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "learning_module_id"],
            ["learning_modules.account_id", "learning_modules.id"],
            name=op.f("fk_variant_learning_modules_account_id_learning_module_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "variant_id"],
            ["variants.account_id", "variants.id"],
            name=op.f("fk_variant_learning_modules_account_id_variant_id"),
        ),
        sa.PrimaryKeyConstraint(
            "account_id", "variant_id", "learning_module_id", name=op.f("pk_variant_learning_modules")
        ),
    )
