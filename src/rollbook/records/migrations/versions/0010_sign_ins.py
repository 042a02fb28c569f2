"""Sign-ins to the console, one-time links, failed attempts and saved filters."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _of_user(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("account_id", ID, autoincrement=False, nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        *parts,
        sa.ForeignKeyConstraint(
            ["account_id", "user_id"], ["users.account_id", "users.id"], name=op.f(f"fk_{name}_account_id_user_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f(f"pk_{name}")),
    )


def upgrade() -> None:
    op.add_column("calls", sa.Column("sign_in_id", ID, nullable=True))
    _of_user(
        "sign_ins",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("remote_address", sa.Text(), nullable=False),
        sa.Column("browser", sa.Text(), server_default="", nullable=False),
        sa.UniqueConstraint("account_id", "token_hash", name=op.f("uq_sign_ins_account_id_token_hash")),
    )
    op.create_index(op.f("ix_sign_ins_account_id_user_id"), "sign_ins", ["account_id", "user_id"])
    _of_user(
        "sign_in_links",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.UniqueConstraint("account_id", "token_hash", name=op.f("uq_sign_in_links_account_id_token_hash")),
        sa.CheckConstraint("purpose IN ('password', 'sign-in')", name=op.f("ck_sign_in_links_purpose")),
    )
    op.create_index(op.f("ix_sign_in_links_account_id_user_id"), "sign_in_links", ["account_id", "user_id"])
    _of_user(
        "saved_filters",
        sa.Column("screen", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.UniqueConstraint(
            "account_id", "user_id", "screen", "name", name=op.f("uq_saved_filters_account_id_user_id_screen_name")
        ),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("subject", sa.LargeBinary(32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_sign_in_failures")),
    )
