"""Webhooks, and what was delivered to them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("account_id", ID, autoincrement=False, nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="Active", nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("secret", sa.LargeBinary(32), nullable=False),
        sa.Column("secret_made_at", MOMENT, nullable=False),
        sa.Column("earlier_secret", sa.LargeBinary(32), nullable=True),
        sa.Column("after_id", ID, nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=True),
        sa.Column("lease", ID, nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.CheckConstraint("status IN ('Active', 'Inactive')", name=op.f("ck_webhooks_status")),
        sa.ForeignKeyConstraint(
            ["account_id", "user_id"], ["users.account_id", "users.id"], name=op.f("fk_webhooks_account_id_user_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_webhooks")),
        sa.UniqueConstraint("account_id", "url", name=op.f("uq_webhooks_account_id_url")),
    )
    _make_deliveries()


def _make_deliveries() -> None:
    name = "webhook_deliveries"
    op.create_table(
        name,
        sa.Column("account_id", ID, autoincrement=False, nullable=False),
        sa.Column("webhook_id", ID, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("microseconds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "outcome IN ('Delivered', 'Waiting', 'Again', 'Failed')", name=op.f("ck_webhook_deliveries_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "webhook_id"],
            ["webhooks.account_id", "webhooks.id"],
            name=op.f("fk_webhook_deliveries_account_id_webhook_id"),
        ),
        sa.PrimaryKeyConstraint("account_id", "webhook_id", "event_id", name=op.f("pk_webhook_deliveries")),
    )
    op.create_index(op.f("ix_webhook_deliveries_account_id_sent_at"), name, ["account_id", "sent_at"])
    again = sa.text("outcome = 'Again'")
    columns = ["account_id", "webhook_id"]
    op.create_index("ix_webhook_deliveries_again", name, columns, postgresql_where=again, sqlite_where=again)
