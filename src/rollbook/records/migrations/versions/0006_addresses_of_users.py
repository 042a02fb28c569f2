"""Employee ids as e-mail addresses are compared, where they could be one; and nobody is their own supervisor any more."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

USERS = sa.table("users", *map(sa.column, ("account_id", "id", "employee_id", "address_key")))
SUPERVISORS = sa.table("supervisors", *map(sa.column, ("account_id", "user_id", "supervisor_id")))


def upgrade() -> None:
    op.add_column("users", sa.Column("address_key", sa.Text(), nullable=True))
    connection = op.get_bind()
    found = connection.execute(sa.select(USERS).where(USERS.c.employee_id.contains("@"))).all()
    for user in found:
        own = (USERS.c.account_id == user.account_id) & (USERS.c.id == user.id)
        connection.execute(sa.update(USERS).where(own).values(address_key=without_case(user.employee_id)))
    op.create_index(
        "ix_users_address",
        "users",
        ["account_id", "address_key"],
        postgresql_where=sa.text("address_key IS NOT NULL"),
        sqlite_where=sa.text("address_key IS NOT NULL"),
    )
    connection.execute(sa.delete(SUPERVISORS).where(SUPERVISORS.c.user_id == SUPERVISORS.c.supervisor_id))


def without_case(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text.strip()).casefold())
