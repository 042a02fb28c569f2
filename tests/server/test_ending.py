"""How a server ends: in time, whatever its callers do, and with all its processes."""

import os
import signal
import time
from collections.abc import Iterator

import psutil
import pytest
from granian.constants import Interfaces

from rollbook.server.serving import Server
from tests import cast
from tests.raw import connect, head, post, processes_of, read_answer, refusal_of, until
from tests.seed_calls import OLGA, record_sessions, session_package
from tests.served import Served

pytestmark = pytest.mark.served

CONTAINER_SECONDS = 10
"""What container engines give a process between SIGTERM and SIGKILL."""

PACKAGE = session_package(OLGA, {}).encode()
WORKERS = 2


@pytest.fixture
def backend() -> str:
    """The database plays no part here."""
    return "sqlite"


@pytest.fixture
def alone(database_url, tmp_path) -> Iterator[Served]:
    """A server of the test's own, with a world."""
    with Served(database_url, tmp_path) as served:
        served.load(cast.FINA_SHOES)
        yield served


@pytest.mark.parametrize(
    "sent",
    [b"", b"P", head()[:40], head("Content-Length: 1000"), post(PACKAGE)[:-1]],
    ids=["nothing", "one byte", "half a head", "a head", "half a body"],
)
def test_a_silent_caller_does_not_hold_it_up(alone, sent):
    with connect(alone) as connection:
        connection.sendall(sent)
        assert record_sessions(alone, OLGA, {}).result == "Success"
        begun = time.monotonic()
        assert alone.stop() == 0
        assert time.monotonic() - begun < CONTAINER_SECONDS


def test_a_body_that_is_arriving_is_answered_before_it_ends(alone):
    with connect(alone) as connection:
        connection.sendall(post(PACKAGE)[:-1])
        assert alone.http.get("/healthz").text == "alive\n"  # it accepts connections in order
        alone.process.terminate()
        connection.sendall(post(PACKAGE)[-1:])
        assert read_answer(connection).result == "Success"
    assert alone.process.wait(CONTAINER_SECONDS) == 0


def test_a_body_that_does_not_arrive_in_time_is_answered_as_missing(alone):
    with connect(alone) as connection:
        connection.sendall(post(PACKAGE)[:-1])
        assert record_sessions(alone, OLGA, {}).result == "Success"
        alone.process.terminate()
        assert refusal_of(read_answer(connection)) == "SU:01"
    assert alone.process.wait(CONTAINER_SECONDS) == 0


def is_over(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_when_it_is_killed_alone_its_workers_end_too_and_it_can_be_started_again(database_url, tmp_path):
    with Served(database_url, tmp_path, workers=WORKERS) as served:
        served.load(cast.FINA_SHOES)
        [_, *workers] = processes_of(served)
        assert len(workers) >= WORKERS
        os.kill(served.process.pid, signal.SIGKILL)
        served.process.wait()
        until(lambda: all(map(is_over, workers)))
        served.start()
        assert record_sessions(served, OLGA, {}).result == "Success"


def test_a_worker_that_was_waited_for_is_not_taken_for_one_that_has_to_be_killed():
    server = Server("rollbook", interface=Interfaces.ASGI, port=0)
    server._init_shared_socket()
    for number in range(60):
        worker = server._spawn_worker(number, lambda *_: signal.pause(), None)
        worker.start()
        worker.terminate()
        worker.join(CONTAINER_SECONDS)
        assert not worker.is_alive()
