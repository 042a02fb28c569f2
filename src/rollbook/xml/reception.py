"""The reception: who is being served by a worker. Bodies are read with limits of size and time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from anyio import CancelScope, Event, current_time
from litestar.types import Receive

READ_ON = 5
"""How much of a body that is too large is read, in bodies of the largest size that is taken.

Most clients send all they have before they look for an answer, and would see a broken pipe instead. What is read on is
thrown away.
"""

LAST_SECONDS = 5
"""How long bodies may take that are still on their way when the server is told to stop; containers are given ten."""


class Reception:
    """The requests that a worker has under way."""

    def __init__(self, limit: int, seconds: float) -> None:
        """Take bodies of so many bytes, which arrive within so many seconds."""
        self.limit = limit
        self._seconds = seconds
        self._guests = 0
        self._left = Event()
        self._arriving: set[CancelScope] = set()

    @contextmanager
    def guest(self) -> Iterator[None]:
        """Count a request as under way, until its answer is handed over."""
        self._guests += 1
        try:
            yield
        finally:
            self._guests -= 1
            self._left.set()

    async def empty(self) -> None:
        """Wait until no request is under way."""
        while self._guests:
            self._left = Event()
            await self._left.wait()

    async def receive(self, receive: Receive, body: IO[bytes]) -> bool:
        """Write what is sent into the file, and return whether that is all of it.

        Of a body larger than the limit the file has a little more than the limit, and no more than some of it is read.
        One that breaks off, or takes too long, counts as not sent.
        """
        size, is_whole = 0, False
        with self._in_time():
            while not is_whole and size <= self.limit * READ_ON:
                event = await receive()
                if event["type"] != "http.request":
                    break
                if size <= self.limit:
                    body.write(event["body"])
                size += len(event["body"])
                is_whole = not event["more_body"]
        if not is_whole and size <= self.limit:
            body.seek(0)
            body.truncate()
        return is_whole

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        with CancelScope(deadline=current_time() + self._seconds) as scope:
            self._arriving.add(scope)
            try:
                yield
            finally:
                self._arriving.remove(scope)

    def hurry(self) -> None:
        """Give all bodies, those that are on their way too, the last seconds before the end."""
        self._seconds = min(self._seconds, LAST_SECONDS)
        for scope in self._arriving:
            scope.deadline = min(scope.deadline, current_time() + self._seconds)

    def read(self, body: IO[bytes]) -> bytes | None:
        """Return what was sent, or None when it is larger than the limit."""
        if body.tell() > self.limit:
            return None
        body.seek(0)
        return body.read()
