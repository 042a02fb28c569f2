"""Loads: which world files were loaded into an account, when, by whom, and how much they changed."""

import sqlalchemy as sa

from rollbook.records.tables.columns import Json, UtcTime, table_of_account

loads = table_of_account(
    "loads",
    sa.Column("loaded_at", UtcTime, nullable=False),
    sa.Column("loaded_by", sa.Text, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("digest", sa.LargeBinary(32), nullable=False),
    sa.Column("reset_credits", sa.Boolean, nullable=False),
    sa.Column("counts", Json, nullable=False),
)
"""One row a file, written last in the transaction that wrote its rows. Nothing changes or deletes it.

loaded_by is the user of the operating system, digest the SHA-256 of the file. counts has for each table how many rows
the file names, and how many of them were new or changed. A load is no call: no user of the account makes it, and the
rows it changes have no changes. One row of an account that was there before this table stands for all loads before it:
its counts are empty.
"""
