"""The reception: the requests that a worker is serving. Bodies are read with limits of size and time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from anyio import CancelScope, Event, current_time
from litestar.types import Receive

READ_ON = 5
"""How much of a body that is too large is read, as a multiple of the largest size allowed.

Most clients send everything before they look for an answer, and would see a broken pipe instead. The excess is
discarded.
"""

LAST_SECONDS = 5
"""How long bodies that are still arriving may take once the server is asked to stop; containers are given ten."""


class Reception:
    """The requests that a worker has in progress."""

    def __init__(self, limit: int, seconds: float) -> None:
        """Accept bodies of up to `limit` bytes that arrive within `seconds`."""
        self.limit = limit
        self._seconds = seconds
        self._guests = 0
        self._left = Event()
        self._arriving: set[CancelScope] = set()

    @contextmanager
    def guest(self) -> Iterator[None]:
        """Count a request as in progress until its answer is handed over."""
        self._guests += 1
        try:
            yield
        finally:
            self._guests -= 1
            self._left.set()

    async def empty(self) -> None:
        """Wait until no request is in progress."""
        while self._guests:
            self._left = Event()
            await self._left.wait()

    async def receive(self, receive: Receive, body: IO[bytes]) -> bool:
        """Write the body to the file; return whether it was read to its end.

        Of a body above the limit, the file gets little more than the limit, and only `READ_ON` times the limit is read.
        A body that breaks off or takes too long counts as not sent.
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
        """Leave all bodies, including those that are arriving, only the last seconds before the end."""
        self._seconds = min(self._seconds, LAST_SECONDS)
        for scope in self._arriving:
            scope.deadline = min(scope.deadline, current_time() + self._seconds)

    def read(self, body: IO[bytes]) -> bytes | None:
        """Return what was sent, or None if it is larger than the limit."""
        if body.tell() > self.limit:
            return None
        body.seek(0)
        return body.read()
