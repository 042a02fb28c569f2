"""Teams: named sets of users across groups."""

import sqlalchemy as sa

from rollbook.records.tables.columns import belongs_to, key, table_of_account

teams = table_of_account(
    "teams",
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_key", sa.Text, nullable=False),
    sa.UniqueConstraint("account_id", "name_key"),
)

team_members = table_of_account(
    "team_members",
    key("team_id"),
    key("user_id"),
    belongs_to("teams", "team_id"),
    belongs_to("users", "user_id"),
    sa.Index(None, "account_id", "user_id"),
    identity=("team_id", "user_id"),
)
