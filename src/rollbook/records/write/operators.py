"""What an operator does on the server's own machine: on record as a call, like all else."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from rollbook.contract.permissions import Role
from rollbook.records.database.ids import new_ids
from rollbook.records.write.calls import CallRecord, write_call
from rollbook.records.write.journal import Journal
from rollbook.records.write.roles import NewRole, write_role

FACE = "cli"


def give_role(connection: sa.Connection, user: sa.Row[Any], role: Role, now: datetime) -> NewRole:
    """Give a user a role, as setRole does; raise LastOwner where nobody else could give it back."""
    journal = Journal()
    new = write_role(connection, journal, user.account_id, user.id, role, now)
    if journal.changes:
        keep_operators_call(connection, user.account_id, user.id, "setRole", journal, now)
    return new


def keep_operators_call(
    connection: sa.Connection, account: int, user: int, method: str, journal: Journal, now: datetime
) -> None:
    """Put on record what an operator did to a user, under that user's name: operators have none in the account."""
    number = new_ids()[0]
    record = CallRecord(
        account=account,
        user=user,
        id=number,
        request_id="",
        method=method,
        result="Success",
        recorded=1,
        received_at=now,
        microseconds=0,
        remote_address="",
        package=b"{}",
        answer=b"{}",
        idempotency_key=None,
        package_digest=sha256(secrets.token_bytes(32)).digest(),
        face=FACE,
        key=None,
        sign_in=None,
        faults=(),
        refusals=b"",
        journal=journal,
    )
    write_call(connection, record)
    journal.write(connection, account, number, now)
