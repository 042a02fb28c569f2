"""What every command that opens a database refuses, does not change, and does not print."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.records.tables import users
from rollbook.worlds import DEMO
from tests import cast
from tests.commands import run
from tests.databases import fresh_database

FIRST_SCHEMA = "0001"
NOBODY = 65534
SECRET = "hunter22"
LOOKING = [
    ("dump", "Fina Shoes"),
    ("keys", "list", "Fina Shoes"),
    ("keys", "make", "Fina Shoes"),
    ("keys", "revoke", "Fina Shoes", "1"),
    ("distribute", "--dry-run"),
    ("verify",),
]
SERVE = ("serve", "--insecure-http")
LOAD = ("load", str(DEMO))
NO_FILES = {"none.yaml": None, "wrong.yaml": "account: {name: Shoes, timezone: Nowhere}\n", "empty.yaml": ""}


@pytest.fixture
def encoded_url(request, tmp_path) -> Iterator[str]:
    with fresh_database("postgresql", tmp_path, empty=True, encoding=request.param) as url:
        yield url


@pytest.fixture
def old_url(backend, tmp_path) -> Iterator[str]:
    with fresh_database(backend, tmp_path, empty=True) as url:
        database = Database(url)
        schema.migrate(database, FIRST_SCHEMA)
        database.close()
        yield url


def name_of(command: tuple[str, ...]) -> str:
    return " ".join(word for word in command if not word.startswith("/"))


def version_of(url: str) -> str | None:
    database = Database(url)
    with database.reading() as connection:
        version = schema.current_version(connection)
    database.close()
    return version


def assert_refused(done, *reasons: str) -> None:
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.startswith("rollbook: ")
    assert done.stderr.count("\n") == 1
    assert [reason for reason in reasons if reason not in done.stderr] == []


@pytest.mark.postgresql
@pytest.mark.parametrize("encoded_url", ["LATIN1", "SQL_ASCII"], indirect=True)
@pytest.mark.parametrize("command", [("migrate",), SERVE, LOAD, *LOOKING], ids=name_of)
def test_a_database_that_cannot_hold_every_name_is_refused(encoded_url, command):
    assert_refused(run(*command, database_url=encoded_url), "is encoded in ", "createdb --encoding=UTF8")


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_encodings_in_the_environment_do_not_matter(database, database_url, tmp_path):
    world = tmp_path / "world.yaml"
    world.write_text(cast.FINA_SHOES.replace("Dana", "Łukasz"), encoding="utf-8")
    done = run("load", world, database_url=database_url, PGCLIENTENCODING="LATIN1")
    assert done.exit_code == 0
    with database.reading() as connection:
        assert "Łukasz" in connection.scalars(users.select().with_only_columns(users.c.given_name)).all()


@pytest.mark.parametrize("command", LOOKING, ids=name_of)
def test_a_command_that_only_reads_leaves_an_old_schema_and_says_what_to_do(old_url, command):
    done = run(*command, database_url=old_url)
    assert_refused(done, f"the schema of the database is at {FIRST_SCHEMA}", "run `rollbook migrate`")
    assert version_of(old_url) == FIRST_SCHEMA


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_backup_of_an_old_schema_is_made_and_does_not_change_it(old_url, tmp_path):
    assert run("backup", tmp_path / "copy.db", database_url=old_url).exit_code == 0
    assert version_of(old_url) == version_of(f"sqlite:///{tmp_path}/copy.db") == FIRST_SCHEMA


@pytest.mark.parametrize("command", [*LOOKING, ("backup", "copy.db")], ids=name_of)
def test_a_command_that_only_reads_creates_no_database(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    done = run(*command, database_url="sqlite:///rollbook.db")
    assert_refused(done, f"there is no database {tmp_path}/rollbook.db", "ROLLBOOK_DATABASE_URL")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", NO_FILES)
def test_files_that_cannot_be_loaded_leave_no_database(tmp_path, name):
    if (text := NO_FILES[name]) is not None:
        (tmp_path / name).write_text(text)
    done = run("load", tmp_path / name, database_url=f"sqlite:///{tmp_path}/rollbook.db")
    assert done.exit_code == 1
    assert name in done.stderr
    assert not (tmp_path / "rollbook.db").exists()


def test_load_says_when_it_has_created_the_database(tmp_path):
    url = f"sqlite:///{tmp_path}/rollbook.db"
    assert run("load", DEMO, database_url=url).stderr == f"{tmp_path}/rollbook.db is a new database.\n"
    assert run("load", DEMO, database_url=url).stderr == ""


ADDRESSES = {
    "in its own place": f"postgresql://u:{SECRET}@127.0.0.1:1/db",
    "in the query": f"postgresql://u@127.0.0.1:1/db?password={SECRET}",
    "of a key, in the query": f"postgresql://u@127.0.0.1:1/db?sslpassword={SECRET}",
    "under a misspelt name": f"postgresql://u@127.0.0.1:1/db?pasword={SECRET}",
    "with an @ in it": f"postgresql://u:an@{SECRET}@127.0.0.1:1/db",
    "with a blank before it": f" postgresql://u:{SECRET}@127.0.0.1:1/db",
    "for another kind of database": f"mysql://u:{SECRET}@127.0.0.1:1/db",
}
OF_A_COPY = [("backup", "copy.db"), ("restore", "copy.db")]


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
@pytest.mark.parametrize("command", [("migrate",), SERVE, LOAD, *LOOKING, *OF_A_COPY], ids=name_of)
def test_no_message_has_the_password_of_the_address(tmp_path, monkeypatch, command, address):
    monkeypatch.chdir(tmp_path)
    done = run(*command, ROLLBOOK_DATABASE_URL=address)
    assert done.exit_code == 1
    assert SECRET not in done.output


def test_an_address_in_place_of_a_file_name_is_not_printed():
    done = run("migrate", ROLLBOOK_DATABASE_URL_FILE=ADDRESSES["in its own place"])
    assert_refused(done, "ROLLBOOK_DATABASE_URL_FILE is the name of a file")
    assert SECRET not in done.stderr


@pytest.mark.parametrize("url", [f"http://u:{SECRET}@127.0.0.1:1/?key={SECRET}", f"u:{SECRET}@127.0.0.1:1"])
def test_a_call_without_an_answer_prints_the_address_without_secrets(tmp_path: Path, url):
    (tmp_path / "package.xml").write_text("<SmarterU/>")
    done = run("call", tmp_path / "package.xml", "--url", url)
    assert done.exit_code == 2
    assert "127.0.0.1:1" in done.stderr
    assert SECRET not in done.output


@pytest.fixture
def closed_directory(database_url) -> Iterator[Path]:
    """A directory with a database, where this process may create no file; root becomes another user meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        Path(shutil.copy(database_url.removeprefix("sqlite:///"), directory)).chmod(0o666)
        directory.chmod(0o555)
        is_root = os.geteuid() == 0
        if is_root:
            os.seteuid(NOBODY)
        yield directory
        if is_root:
            os.seteuid(0)
        directory.chmod(0o755)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_backup_that_may_not_write_next_to_the_database_says_so(closed_directory):
    done = run("backup", os.devnull + ".copy", database_url=f"sqlite:///{closed_directory}/rollbook.db")
    assert_refused(done, "there is no backup: SQLite cannot read ", "without writing beside it, and may not")
