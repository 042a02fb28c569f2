"""Migrations that come later run on a distributed database, and make it what they make of any other."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from rollbook.records.database import schema
from rollbook.records.database.distribute import distribution_of, find_remaining, is_of_account
from rollbook.records.database.engine import Database
from rollbook.records.tables import metadata
from rollbook.worlds.load import load
from tests import cast
from tests.databases import distribute, fresh_database
from tests.records.test_migrations import declared

ADDED = '''
"""A migration for this test: it adds, changes and drops what migrations do."""

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{head}"


def upgrade():
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("nickname", sa.Text(), nullable=False, server_default="none"))
        users.create_index("ix_users_nickname", ["account_id", "nickname"])
    op.execute("UPDATE users SET nickname = given_name")
    op.create_table(
        "badges",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "user_id", name="pk_badges"),
        sa.ForeignKeyConstraint(["account_id", "user_id"], ["users.account_id", "users.id"], name="fk_badges_user"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_badges_account_id"),
    )
    op.create_table("colours", sa.Column("id", sa.BigInteger(), primary_key=True))
    op.add_column("accounts", sa.Column("motto", sa.Text()))
    op.drop_column("groups", "dashboard_set_id")
'''


def kinds(database: Database) -> dict[str, tuple[str, int]]:
    with database.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT CAST(table_name AS text), citus_table_type, colocation_id FROM citus_tables"
        )
        return {name: (kind, place) for name, kind, place in found}


@pytest.fixture
def at_first(tmp_path: Path) -> Iterator[Database]:
    """A database of the first version."""
    with fresh_database("citus", tmp_path, empty=True) as url, closing(Database(url)) as opened:
        schema.migrate(opened, "0001")
        yield opened


@pytest.mark.parametrize("backend", ["citus"], indirect=True)
def test_a_database_distributed_at_the_first_version_is_migrated_to_the_newest(database, at_first):
    distribute(at_first.url.set(drivername="postgresql").render_as_string(hide_password=False))
    schema.migrate(at_first)
    assert declared(at_first) == declared(database)
    assert kinds(at_first).keys() == {"alembic_version", *(table.name for table in metadata.sorted_tables)}
    assert kinds(at_first)["report_pages"] == kinds(at_first)["users"]
    with at_first.reading() as connection:
        assert find_remaining(connection, 4) == []


@pytest.mark.parametrize("backend", ["citus"], indirect=True)
def test_the_shards_keep_no_statistics_of_the_account_either(database):
    kept = "SELECT attstattarget FROM pg_attribute WHERE attrelid = CAST('%s' AS regclass) AND attname = 'account_id'"
    asked = sa.text("SELECT success, result FROM run_command_on_shards(:table, :kept)")
    for table in filter(is_of_account, metadata.sorted_tables):
        with database.reading() as connection:
            told = connection.execute(asked, {"table": table.name, "kept": kept}).all()
        assert {tuple(each) for each in told} == {(True, "0")}, table.name


@pytest.fixture
def one_more(tmp_path: Path) -> Path:
    """Our migrations, and one that comes after them."""
    migrations = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, migrations)
    (migrations / "versions" / "9001_later.py").write_text(ADDED.format(head=schema.needed_version()))
    return migrations


def test_a_later_migration_adds_and_drops_columns_and_makes_tables(database, backend, one_more):
    load(database, [cast.FINA_SHOES])
    schema.migrate(database, migrations=one_more)
    with database.reading() as connection:
        assert schema.current_version(connection) == "9001"
        assert "Dana" in set(connection.execute(sa.text("SELECT nickname FROM users")).scalars())
        assert "dashboard_set_id" not in {column["name"] for column in sa.inspect(connection).get_columns("groups")}
    if backend == "citus":
        found = kinds(database)
        assert found["badges"] == found["users"]
        assert found["colours"][0] == "reference"


def test_a_later_migration_makes_the_same_of_a_distributed_database(tmp_path, database, backend, one_more):
    (tmp_path / "other").mkdir()
    schema.migrate(database, migrations=one_more)
    with fresh_database(backend, tmp_path / "other", empty=True) as url, closing(Database(url)) as other:
        schema.migrate(other, migrations=one_more)
        assert declared(other) == declared(database)


def test_every_table_is_of_accounts_or_global():
    of_accounts = {table.name for table in metadata.sorted_tables if is_of_account(table)}
    assert metadata.tables.keys() - of_accounts == {"accounts", "api_keys", "sign_in_failures"}
    assert all("'account_id'" in distribution_of(metadata.tables[name], "users") for name in of_accounts)
