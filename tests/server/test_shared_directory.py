"""What other users put into the directory for temporary files does not stop a server, and is not touched by it."""

import os
from pathlib import Path

import pytest

from tests.served import Served

pytestmark = pytest.mark.served

NOBODY = 65534
IN_USE = "in-use"


@pytest.fixture
def backend() -> str:
    """The database is elsewhere."""
    return "sqlite"


@pytest.fixture
def shared(tmp_path) -> Path:
    """The server's directory for temporary files, with a directory that looks like one of a server that was killed."""
    directory: Path = tmp_path / "shared"
    (directory / "rollbook-metrics-left").mkdir(parents=True)
    return directory


def start_and_stop(database_url: str, shared: Path) -> None:
    with Served(database_url, shared.parent, environment={"TMPDIR": str(shared)}) as served:
        assert served.stop() == 0


def test_a_directory_of_a_server_that_was_killed_is_removed(database_url, shared):
    (shared / "rollbook-metrics-left" / IN_USE).touch()
    start_and_stop(database_url, shared)
    assert list(shared.iterdir()) == []


def test_a_pipe_is_not_waited_for(database_url, shared):
    os.mkfifo(shared / "rollbook-metrics-left" / IN_USE)
    start_and_stop(database_url, shared)
    assert (shared / "rollbook-metrics-left" / IN_USE).is_fifo()


@pytest.mark.parametrize("link", ["rollbook-metrics-left/in-use", "rollbook-metrics-link"])
def test_a_link_is_not_followed(database_url, shared, link):
    precious = shared.parent / "precious"
    precious.mkdir()
    (precious / IN_USE).write_text("a file of the operator's")
    (shared / link).symlink_to(precious / IN_USE if link.endswith(IN_USE) else precious)
    start_and_stop(database_url, shared)
    assert (precious / IN_USE).read_text() == "a file of the operator's"
    assert (shared / link).is_symlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
@pytest.mark.parametrize("given", [".", IN_USE])
def test_what_belongs_to_another_user_is_left_alone(database_url, shared, given):
    left = shared / "rollbook-metrics-left"
    (left / IN_USE).touch()
    os.chown(left / given, NOBODY, NOBODY)
    start_and_stop(database_url, shared)
    assert (left / IN_USE).exists()
