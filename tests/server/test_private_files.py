"""What Rollbook writes holds personal records: only its owner may read it."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from rollbook.worlds import DEMO
from tests import cast
from tests.commands import run
from tests.seed_calls import OLGA, record_sessions
from tests.served import Served

PRIVATE = 0o600
GROUP = 0o640
EVERYBODY = 0o644


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def backend() -> str:
    """PostgreSQL's files are its own."""
    return "sqlite"


def modes(*files: Path) -> list[int]:
    return [stat.S_IMODE(file.stat().st_mode) for file in files]


def parts(directory: Path) -> list[Path]:
    return [directory / f"rollbook.db{suffix}" for suffix in ("", "-wal", "-shm")]


@pytest.mark.parametrize("command", [("migrate",), ("load", str(DEMO))], ids=lambda command: command[0])
def test_a_new_database_is_its_owner_s_alone(tmp_path, command):
    assert run(*command, database_url=f"sqlite:///{tmp_path}/rollbook.db").exit_code == 0
    assert modes(tmp_path / "rollbook.db") == [PRIVATE]


@pytest.mark.parametrize("found", [EVERYBODY, 0o664, 0o606])
def test_a_server_makes_a_world_readable_database_and_the_files_next_to_it_private(database_url, tmp_path, found):
    (tmp_path / "rollbook.db").chmod(found)
    with Served(database_url, tmp_path) as served:
        served.load(cast.FINA_SHOES)
        record_sessions(served, OLGA, {})
        assert modes(*parts(tmp_path)) == [PRIVATE] * 3


def test_a_world_readable_log_becomes_private_with_its_database(database, tmp_path):
    with database.writing():
        for file in parts(tmp_path):
            file.chmod(EVERYBODY)
        run("keys", "list", "Fina Shoes", database_url=f"sqlite:///{tmp_path}/rollbook.db")
        assert modes(*parts(tmp_path)) == [PRIVATE] * 3


def test_a_database_that_a_group_may_read_stays_so(database_url, tmp_path):
    (tmp_path / "rollbook.db").chmod(GROUP)
    assert run("load", DEMO, database_url=database_url).exit_code == 0
    assert modes(tmp_path / "rollbook.db") == [GROUP]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_a_file_of_another_user_is_left_as_it_is(database_url, tmp_path):
    file = tmp_path / "rollbook.db"
    file.chmod(EVERYBODY)
    os.chown(file, 65534, 65534)
    assert run("load", DEMO, database_url=database_url).exit_code == 0
    assert modes(file) == [EVERYBODY]


@pytest.mark.parametrize("is_there", [False, True])
def test_a_dump_is_its_owner_s_alone(database_url, tmp_path, is_there):
    run("load", DEMO, database_url=database_url)
    file = tmp_path / "fina.yaml"
    if is_there:
        file.touch(EVERYBODY)
    assert run("dump", "Fina Shoes", "-o", file, database_url=database_url).exit_code == 0
    assert modes(file) == [PRIVATE]


def test_a_dump_can_be_written_to_something_other_than_a_file(database_url):
    run("load", DEMO, database_url=database_url)
    before = modes(Path(os.devnull))
    assert run("dump", "Fina Shoes", "-o", os.devnull, database_url=database_url).exit_code == 0
    assert modes(Path(os.devnull)) == before


def test_backups_restored_files_and_what_they_replace_are_their_owner_s_alone(database_url, tmp_path):
    database, copy = tmp_path / "rollbook.db", tmp_path / "copy.db"
    assert run("backup", copy, database_url=database_url).exit_code == 0
    database.chmod(EVERYBODY)
    assert run("restore", copy, "--force", database_url=database_url).exit_code == 0
    [kept] = tmp_path.glob("rollbook.db.*")
    assert modes(copy, database, kept) == [PRIVATE] * 3
