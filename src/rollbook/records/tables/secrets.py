"""Secrets with which the server seals what it hands out."""

import sqlalchemy as sa

from rollbook.records.tables.columns import one_of, table_of_account

secrets = table_of_account(
    "secrets",
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("value", sa.LargeBinary(32), nullable=False),
    one_of("purpose", "certificates"),
    identity=("purpose",),
)
"""Made when an account first needs one, and never changed: what was sealed with it stays good."""
