"""Spreads a database over the nodes of a Citus cluster: the rows of an account stay together, on one of them."""

from collections.abc import Iterator

import sqlalchemy as sa

from rollbook.records.database.engine import POSTGRESQL_SETTINGS
from rollbook.records.tables import metadata

CREATE_EXTENSION = "CREATE EXTENSION citus"
VERSION = "alembic_version"
"""The table with the schema's version: on every node, so that servers may be pointed at any of them."""
ONE_BY_ONE = "SET LOCAL citus.multi_shard_modify_mode = 'sequential'"
"""How a transaction may touch reference tables and distributed ones: over one connection to each node."""

_HAS_EXTENSION = sa.text("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')")
_IS_INSTALLED = sa.text("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'citus')")
_WORKERS = sa.text("SELECT count(*) FROM pg_dist_node WHERE shouldhaveshards AND isactive AND noderole = 'primary'")
_DISTRIBUTED = sa.text("""
    SELECT CAST(CAST(logicalrelid AS regclass) AS text) FROM pg_dist_partition WHERE partmethod = 'h' OR repmodel = 't'
""")
_FOREIGN_KEYS = sa.text("""
    SELECT CAST(CAST(conrelid AS regclass) AS text) AS child, CAST(CAST(confrelid AS regclass) AS text) AS parent,
           conname AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE contype = 'f' ORDER BY 1, 3
""")

_SETTINGS_HERE = sa.text("""
    SELECT unnest(setconfig) FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase
    WHERE datname = current_database() AND setrole = 0
""")


def is_of_account(table: sa.Table) -> bool:
    """Whether the table's rows belong to accounts: then its primary key begins with the account."""
    return next(iter(table.primary_key)).name == "account_id"


def is_installed(connection: sa.Connection) -> bool:
    """Whether the server has Citus, so that its databases can have the extension."""
    return bool(connection.scalar(_IS_INSTALLED))


def count_workers(connection: sa.Connection) -> int:
    """Return the number of nodes that the rows are spread over, in a database that has the extension."""
    return int(connection.scalar(_WORKERS) or 0)


def find_distributed(connection: sa.Connection) -> set[str]:
    """Return the names of the tables that are spread by Citus or on every node; none in a database without it."""
    if connection.dialect.name != "postgresql" or not connection.scalar(_HAS_EXTENSION):
        return set()
    return set(connection.scalars(_DISTRIBUTED))


def find_home(connection: sa.Connection) -> str:
    """Return the name of a distributed account table, with which all others are colocated; "" if there is none."""
    distributed = find_distributed(connection)
    return next((table.name for table in _tables() if is_of_account(table) and table.name in distributed), "")


def distribution_of(table: sa.Table, home: str, shards: int = 0) -> str:
    """Return the statement that distributes a table: a global one to every node, else by account along with `home`.

    Without a home it gets `shards` shards of its own.
    """
    if not is_of_account(table):
        return f"SELECT create_reference_table('{table.name}')"
    place = f"colocate_with => '{home}'" if home else f"colocate_with => 'none', shard_count => {shards}"
    return f"SELECT create_distributed_table('{table.name}', 'account_id', {place})"


def find_remaining(connection: sa.Connection, shards: int) -> list[str]:
    """Return the statements, for one transaction, that distribute what is not distributed yet; none if all is.

    Citus wants both ends of a foreign key distributed before there is one: the keys go first and come back last.
    """
    here = set(sa.inspect(connection).get_table_names())
    undone = here - find_distributed(connection)
    missing = [table for table in _tables() if table.name in undone]
    names = {table.name for table in missing}
    keys = [key for key in connection.execute(_FOREIGN_KEYS) if {key.child, key.parent} & names]
    return [
        *([] if connection.scalar(_HAS_EXTENSION) else [CREATE_EXTENSION]),
        *([ONE_BY_ONE] if missing else []),
        *([f"SELECT create_reference_table('{VERSION}')"] if VERSION in undone else []),
        *(f"ALTER TABLE {key.child} DROP CONSTRAINT {key.name}" for key in keys),
        *_distributions(missing, find_home(connection), shards),
        *(f"ALTER TABLE {key.child} ADD CONSTRAINT {key.name} {key.definition}" for key in keys),
        *_settings(connection),
    ]


def _settings(connection: sa.Connection) -> list[str]:
    """What this program sets for its connections reaches the coordinator alone; what a database has, every node."""
    database = connection.scalar(sa.text("SELECT quote_ident(current_database())"))
    here = {setting.lower() for setting in connection.scalars(_SETTINGS_HERE)}
    return [
        f"ALTER DATABASE {database} SET {name} = '{value}'"
        for name, value in POSTGRESQL_SETTINGS.items()
        if f"{name}={value}".lower() not in here
    ]


def _tables() -> list[sa.Table]:
    """Global tables first, then those of accounts."""
    return sorted(metadata.sorted_tables, key=is_of_account)


def _distributions(tables: list[sa.Table], home: str, shards: int) -> Iterator[str]:
    for table in tables:
        yield distribution_of(table, home, shards)
        if is_of_account(table):
            home = home or table.name
