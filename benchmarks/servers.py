"""What is measured: databases, a server on them, and callers that send what was made ready before."""

import time
import urllib.parse
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import psutil

from benchmarks.floor import Floor, bare_postgresql, bare_sqlite
from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.records.database.engine import Database
from rollbook.web.request import HttpRequest
from rollbook.xml.face import arrive
from tests.noted import noted
from tests.postgres import PostgreSQL
from tests.served import Served

QUIET = {"ROLLBOOK_LOG_LEVEL": "warning"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@contextmanager
def databases(directory: Path) -> Iterator[dict[str, tuple[str, Floor]]]:
    """Give a database to serve and the floor beside it, for SQLite and for a PostgreSQL with fsync on."""
    postgresql = PostgreSQL.create()
    postgresql.start()
    try:
        yield {
            "SQLite": (f"sqlite:///{directory}/rollbook.db", bare_sqlite(f"{directory}/floor.db")),
            "PostgreSQL": (postgresql.url(), bare_postgresql(postgresql.url())),
        }
    finally:
        postgresql.stop()
        postgresql.remove()


def form_of(package: str) -> bytes:
    """The body in which clients send a package."""
    return urllib.parse.urlencode({"Package": package}).encode()


class Caller:
    """One connection that stays open. It sends bytes and gives bytes back: what a client makes of them is its own."""

    def __init__(self, served: Served) -> None:
        self._connection = HTTPConnection(served.url.removeprefix("http://"))

    def call(self, body: bytes, holding: bytes) -> float:
        """Send a form; return the seconds until its whole answer, which must hold some bytes, was there."""
        started = time.perf_counter()
        self._connection.request("POST", "/apiv2/", body, FORM)
        answer = self._connection.getresponse().read()
        took = time.perf_counter() - started
        assert holding in answer, answer[:1000]
        return took


def call_at_once(callers: Sequence[Caller], bodies: Sequence[bytes], holding: bytes) -> tuple[list[float], float]:
    """Let each caller send one of the bodies; return what each call took, and what all took together."""
    with ThreadPoolExecutor(len(callers)) as threads:
        started = time.perf_counter()
        took = list(threads.map(Caller.call, callers, bodies, [holding] * len(callers)))
        return took, time.perf_counter() - started


def count_statements(database: Database, package: str) -> int:
    """Count what one call sends to the database, in this process."""
    headers = {"content-type": "text/xml"}
    request = HttpRequest("POST", True, headers, package.encode(), "", "count", datetime.now(UTC))  # noqa: FBT003  # is_secure
    with noted(database) as asked:
        Gate(database, Limits()).answer(arrive(request))
    return len(asked)


def peak_megabytes(served: Served) -> float:
    """The most memory that any process of the server has held so far, as the operating system tells it."""
    server = psutil.Process(served.process.pid)
    peaks = (
        int(line.split()[1])
        for process in (server, *server.children(recursive=True))
        for line in Path(f"/proc/{process.pid}/status").read_text().splitlines()
        if line.startswith("VmHWM")
    )
    return max(peaks) / 1024
