"""What is kept of a call as it was sent and answered, for as long as packages are kept."""

import zlib
from typing import NamedTuple

import sqlalchemy as sa

from rollbook.records.tables import calls


class KeptCall(NamedTuple):
    """The package and the answer of a call, with the keys masked; None once they are forgotten."""

    method: str
    face: str
    package: bytes | None
    answer: bytes | None


def read_kept_call(connection: sa.Connection, account: int, number: int) -> KeptCall | None:
    """Return what is kept of a call; None where there is no such call."""
    own = (calls.c.account_id == account) & (calls.c.id == number)
    columns = (calls.c.method, calls.c.face, calls.c.package, calls.c.answer)
    found = connection.execute(sa.select(*columns).where(own)).one_or_none()
    if found is None:
        return None
    package, answer = (None if kept is None else zlib.decompress(kept) for kept in (found.package, found.answer))
    return KeptCall(found.method, found.face, package, answer)
