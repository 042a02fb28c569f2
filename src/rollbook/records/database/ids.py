"""Ids of new rows, made by the process: no counter row that all writers would queue for."""

import os
import secrets
import threading
import time
from datetime import datetime
from hashlib import blake2b

EPOCH_MS = 1_704_067_200_000  # 2024-01-01T00:00Z
NODE_BITS = 12
COUNT_BITS = 10


class Ids:
    """Hands out time-ordered 63-bit ids: 41 bits of milliseconds, 12 of this process, 10 of a counter.

    Two processes that drew the same 12 bits could in one millisecond make the same id; the primary key refuses it
    and the call is done again.
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Draw the bits of this process; a forked one has to draw its own."""
        self._node = secrets.randbits(NODE_BITS)
        self._lock = threading.Lock()
        self._last = 0

    def take(self, count: int = 1) -> list[int]:
        """Return `count` ids in ascending order; a large count borrows from the milliseconds to come."""
        with self._lock:
            now = (int(time.time() * 1000) - EPOCH_MS) << COUNT_BITS
            first = max(now, self._last + 1)
            self._last = first + count - 1
        mask = (1 << COUNT_BITS) - 1
        return [
            (tick >> COUNT_BITS << NODE_BITS | self._node) << COUNT_BITS | tick & mask
            for tick in range(first, first + count)
        ]


def least_id_at(moment: datetime) -> int:
    """Return the least id that any process makes at a moment, by its own clock."""
    return (int(moment.timestamp() * 1000) - EPOCH_MS) << (NODE_BITS + COUNT_BITS)


_ids = Ids()
new_ids = _ids.take
os.register_at_fork(after_in_child=_ids.begin)


def id_of(*values: object) -> int:
    """Return the id, always the same one, of a row that is what it is by these values.

    Who brings the same row again meets it at the primary key, whatever was seen before. Of ten million such rows two
    different ones would share an id once in some 200,000 accounts.
    """
    digest = blake2b("/".join(map(str, values)).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1 or 1
