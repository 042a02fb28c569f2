"""What calls change; how a call came and what it refused; and the role of the auditor."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = (
    sa.Column("face", sa.Text(), server_default="xml", nullable=False),
    sa.Column("key_id", ID),
    sa.Column("reason", sa.Text()),
    sa.Column("takes_back_id", ID),
    sa.Column("written", sa.LargeBinary()),
    sa.Column("refusals", sa.LargeBinary()),
    sa.Column("concluded_id", ID),
)
ROLES = "role IN ('learner', 'administrator', 'owner')"
ROLES_NOW = "role IN ('learner', 'auditor', 'administrator', 'owner')"


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("calls", column)
    op.create_index(op.f("ix_calls_account_id_concluded_id"), "calls", ["account_id", "concluded_id"])
    op.create_index(
        "ix_calls_that_take_back",
        "calls",
        ["account_id", "takes_back_id"],
        postgresql_where=sa.text("takes_back_id IS NOT NULL"),
        sqlite_where=sa.text("takes_back_id IS NOT NULL"),
    )
    op.create_table(
        "changes",
        sa.Column("account_id", ID, autoincrement=False, nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("call_id", ID, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("user_id", ID),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        sa.Column("reason", sa.Text()),
        sa.ForeignKeyConstraint(
            ["account_id", "call_id"], ["calls.account_id", "calls.id"], name=op.f("fk_changes_account_id_call_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_changes")),
    )
    for columns in (("call_id",), ("table_name", "row_key"), ("user_id",)):
        op.create_index(op.f("_".join(("ix_changes_account_id", *columns))), "changes", ["account_id", *columns])
    _let_users_be_auditors()


def _let_users_be_auditors() -> None:
    """Widen the check of users' roles.

    SQLite can add and drop no constraint, but documents that one which no row breaks may be edited in its schema. The
    other way, a copy of the table, would have to switch off the foreign keys that lead to it.
    """
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint("ck_users_role", "users")
        op.create_check_constraint(op.f("ck_users_role"), "users", ROLES_NOW)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    edited = sa.text("UPDATE sqlite_master SET sql = replace(sql, :was, :now) WHERE type = 'table' AND name = 'users'")
    connection.execute(edited, {"was": ROLES, "now": ROLES_NOW})
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
