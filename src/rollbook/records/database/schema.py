"""The schema's version: what the database has, what this program needs, and the way there.

Alembic takes as long to load as the rest of the records, and a test server that copies an empty database needs none.
"""
# ruff: noqa: PLC0415  # so it is loaded where it is used

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from rollbook.records.database.engine import Database

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).parents[1] / "migrations"
LOCK = 0x526F6C6C  # "Roll": the advisory lock under which PostgreSQL's schema is changed


@functools.cache
def needed_version() -> str:
    """The newest version among the migrations that came with this program: read once, for `/readyz` asks often."""
    head = _scripts().get_current_head()
    assert head is not None  # noqa: S101  # the package carries at least one migration
    return head


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(MIGRATIONS))


def is_known(version: str) -> bool:
    """Whether the version is among the migrations that came with this program."""
    return any(each.revision == version for each in _scripts().walk_revisions())


def current_version(connection: sa.Connection) -> str | None:
    """The version the database is at, or None for an empty one."""
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def is_current(connection: sa.Connection) -> bool:
    """Whether the database is at the version this program needs."""
    return current_version(connection) == needed_version()


def wait_for_other_changes(connection: sa.Connection) -> None:
    """Let one process change the schema at a time, to the end of its transaction; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def migrate(database: Database, version: str = "head", migrations: Path = MIGRATIONS) -> None:
    """Bring the database to the version, in one transaction; a second caller waits, then finds it done.

    `migrations` is the directory with the way there: ours, or one that goes on from it.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    with database.writing() as connection:
        wait_for_other_changes(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        _forget_statistics(connection)


def _forget_statistics(connection: sa.Connection) -> None:
    """Let SQLite look rows up by the indexes that our statements are written for.

    The statistics that someone had it make (ANALYZE, PRAGMA optimize) are never renewed by themselves: it goes on to
    read tables from end to end, for each row it looks up, that had few rows then.
    """
    if connection.dialect.name == "sqlite":
        for table in ("sqlite_stat1", "sqlite_stat4"):
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
