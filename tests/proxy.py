"""A wire between the server and PostgreSQL that can be cut at the worst moment."""

import socket
import threading
import time
from contextlib import ExitStack, suppress
from typing import Self

from tests.postgres import PostgreSQL

HOLD_SECONDS = 30
COMMIT = b"COMMIT\0"
"""How a commit looks on its way to PostgreSQL, at the end of a simple query."""


class Wire:
    """A TCP proxy before a PostgreSQL server. `cut_next` says what happens to the next commit; later ones succeed.

    The caller finds the connection lost. "before": PostgreSQL never hears of the commit. "after": it commits at once.
    "late": it commits when `may_commit` is set. `cuts` counts. As many connections as `refuse` says are hung up on
    before PostgreSQL hears of them; `refused_at` holds the times.
    """

    def __init__(self, server: PostgreSQL, database: str) -> None:
        self.cut_next = ""
        self.cuts = 0
        self.refuse = 0
        self.refused_at: list[float] = []
        self.may_commit = threading.Event()
        self._lost: socket.socket | None = None
        self._database = database
        self._socket = f"{server.directory}/.s.PGSQL.5432"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._opened = ExitStack()

    @property
    def url(self) -> str:
        """The database's address on this wire."""
        return f"postgresql://postgres@127.0.0.1:{self._listener.getsockname()[1]}/{self._database}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._opened.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if len(self.refused_at) < self.refuse:
                    self.refused_at.append(time.monotonic())
                    _hang_up(near)
                    continue
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._socket)
                for end in (near, far):
                    self._opened.callback(_hang_up, end)
                threading.Thread(target=self._carry_there, args=(near, far)).start()
                threading.Thread(target=self._carry_back, args=(far, near)).start()

    def _carry_there(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while part := near.recv(2**16):
                if self.cut_next and part.endswith(COMMIT):
                    self._cut(part, near, far)
                else:
                    far.sendall(part)
        _hang_up(far)

    def _cut(self, commit: bytes, near: socket.socket, far: socket.socket) -> None:
        """Lose the connection with a commit on it."""
        when, self.cut_next = self.cut_next, ""
        self.cuts += 1
        if when == "after":
            self._lost = far  # the other direction hangs up when PostgreSQL confirms it
            far.sendall(commit)
            return
        _hang_up(near)
        if when == "late" and self.may_commit.wait(HOLD_SECONDS):
            far.sendall(commit)

    def _carry_back(self, far: socket.socket, near: socket.socket) -> None:
        with suppress(OSError):
            while (part := far.recv(2**16)) and far is not self._lost:
                near.sendall(self.told(part))
        _hang_up(near)

    def told(self, part: bytes) -> bytes:
        """What the caller hears of what PostgreSQL says."""
        return part


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
