"""`rollbook distribute`: a database is distributed completely or not at all, and only once."""

import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from rollbook.records.database.distribute import is_of_account
from rollbook.records.database.engine import Database
from rollbook.records.tables import metadata
from rollbook.worlds.dump import dump
from rollbook.worlds.load import load
from tests import cast
from tests.citus import Cluster
from tests.commands import run
from tests.databases import fresh_database
from tests.records.test_migrations import declared
from tests.seed_calls import OLGA, record_sessions
from tests.served import Served

KINDS = {table.name: "distributed" if is_of_account(table) else "reference" for table in metadata.sorted_tables}
KINDS["alembic_version"] = "reference"
DONE = f"The database is now distributed: {len(KINDS)} tables, 2 nodes.\n"
NOTHING = f"Nothing to do: the database is distributed: {len(KINDS)} tables, 2 nodes.\n"

on_citus = pytest.mark.parametrize("backend", ["citus"], indirect=True)


@pytest.fixture
def empty_url(backend: str, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it; on Citus its nodes are joined."""
    with fresh_database(backend, tmp_path, empty=True) as url:
        yield url


@pytest.fixture
def plain_url(empty_url: str) -> str:
    """A migrated database that is not distributed."""
    run("migrate", database_url=empty_url)
    return empty_url


@pytest.fixture
def plain(plain_url: str) -> Iterator[Database]:
    """The migrated database, open."""
    with closing(Database(plain_url)) as opened:
        yield opened


def execute(database: Database, statement: str) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(statement)


def kinds(database: Database) -> dict[str, str]:
    """How Citus keeps each table that it manages."""
    with database.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT CAST(table_name AS text) AS name, citus_table_type AS kind FROM citus_tables"
        )
        return {each.name: each.kind for each in found}


@pytest.mark.parametrize(
    ("backend", "reason"),
    [("sqlite", "SQLite stays on one machine"), ("postgresql", "does not have the extension citus")],
    indirect=["backend"],
)
def test_without_citus_it_says_in_one_line_what_is_missing(database_url, reason):
    done = run("distribute", database_url=database_url)
    assert done.exit_code == 1
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


@on_citus
def test_it_needs_a_migrated_database(empty_url):
    done = run("distribute", database_url=empty_url)
    assert done.exit_code == 1
    assert "run `rollbook migrate`" in done.stderr


@on_citus
def test_every_table_of_accounts_is_spread_by_account_and_the_global_ones_are_on_every_node(plain, plain_url):
    assert run("distribute", database_url=plain_url).stdout == DONE
    assert kinds(plain) == KINDS
    with plain.reading() as connection:
        spread = connection.exec_driver_sql(
            "SELECT DISTINCT distribution_column, colocation_id, shard_count FROM citus_tables "
            "WHERE citus_table_type = 'distributed'"
        ).all()
    assert [(column, count) for column, _, count in spread] == [("account_id", 32)]


@on_citus
def test_the_second_time_there_is_nothing_to_do(plain_url):
    run("distribute", "--shards", 4, database_url=plain_url)
    done = run("distribute", database_url=plain_url)
    assert (done.exit_code, done.stdout) == (0, NOTHING)
    assert run("distribute", "--dry-run", database_url=plain_url).stdout.startswith("-- Nothing to do")


@on_citus
def test_a_dry_run_changes_nothing_and_prints_the_statements_that_do_it(plain, plain_url):
    printed = run("distribute", "--shards", 4, "--dry-run", database_url=plain_url).stdout
    assert kinds(plain) == {}
    with psycopg.connect(plain_url, autocommit=True) as connection:
        for statement in printed.split(";\n"):
            connection.execute(statement.encode())
    assert run("distribute", database_url=plain_url).stdout == NOTHING
    assert kinds(plain) == KINDS


@on_citus
def test_rows_and_constraints_are_what_they_were(plain, plain_url):
    load(plain, [cast.FINA_SHOES])
    before = declared(plain), dump(plain, "Fina Shoes")
    assert run("distribute", "--shards", 4, database_url=plain_url).stdout == DONE
    assert (declared(plain), dump(plain, "Fina Shoes")) == before


@on_citus
def test_a_failure_halfway_changes_nothing_and_the_next_run_succeeds(plain, plain_url):
    execute(plain, "CREATE UNIQUE INDEX in_the_way ON variants (id)")
    before = declared(plain)
    done = run("distribute", "--shards", 4, database_url=plain_url)
    assert done.exit_code == 1
    assert 'cannot create constraint on "variants"' in done.stderr
    assert (declared(plain), kinds(plain)) == (before, {})
    execute(plain, "DROP INDEX in_the_way")
    assert run("distribute", "--shards", 4, database_url=plain_url).stdout == DONE


@on_citus
def test_what_was_begun_by_hand_is_completed(plain, plain_url):
    execute(plain, "SELECT create_reference_table('accounts')")
    assert run("distribute", "--shards", 4, database_url=plain_url).stdout == DONE
    assert kinds(plain) == KINDS


@pytest.fixture
def stranger(plain: Database) -> Iterator[str]:
    """The address of the database for a user who may only read."""
    name = f"stranger_{uuid.uuid4().hex}"
    execute(plain, f"CREATE ROLE {name} LOGIN PASSWORD 'open'")
    execute(plain, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}")
    url = plain.url.set(drivername="postgresql", username=name, password="open")
    yield url.render_as_string(hide_password=False)
    execute(plain, f"DROP OWNED BY {name}")
    execute(plain, f"DROP ROLE {name}")


@on_citus
def test_a_user_without_the_rights_learns_who_has_them(stranger, plain):
    done = run("distribute", database_url=stranger)
    assert done.exit_code == 1
    assert done.stderr.startswith("rollbook: the database user may not do this: let a superuser run CREATE EXTENSION")
    assert done.stderr.count("\n") == 1
    assert kinds(plain) == {}


@on_citus
def test_the_nodes_plan_as_the_server_wants(plain, plain_url):
    run("distribute", "--shards", 4, database_url=plain_url)
    with plain.reading() as connection:
        asked = sa.text("SELECT result FROM run_command_on_all_nodes('SHOW enable_hashjoin')")
        assert set(connection.scalars(asked)) == {"off"}


@on_citus
def test_a_server_may_be_pointed_at_any_node(database_url, tmp_path):
    name = sa.make_url(database_url).database
    assert name is not None
    for node in Cluster.given().nodes[1:]:
        address = node.set(database=name).render_as_string(hide_password=False)
        with Served(address, tmp_path) as served:
            served.load(cast.FINA_SHOES)
            made = run("keys", "make", "Fina Shoes", cast.DANA.email, database_url=address)
            assert made.exit_code == 0
            keys = (cast.FINA_KEY, made.stdout.strip())
            assert [code for _, code, _ in record_sessions(served, keys, {}).errors] == ["ESH:11"]
            session = {"LearningModuleSessionID": cast.UNGRADED_SESSION, "EnrollmentStatus": "Attended"}
            assert record_sessions(served, OLGA, {**session, "Grade": None}).errors == []
            served.empty()
