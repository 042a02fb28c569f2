"""`rollbook migrate`, and what every command says about a database that it cannot use."""

from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from tests.commands import run
from tests.databases import fresh_database


@pytest.fixture
def empty_url(backend, tmp_path):
    with fresh_database(backend, tmp_path, empty=True) as url:
        yield url


def test_it_names_the_old_version_and_the_new(empty_url):
    done = run("migrate", database_url=empty_url)
    assert done.exit_code == 0
    assert done.stdout == f"The schema went from nothing to {schema.needed_version()}.\n"
    with closing(Database(empty_url)) as database, database.reading() as connection:
        assert schema.is_current(connection)


def test_it_says_when_there_is_nothing_to_do(database_url):
    done = run("migrate", database_url=database_url)
    assert done.exit_code == 0
    assert done.stdout == f"Nothing to do: the schema is at {schema.needed_version()}.\n"


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "command", [("serve", "--insecure-http"), ("dump", "Fina Shoes"), ("keys", "list", "Fina Shoes")]
)
def test_on_postgresql_a_command_refuses_an_old_schema_and_names_the_command(empty_url, command):
    done = run(*command, database_url=empty_url)
    assert done.exit_code == 1
    assert "run `rollbook migrate`" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_schema_of_a_newer_rollbook_is_refused_in_one_line(database, database_url):
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    done = run("migrate", database_url=database_url)
    assert done.exit_code == 1
    assert "'9999'" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "url",
    ["nonsense", "", "mysql://localhost/rollbook", "postgresql://host:port/name", "sqlite://", "sqlite:///:memory:"],
)
def test_a_malformed_address_is_refused_in_one_line(url):
    done = run("migrate", ROLLBOOK_DATABASE_URL=url)
    assert done.exit_code == 1
    assert done.stderr.startswith("rollbook: ROLLBOOK_DATABASE_URL is not an address such as sqlite:///path")
    assert done.stderr.count("\n") == 1


def test_a_server_that_does_not_answer_is_reported_in_one_line_and_without_the_password():
    done = run("migrate", database_url="postgresql://rollbook:secret@127.0.0.1:1/rollbook")
    assert done.exit_code == 1
    assert done.stderr.startswith("rollbook: cannot use the database postgresql://rollbook:***@127.0.0.1:1/rollbook: ")
    assert "secret" not in done.output
    assert done.stderr.count("\n") == 1


def test_a_file_that_is_not_a_database_is_reported_in_one_line(tmp_path: Path):
    file = tmp_path / "rollbook.db"
    file.write_text("Dear diary, " * 100)
    done = run("migrate", database_url=f"sqlite:///{file}")
    assert done.exit_code == 1
    assert done.stderr == f"rollbook: cannot use the database sqlite:///{file}: file is not a database\n"


def test_a_directory_that_does_not_exist_is_reported_in_one_line(tmp_path: Path):
    done = run("migrate", database_url=f"sqlite:///{tmp_path}/none/rollbook.db")
    assert done.exit_code == 1
    assert done.stderr == (
        f"rollbook: there is no directory {tmp_path}/none: does ROLLBOOK_DATABASE_URL name the right one?\n"
    )
