"""Users: the people of an account."""

import sqlalchemy as sa

from rollbook.records.tables.columns import Json, UtcTime, belongs_to, key, one_of, table_of_account

users = table_of_account(
    "users",
    sa.Column("email", sa.Text),
    sa.Column("email_key", sa.Text),
    sa.Column("employee_id", sa.Text),
    sa.Column("given_name", sa.Text, nullable=False),
    sa.Column("surname", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False, server_default="learner"),
    sa.Column("status", sa.Text, nullable=False, server_default="Active"),
    sa.Column("name_key", sa.Text, nullable=False, server_default=""),
    key("home_group_id", nullable=True),
    sa.Column("timezone", sa.Text),
    sa.Column("profile", Json, nullable=False, server_default="{}"),
    sa.Column("custom_fields", Json, nullable=False, server_default="{}"),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("modified_at", UtcTime, nullable=False),
    sa.Column("address_key", sa.Text),
    sa.Column("password_hash", sa.Text),
    sa.Column("password_own", sa.Boolean, nullable=False, server_default=sa.false()),
    belongs_to("groups", "home_group_id"),
    sa.UniqueConstraint("account_id", "email_key"),
    sa.UniqueConstraint("account_id", "employee_id"),
    sa.CheckConstraint("email_key IS NOT NULL OR employee_id IS NOT NULL", name="identified"),
    one_of("role", "learner", "auditor", "administrator", "owner"),
    one_of("status", "Active", "Inactive"),
    sa.Index(None, "account_id", "name_key", "id"),
    sa.Index(None, "account_id", "home_group_id"),
    sa.Index(
        "ix_users_address",
        "account_id",
        "address_key",
        postgresql_where=sa.text("address_key IS NOT NULL"),
        sqlite_where=sa.text("address_key IS NOT NULL"),
    ),
    sa.Index(
        "ix_users_owners",
        "account_id",
        "id",
        postgresql_where=sa.text("role = 'owner'"),
        sqlite_where=sa.text("role = 'owner'"),
    ),
    sa.Index(
        "ix_users_inactive",
        "account_id",
        "id",
        postgresql_where=sa.text("status = 'Inactive'"),
        sqlite_where=sa.text("status = 'Inactive'"),
    ),
)
"""name_key is given name and surname without case: what people are listed and searched by. timezone is a name of the
vendor's list, or null for the account's. profile holds the other tags of rollbook.vocabulary.users by their wire names,
custom_fields the values of the account's own fields by name. address_key is the employee id as e-mail addresses are
compared, if it could be one: no other user has it as email_key, for world files name users by either. password_hash is
what argon2id makes of the password, null while there is none: it is never answered, dumped or logged.
password_own is whether the user chose it in the console; otherwise a call set it."""

supervisors = table_of_account(
    "supervisors",
    key("user_id"),
    key("supervisor_id"),
    belongs_to("users", "user_id"),
    belongs_to("users", "supervisor_id"),
    sa.Index(None, "account_id", "supervisor_id", "user_id"),
    identity=("user_id", "supervisor_id"),
)

custom_fields = table_of_account(
    "custom_fields",
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_key", sa.Text, nullable=False),
    sa.UniqueConstraint("account_id", "name_key"),
)
"""The fields an account has besides the profile."""
