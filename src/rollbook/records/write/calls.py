"""Writes call records: the audit trail, the integrator's log, and the memory of idempotency keys."""

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from rollbook.contract.errors import Fault
from rollbook.records.database.engine import Database
from rollbook.records.database.ids import new_ids
from rollbook.records.database.prepared import prepared
from rollbook.records.tables import calls
from rollbook.records.write.journal import Journal

FORGOTTEN_AT_ONCE = 1_000
VALUE = 200
"""How many characters of a refused value are kept."""
LOCK = 0x526F6C6E  # the advisory lock of PostgreSQL under which one worker at a time forgets packages


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call as it is kept; package and answer are whole, with the keys masked."""

    account: int
    user: int
    id: int
    request_id: str
    method: str
    result: str
    recorded: int
    received_at: datetime
    microseconds: int
    remote_address: str
    package: bytes
    answer: bytes
    idempotency_key: str | None
    package_digest: bytes
    face: str
    key: int | None
    sign_in: int | None
    faults: Sequence[Fault]
    refusals: bytes
    journal: Journal


def refusals_of(faults: Sequence[Fault]) -> bytes:
    """Return what was refused, as it is kept once the keys are masked: block, code, path and value of each."""
    return msgspec.json.encode(
        [
            {"block": fault.block, "code": fault.code, "path": fault.path, "value": fault.value and fault.value[:VALUE]}
            for fault in faults
        ]
    )


def write_call(connection: sa.Connection, record: CallRecord) -> bool:
    """Write the record; return False when another call with the same idempotency key was faster."""
    codes = Counter(fault.code for fault in record.faults)
    values = {
        "account_id": record.account,
        "user_id": record.user,
        "id": record.id,
        "request_id": record.request_id,
        "method": record.method,
        "result": record.result,
        "recorded": record.recorded,
        "refused": codes.total(),
        "error_codes": ", ".join(f"{code} {count}" for code, count in codes.most_common()),
        "received_at": record.received_at,
        "microseconds": record.microseconds,
        "remote_address": record.remote_address,
        "package": zlib.compress(record.package, 1),
        "answer": zlib.compress(record.answer, 1),
        "idempotency_key": record.idempotency_key,
        "package_digest": record.package_digest,
        "face": record.face,
        "key_id": record.key,
        "sign_in_id": record.sign_in,
        "reason": record.journal.reason,
        "takes_back_id": record.journal.takes_back,
        "written": record.journal.written_bytes(),
        "refusals": zlib.compress(record.refusals, 1) if record.faults else None,
        "concluded_id": new_ids()[0],
    }
    result = connection.execute(_INSERT[connection.dialect.name], values)
    return result.one_or_none() is not None


def forget_idempotency_key(connection: sa.Connection, account: int, call: int) -> None:
    """Free an idempotency key whose time is over."""
    connection.execute(
        calls.update().values(idempotency_key=None).where(calls.c.account_id == account, calls.c.id == call)
    )


def forget_packages(connection: sa.Connection, account: int, before: datetime) -> int:
    """Drop package and answer of calls that an account made before the moment; the records themselves stay.

    The oldest FORGOTTEN_AT_ONCE are enough for one transaction. Return of how many it was done.
    """
    of_account = calls.c.account_id == account
    old = (
        sa.select(calls.c.id)
        .where(of_account, calls.c.received_at < before, calls.c.package.is_not(None))
        .order_by(calls.c.received_at)
        .limit(FORGOTTEN_AT_ONCE)
    )
    forgotten = calls.update().values(package=None, answer=None, refusals=None).where(of_account, calls.c.id.in_(old))
    return connection.execute(forgotten).rowcount


@contextmanager
def forgetting(database: Database) -> Iterator[bool]:
    """Say whether no other worker forgets packages now, and keep others from it until the block ends.

    On SQLite there is no such lock, and no need: who comes second finds nothing left.
    """
    if database.dialect == "sqlite":
        yield True
        return
    with database.writing() as connection:
        yield bool(connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(LOCK))))


_INSERT = {
    name: prepared(
        insert(calls)
        .on_conflict_do_nothing(index_elements=["account_id", "user_id", "idempotency_key"])
        .returning(calls.c.id)
    )
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
