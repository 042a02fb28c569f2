"""Whose turn it is: neither an account nor a node of the database may hold all threads of a worker."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from time import monotonic

import sqlalchemy as sa
from anyio import Event, move_on_after

from rollbook.contract.errors import FAILURE, Refused

STALL_SECONDS = 5
BUSY = "The account has as many calls under way as it may have, and none of them ends. Send the call again later."
NodeOf = Callable[[sa.Connection, int], str]
"""Finds the node that has an account's rows; "" where all accounts are on one."""


class Crowded(Exception):  # noqa: N818  # not a failure: the call waits, and is done then
    """The account has all the threads that it may have: the call gives its own back, and waits."""


@dataclass(slots=True)
class _Use:
    """How many threads an account or a node holds, and when a call of its last ended (or the first one began)."""

    ended: float
    calls: int = 0


class Turns:
    """The threads that calls hold, by account and by node: at most so many each.

    While calls of an account end, its other callers wait as long as it takes. When for some seconds none has, those
    who wait are refused: they have changed nothing, and others are served meanwhile.
    """

    def __init__(self, most: int, node_of: NodeOf = lambda _, __: "", *, stall_seconds: float = STALL_SECONDS) -> None:
        self._most = most
        self._node_of = node_of
        self._stall_seconds = stall_seconds
        self._uses: dict[str, _Use] = {}
        self._waiting: list[Turn] = []
        self._lock = Lock()

    def keys_of(self, connection: sa.Connection, account: int) -> list[str]:
        """Return what the account's calls are counted under."""
        node = self._node_of(connection, account)
        return [f"account {account}", *([f"node {node}"] if node else [])]

    def take(self, turn: "Turn") -> bool:
        """Let a call have its turn, if there is a thread left for it."""
        with self._lock:
            return self._take(turn)

    def _take(self, turn: "Turn") -> bool:
        if self._full(turn):
            return False
        for key in turn.keys:
            self._uses.setdefault(key, _Use(monotonic())).calls += 1
        turn.is_held = True
        return True

    def _full(self, turn: "Turn") -> list[_Use]:
        """Return what stands in the call's way."""
        uses = [self._uses[key] for key in turn.keys if key in self._uses]
        return [use for use in uses if use.calls >= self._most]

    def end(self, turn: "Turn") -> None:
        """Take a turn back, and let those have theirs who can. To be called in the event loop."""
        with self._lock:
            for key in turn.keys if turn.is_held else ():
                use = self._uses[key]
                use.calls, use.ended = use.calls - 1, monotonic()
                if not use.calls:
                    del self._uses[key]
            turn.is_held = False
            for other in [each for each in self._waiting if self._take(each)]:
                self._waiting.remove(other)
                other.woken.set()

    async def wait(self, turn: "Turn") -> None:
        """Wait until the call has its turn, or none of those before it ends."""
        turn.woken, arrived = Event(), monotonic()
        with self._lock:
            if not self._take(turn):
                self._waiting.append(turn)
        try:
            while not turn.is_held and (left := self._patience(turn, arrived)) > 0:
                with move_on_after(left):
                    await turn.woken.wait()
        finally:
            with self._lock, suppress(ValueError):
                self._waiting.remove(turn)
        turn.is_over = not turn.is_held

    def _patience(self, turn: "Turn", arrived: float) -> float:
        """Return the seconds that a call waits on from now if nothing moves."""
        with self._lock:
            ended = min((use.ended for use in self._full(turn)), default=arrived)
        return max(ended, arrived) + self._stall_seconds - monotonic()


class Turn:
    """The turn of one call, from when it is known whose it is to its end."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self.keys: list[str] = []
        self.woken: Event
        self.is_held = False
        self.is_over = False

    def take(self, connection: sa.Connection, account: int) -> None:
        """Have the turn from here on. Raise Crowded to be tried again after a wait, Refused where that was in vain."""
        if self.is_held:
            return
        self.keys = self._turns.keys_of(connection, account)
        if self._turns.take(self):
            return
        if self.is_over:
            raise Refused(FAILURE, BUSY)
        raise Crowded

    async def wait(self) -> None:
        """Wait for the turn."""
        await self._turns.wait(self)

    def end(self) -> None:
        """Let others have theirs."""
        self._turns.end(self)
