"""Turns: neither one account nor one node of the database may hold all threads of a worker.

A call that waits in the database, for a lock or for a node that hangs, holds its thread until the statement times out.
If one account could hold every thread, its lock would stop all other accounts; so each account, and on Citus each node,
has a share. Whose call it is is known only after its keys are looked up, in a thread. A call without a turn gives that
thread back, waits in the event loop, where waiting costs nothing, and begins again: it has written nothing yet.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from time import monotonic

import sqlalchemy as sa
from anyio import Event, move_on_after

from rollbook.contract.errors import UNAVAILABLE, Refused

STALL_SECONDS = 5
BUSY = "The account has as many calls in progress as it may have, and none of them ends. Send the call again later."
NodeOf = Callable[[sa.Connection, int], str]
"""Finds the node that has an account's rows; "" if all accounts are on one."""


class Crowded(Exception):  # noqa: N818  # not a failure: the call waits, and is done then
    """The account holds all its threads: the call gives its thread back, and waits for its turn."""


@dataclass(slots=True)
class _Use:
    """How many threads an account or a node holds, and when one of its calls last ended (or the first one began)."""

    ended: float
    calls: int = 0


class Turns:
    """The threads that calls hold, by account and by node: at most `most` each.

    While calls of an account end, others of it wait as long as it takes. If none ends for `stall_seconds`, the waiting
    calls are refused: they have changed nothing and are safe to repeat, and a client is not left without an answer.
    """

    def __init__(self, most: int, node_of: NodeOf = lambda _, __: "", *, stall_seconds: float = STALL_SECONDS) -> None:
        self._most = most
        self._node_of = node_of
        self._stall_seconds = stall_seconds
        self._uses: dict[str, _Use] = {}
        self._waiting: list[Turn] = []
        self._lock = Lock()

    def keys_of(self, connection: sa.Connection, account: int) -> list[str]:
        """Return the keys that the account's calls are counted under: its own, and its node's if there are several."""
        node = self._node_of(connection, account)
        return [f"account {account}", *([f"node {node}"] if node else [])]

    def take(self, turn: "Turn") -> bool:
        """Take a turn if a thread is left for it; return whether it is taken."""
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
        """Return what keeps the call from its turn: the account or node whose threads are all held."""
        uses = [self._uses[key] for key in turn.keys if key in self._uses]
        return [use for use in uses if use.calls >= self._most]

    def end(self, turn: "Turn") -> None:
        """End a turn, and give theirs to waiting calls that can have it now. Must be called in the event loop."""
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
        """Wait until the call has its turn, or no call before it ends for too long."""
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
        """Return for how many more seconds a call waits if no other call ends."""
        with self._lock:
            ended = min((use.ended for use in self._full(turn)), default=arrived)
        return max(ended, arrived) + self._stall_seconds - monotonic()


class Turn:
    """The turn of one call, from when its account is known to its end."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self.keys: list[str] = []
        self.woken: Event
        self.is_held = False
        self.is_over = False

    def take(self, connection: sa.Connection, account: int) -> None:
        """Take the turn. Raise Crowded if the call has to wait for it first, and Refused if it has waited in vain."""
        if self.is_held:
            return
        self.keys = self._turns.keys_of(connection, account)
        if self._turns.take(self):
            return
        if self.is_over:
            raise Refused(UNAVAILABLE, BUSY)
        raise Crowded

    async def wait(self) -> None:
        """Wait for the turn."""
        await self._turns.wait(self)

    def end(self) -> None:
        """End the turn, so that others can have theirs."""
        self._turns.end(self)
