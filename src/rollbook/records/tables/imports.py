"""Imports of sheets: the file, what was said about it, how far it came, and what became of each row."""

import sqlalchemy as sa

from rollbook.records.tables.columns import Json, UtcTime, belongs_to, key, one_of, table_of_account

imports = table_of_account(
    "imports",
    key("user_id"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("digest", sa.LargeBinary(32), nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("answers", Json, nullable=False),
    sa.Column("status", sa.Text, nullable=False, server_default="Recording"),
    sa.Column("counts", Json, nullable=False),
    sa.Column("made_at", UtcTime, nullable=False),
    sa.Column("ended_at", UtcTime),
    sa.Column("content", sa.LargeBinary),
    belongs_to("users", "user_id"),
    sa.Index(None, "account_id", "digest"),
    one_of("status", "Recording", "Done", "Stopped"),
)
"""answers are those to the questions about the file; counts are of rows, by their outcome.

content is the file, deflated (zlib), kept as long as packages are. digest is its SHA-256.
"""

import_chunks = table_of_account(
    "import_chunks",
    key("import_id"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("calls", Json),
    sa.Column("outcomes", sa.LargeBinary, nullable=False),
    belongs_to("imports", "import_id"),
    identity=("import_id", "number"),
)
"""The rows that one call or a few took, in the order of the sheet. calls are their ids; none: they are not known yet.

outcomes (deflated JSON) has one object a row, as `rollbook import --json` prints it.
"""

import_mappings = table_of_account(
    "import_mappings",
    key("user_id"),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("headers", sa.Text, nullable=False),
    sa.Column("answers", Json, nullable=False),
    sa.Column("made_at", UtcTime, nullable=False),
    belongs_to("users", "user_id"),
    sa.UniqueConstraint("account_id", "method", "name"),
)
"""Answers that are kept under a name, for the next file with the same headers. headers are those of the last one."""
