"""Migrations: they lead from nothing to the very schema that the tables declare, on both databases, once."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.records.tables import metadata
from tests.databases import fresh_database

MIGRATE = (
    "import sys; from rollbook.records.database import engine, schema; schema.migrate(engine.Database(sys.argv[1]))"
)

DECLARED = {
    "sqlite": "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'alembic%' AND sql IS NOT NULL",
    "postgresql": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'alembic%'
        UNION SELECT tablename, indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename NOT LIKE 'alembic%'
        UNION SELECT table_name, column_name, concat_ws(' ', data_type, is_nullable, column_default)
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'alembic%'
    """,
}
"""What each database itself knows of a schema; Alembic's comparison leaves the checks out."""

SHARD = re.compile(r"_\d{6}$")
"""How the names of Citus's own tables end, which hold the rows of those that are distributed."""


@pytest.fixture
def empty_url(backend: str, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it."""
    with fresh_database(backend, tmp_path, empty=True) as url:
        yield url


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    """The database with nothing in it, open."""
    with closing(Database(empty_url)) as opened:
        yield opened


def declared(database: Database) -> set[tuple[str, str, str]]:
    """All parts of the schema: what each belongs to, its name, its definition with the blanks folded."""
    with database.reading() as connection:
        found = connection.execute(sa.text(DECLARED[database.dialect]))
        return {
            (of, name, " ".join(definition.replace('"', "").split()))
            for of, name, definition in found
            if not SHARD.search(of)
        }


def is_current(database: Database) -> bool:
    with database.reading() as connection:
        return schema.is_current(connection)


def test_an_empty_database_is_brought_to_the_version_this_program_needs(empty):
    assert not is_current(empty)
    schema.migrate(empty)
    assert is_current(empty)


def test_migrating_twice_changes_nothing(empty):
    schema.migrate(empty)
    after_once = declared(empty)
    schema.migrate(empty)
    assert declared(empty) == after_once
    assert is_current(empty)


def test_a_migration_that_fails_leaves_the_database_as_it_was(empty):
    with empty.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE variants (id INTEGER)")  # in the way of the first migration
    before = declared(empty)
    with pytest.raises(sa.exc.DBAPIError):
        schema.migrate(empty)
    assert declared(empty) == before


def test_alembic_finds_no_difference_between_migrations_and_tables(database):
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrations_make_the_very_schema_that_the_tables_declare(database, empty):
    with empty.writing() as connection:
        metadata.create_all(connection)
    assert declared(database) == declared(empty)


def test_two_processes_may_migrate_an_empty_database_at_once(empty_url, empty):
    command = [sys.executable, "-c", MIGRATE, empty_url]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ended = [(process.communicate()[1], process.returncode) for process in both]
    assert ended == [("", 0), ("", 0)]
    assert is_current(empty)


def test_a_database_from_the_future_is_not_taken_for_current(database):
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert not is_current(database)
