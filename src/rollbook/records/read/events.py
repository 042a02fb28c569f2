"""Events: the calls of an account that changed something, in the order in which they ended."""

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from rollbook.records.tables import calls


@dataclass(frozen=True, slots=True)
class Event:
    """One call that is on record. `id` is its place among the events; `written` are ids of new rows, by table."""

    id: int
    call: int
    method: str
    face: str
    user: int
    recorded: int
    refused: int
    received_at: datetime
    takes_back: int | None
    written: dict[str, list[int]]


COLUMNS = (
    *(calls.c.concluded_id.label("id"), calls.c.id.label("call"), calls.c.user_id.label("user")),
    *(calls.c.method, calls.c.face, calls.c.recorded, calls.c.refused, calls.c.received_at),
    *(calls.c.takes_back_id.label("takes_back"), calls.c.written),
)


def find_events(
    connection: sa.Connection, account: int, *, after: int, limit: int, before: int | None = None
) -> list[Event]:
    """Return the first events with ids between two others; without `before`, to the last there is.

    Reports and calls that recorded nothing are none, nor are calls from before events were numbered.
    """
    statement = (
        sa.select(*COLUMNS)
        .where(calls.c.account_id == account, calls.c.concluded_id > after, calls.c.recorded > 0)
        .order_by(calls.c.concluded_id)
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(calls.c.concluded_id < before)
    found = connection.execute(statement).mappings()
    return [Event(**{**row, "written": _inflated(row["written"])}) for row in found]


def _inflated(written: bytes | None) -> dict[str, list[int]]:
    found: dict[str, Any] = msgspec.json.decode(zlib.decompress(written)) if written else {}
    return found
