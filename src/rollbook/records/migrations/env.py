"""Alembic's way in: runs the migrations on the connection that records.schema hands over."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.ddl.postgresql import PostgresqlImpl

from rollbook.records.database.distribute import ONE_BY_ONE, distribution_of, find_home, is_of_account
from rollbook.records.tables import metadata
from rollbook.records.tables.columns import UtcTime


class AccountTables(PostgresqlImpl):
    """PostgreSQL as Alembic knows it, and how it plans for tables of accounts and where it keeps them.

    No statistics are kept of which account rows belong to. From them the planner would take a small or a new account
    beside a large one to have a single row of each table, any index to be as good as the right one, and then read all
    that the account has for each row that is looked up.
    """

    __dialect__ = "postgresql"

    def create_table(self, table: sa.Table, **options: Any) -> None:
        """Create a table; where the tables are distributed, the new one is too.

        Citus wants both ends of a foreign key distributed before there is one.
        """
        keys = list(table.foreign_key_constraints) if home else []
        table.constraints.difference_update(keys)
        super().create_table(table, **options)
        if is_of_account(table):
            self._exec(sa.text(f"ALTER TABLE {table.name} ALTER COLUMN account_id SET STATISTICS 0"))
        if home:
            self._exec(sa.text(distribution_of(table, home)))
        for key in keys:
            self.add_constraint(key)


def render_item(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our own types into migrations as the plain ones they are made of, so that old migrations stand alone."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcTime) else False


connection = context.config.attributes["connection"]
home = find_home(connection)
if home:
    connection.exec_driver_sql(ONE_BY_ONE)
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
context.run_migrations()
