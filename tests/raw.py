"""A client without manners: any bytes over a socket, and what comes back. And what must hold of a server afterwards."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPResponse
from urllib.parse import quote_plus, urlsplit

import httpx
import psutil

from rollbook.records.tables import calls, enrollments, subscription_enrollments
from tests import cast
from tests.answers import Answer
from tests.seed_calls import OLGA, record_sessions
from tests.served import Served

XML = "application/xml"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"
MEBIBYTE = 2**20
SILENCE_SECONDS = 30
PATIENCE_SECONDS = 30
SAMPLE_SECONDS = 0.002


def post(body: bytes, *more: str, kind: str = XML, method: str = "POST") -> bytes:
    """A request as it goes over the wire, the last on its connection; `more` are further header lines."""
    return head(*more, f"Content-Length: {len(body)}", kind=kind, method=method) + body


def head(*more: str, kind: str = XML, method: str = "POST") -> bytes:
    """The head of a request, without the length of its body."""
    lines = (f"{method} /apiv2/ HTTP/1.1", "Host: localhost", "Connection: close", f"Content-Type: {kind}", *more)
    return "\r\n".join((*lines, "", "")).encode("latin-1")


def chunk(body: bytes) -> bytes:
    """One chunk of a body in chunked encoding; an empty one ends it."""
    return b"%x\r\n%b\r\n" % (len(body), body)


def form(package: bytes) -> bytes:
    """A package as the clients send it."""
    return b"Package=" + quote_plus(package).encode()


def multipart(*parts: bytes, end: bytes = b"--b--\r\n") -> bytes:
    """A form of parts, each with the rest of its first header, its other headers and its content."""
    return b"".join(b"--b\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + end


def connect(server: Served) -> socket.socket:
    """A connection to the server."""
    address = urlsplit(server.url)
    assert address.hostname is not None
    assert address.port is not None
    return socket.create_connection((address.hostname, address.port), timeout=SILENCE_SECONDS)


def read_answer(connection: socket.socket) -> Answer:
    """Read one answer."""
    response = HTTPResponse(connection)
    response.begin()
    return Answer(httpx.Response(response.status, headers=response.getheaders(), content=response.read()))


def read_all(connection: socket.socket) -> bytes:
    """Read what comes until the server closes the connection."""
    parts = []
    with suppress(ConnectionResetError):
        while part := connection.recv(MEBIBYTE):
            parts.append(part)
    return b"".join(parts)


def send_all(connection: socket.socket, parts: Iterable[bytes]) -> None:
    """Send part after part, as long as the server accepts them."""
    with suppress(BrokenPipeError, ConnectionResetError):
        for part in parts:
            connection.sendall(part)


def send(server: Served, request: bytes) -> Answer:
    """Send what may be a request, and read the answer."""
    return send_parts(server, [request])


def send_parts(server: Served, parts: Iterable[bytes]) -> Answer:
    """Send what may be a request part by part, and read the answer."""
    with connect(server) as connection:
        send_all(connection, parts)
        return read_answer(connection)


def processes_of(server: Served) -> list[psutil.Process]:
    """The server's processes; a worker that was lost and replaced is another process."""
    parent = psutil.Process(server.process.pid)
    return [parent, *parent.children(recursive=True)]


def readiness(server: Served) -> tuple[int, int]:
    """What /healthz and /readyz say."""
    return server.http.get("/healthz").status_code, server.http.get("/readyz").status_code


def until(is_so: Callable[[], bool]) -> None:
    """Wait until a condition holds; fail if it never does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@contextmanager
def unharmed(server: Served) -> Iterator[None]:
    """Load the cast's world; check at the end that nothing is on record, no process lost, and a good call succeeds."""
    server.load(cast.FINA_SHOES)
    processes = processes_of(server)
    yield
    assert server.rows(enrollments) == server.rows(subscription_enrollments) == []
    assert [call for call in server.rows(calls) if call["result"] != "Failed" or call["recorded"]] == []
    assert processes_of(server) == processes
    assert record_sessions(server, OLGA, {}).result == "Success"


def refusal_of(answer: Answer) -> str | None:
    """The code of the one error that refuses a whole call or its only block; the answer must be as documented."""
    assert answer.status == httpx.codes.OK
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert [each.tag for each in answer.tree] == ["Result", "Info", "Errors"]
    assert (answer.result, answer.recorded) == ("Failed", [])
    [(_, code, _)] = answer.errors
    return code


class Memory:
    """The resident memory of a server's processes, in bytes: before, and its peak since."""

    def __init__(self, server: Served) -> None:
        self._processes = processes_of(server)
        self.before = self.peak = self._resident()

    @property
    def growth(self) -> int:
        """By how much the peak exceeds it."""
        return self.peak - self.before

    def sample(self) -> None:
        """Take one sample."""
        self.peak = max(self.peak, self._resident())

    def _resident(self) -> int:
        return sum(process.memory_info().rss for process in self._processes)


@contextmanager
def memory_of(server: Served) -> Iterator[Memory]:
    """Watch a server's memory while the block runs."""
    memory, over = Memory(server), threading.Event()

    def watch() -> None:
        while not over.wait(SAMPLE_SECONDS):
            memory.sample()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield memory
    finally:
        over.set()
        watcher.join()
        memory.sample()
