"""Report pages: where the pages of a report began when they were read, so that the next one is found by its key."""

import sqlalchemy as sa

from rollbook.records.tables.columns import UtcTime, belongs_to, key, table_of_account

report_pages = table_of_account(
    "report_pages",
    key("user_id"),
    sa.Column("filters_digest", sa.LargeBinary(32), nullable=False),
    sa.Column("page", sa.BigInteger, nullable=False),
    sa.Column("course_name", sa.Text, nullable=False),
    key("learning_module_id"),
    sa.Column("enrolled_at", UtcTime, nullable=False),
    key("enrollment_id"),
    sa.Column("made_at", UtcTime, nullable=False),
    belongs_to("users", "user_id"),
    sa.Index(None, "account_id", "made_at"),
    identity=("user_id", "filters_digest", "page"),
)
"""A page begins after the row with this course name, course, date and id, which may be gone by now.

The digest is that of the filters and the page size. A row is of use while a caller reads on, and removed afterwards.
"""
