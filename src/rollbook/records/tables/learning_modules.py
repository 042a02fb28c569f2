"""Courses (the wire calls them learning modules) and the sessions of the instructor-led ones."""

import sqlalchemy as sa

from rollbook.records.tables.columns import Json, UtcTime, belongs_to, key, one_of, table_of_account

learning_modules = table_of_account(
    "learning_modules",
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False, server_default="Active"),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Index(None, "account_id", "name", "id", unique=True),
    one_of("type", "External", "Instructor-Led", "Online", "SCORM"),
    one_of("status", "Active", "Inactive", "Archived"),
)

sessions = table_of_account(
    "sessions",
    key("learning_module_id"),
    sa.Column("grade_type", sa.Text, nullable=False, server_default="None"),
    sa.Column("starts_at", UtcTime, nullable=False),
    sa.Column("ends_at", UtcTime, nullable=False),
    sa.Column("historical", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("details", Json, nullable=False, server_default="{}"),
    belongs_to("learning_modules", "learning_module_id"),
    sa.UniqueConstraint("account_id", "learning_module_id", "id"),
    sa.Index(None, "account_id", "ends_at"),
    sa.CheckConstraint("starts_at <= ends_at", name="times"),
    one_of("grade_type", "LetterGrade", "PassFail", "Percentage", "None"),
)
"""ends_at is the end of the session's last date; a historical session is over whatever its dates say.

details holds the wire's tags about instructors and place, by name.
"""
