"""The door: HTTP in, HTTP out. Bodies are read with limits of size and time, and the gate works in threads."""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from anyio import CapacityLimiter, Lock, to_thread
from litestar.types import Receive, Scope

from rollbook.calls.call import Answer, Limits
from rollbook.calls.gate import Gate
from rollbook.calls.headers import pack
from rollbook.calls.request import Face
from rollbook.calls.turns import Crowded, Turn, Turns
from rollbook.web.reception import Reception
from rollbook.web.request import HttpRequest, read_request

CLOSE = {"Connection": "close"}
FORM_OVERHEAD = 2**16
ENCODED_BYTE = 3  # percent-encoding makes up to three bytes of one
IN_MEMORY = 2**18  # a larger body is buffered on disk: a thousand callers may be sending slowly
LARGE = 2**21  # parsed, a package may take forty times its size: large ones are processed one at a time
FaceOf = Callable[[HttpRequest, Limits], Face]
Now = Callable[[], datetime]
"""Tells the time, with its zone."""
Work = Callable[[HttpRequest, Turn], Answer]
"""Answers a request, in a thread. Raises Crowded to be asked again once the account has its turn."""


@dataclass(frozen=True, slots=True)
class Transport:
    """How requests reach the server. Behind a proxy, its forwarded headers give the caller's scheme and address."""

    behind_proxy: bool = False
    threads: int = 16


class Reply(NamedTuple):
    """An answer as it is sent over HTTP: its body, compressed if accepted, and all headers."""

    body: bytes
    headers: dict[str, str]
    status: int | None
    media_type: str | None


def utc_now() -> datetime:
    """Return the time of the system's clock."""
    return datetime.now(UTC)


def largest_body(package_bytes: int) -> int:
    """Return how large a body with a package of this size may be."""
    return package_bytes * ENCODED_BYTE + FORM_OVERHEAD


class Door:
    """Takes requests for all faces, which share the threads and the turns of the accounts."""

    def __init__(
        self,
        gate: Gate,
        limits: Limits,
        transport: Transport,
        reception: Reception,
        turns: Turns,
        now: Now = utc_now,
    ) -> None:
        self.reception = reception
        self._now = now
        self._gate, self._limits, self._transport, self._turns = gate, limits, transport, turns
        self._threads, self._large = CapacityLimiter(transport.threads), Lock()

    async def answer(self, scope: Scope, receive: Receive, face_of: FaceOf) -> Reply:
        """Read a request and have the gate answer it."""

        def answer(request: HttpRequest, turn: Turn) -> Answer:
            return self._gate.answer(request.arrival(face_of(request, self._limits)), turn)

        return await self.work(scope, receive, answer)

    async def work(self, scope: Scope, receive: Receive, work: Work, *, in_turn: bool = True) -> Reply:
        """Read a request and have it answered in a thread. What needs a turn waits here, without a thread.

        Large bodies are processed one at a time, but for work that does not parse them whole (`in_turn` is False).
        """
        received_at = self._now()
        with SpooledTemporaryFile(IN_MEMORY) as body:
            is_whole = await self.reception.receive(receive, body)
            turn, one_by_one = Turn(self._turns), self._large if in_turn and body.tell() > LARGE else nullcontext()

            def work_in_thread() -> Reply:
                sent, behind_proxy = self.reception.read(body), self._transport.behind_proxy
                request = read_request(scope, sent, received_at, behind_proxy=behind_proxy)
                return _reply(request, work(request, turn), is_whole=is_whole)

            try:
                while True:
                    with suppress(Crowded):
                        async with one_by_one:
                            return await to_thread.run_sync(work_in_thread, limiter=self._threads)
                    await turn.wait()
            finally:
                turn.end()


def _reply(request: HttpRequest, answer: Answer, *, is_whole: bool) -> Reply:
    packed, packing = pack(answer.body, request.headers)
    headers = {**answer.headers, **packing, **({} if is_whole else CLOSE)}
    return Reply(packed, headers, answer.status, answer.media_type)
