"""World files that are loaded leave a trace, and groups know how many credits they were given in all."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GIVEN = """
    UPDATE group_variants SET given = credits + (
        SELECT count(*) FROM subscription_enrollments AS enrolled
        WHERE enrolled.account_id = group_variants.account_id AND enrolled.group_id = group_variants.group_id
        AND enrolled.variant_id = group_variants.variant_id AND enrolled.took_credit
    )
"""


def upgrade() -> None:
    loads = op.create_table(
        "loads",
        sa.Column("account_id", ID, autoincrement=False, nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("reset_credits", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_loads_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_loads")),
    )
    _note_earlier_loads(loads)
    op.add_column("group_variants", sa.Column("given", sa.BigInteger(), server_default="0", nullable=False))
    op.execute(GIVEN)
    op.create_index(
        "ix_users_owners",
        "users",
        ["account_id", "id"],
        postgresql_where=sa.text("role = 'owner'"),
        sqlite_where=sa.text("role = 'owner'"),
    )


def _note_earlier_loads(loads: sa.Table) -> None:
    """Put on record, for each account, that what was loaded so far is not: later than all changes there are."""
    accounts, changes = (
        sa.table("accounts", sa.column("id")),
        sa.table("changes", *map(sa.column, ("account_id", "id"))),
    )
    last = sa.select(sa.func.max(changes.c.id)).where(changes.c.account_id == accounts.c.id).scalar_subquery()
    now = datetime.now(UTC)
    values = {
        "account_id": accounts.c.id,
        "id": sa.func.coalesce(last, 0) + 1,
        "loaded_at": sa.literal(now.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else now),
        "loaded_by": sa.literal(""),
        "file": sa.literal("all files before schema 0017"),
        "digest": sa.literal(bytes(32)),
        "reset_credits": sa.false(),
        "counts": sa.literal({}, sa.JSON),
    }
    op.execute(loads.insert().from_select(list(values), sa.select(*values.values())))
