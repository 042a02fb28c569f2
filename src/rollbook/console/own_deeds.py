"""What people do with the console itself, rather than with the records: on record as calls, with nothing recorded."""

import secrets
from collections.abc import Mapping
from hashlib import sha256

import msgspec
import sqlalchemy as sa

from rollbook.console.visits import Guest
from rollbook.records.database.ids import new_ids
from rollbook.records.write.calls import CallRecord, write_call
from rollbook.records.write.journal import Journal

FACE = "console"


def keep_deed(
    connection: sa.Connection,
    guest: Guest,
    who: tuple[int, int, int],
    method: str,
    content: Mapping[str, object],
) -> None:
    """Put on record what was done and with what content, without secrets. `who` is account, user and sign-in."""
    request, (account, user, sign_in) = guest.request, who
    record = CallRecord(
        account=account,
        user=user,
        id=new_ids()[0],
        request_id=request.id,
        method=method,
        result="Success",
        recorded=0,
        received_at=request.received_at,
        microseconds=0,
        remote_address=request.remote_address,
        package=msgspec.json.encode(content),
        answer=b"{}",
        idempotency_key=None,
        package_digest=sha256(secrets.token_bytes(32)).digest(),
        face=FACE,
        key=None,
        sign_in=sign_in,
        faults=(),
        refusals=b"",
        journal=Journal(),
    )
    write_call(connection, record)
