"""Codes of certificates: who has one can have it verified, and nobody can guess one.

A code names the account and the enrolment, and is sealed with a secret of the account. So nothing has to be written
for a certificate, and all that are ever printed of an enrolment have the same code.
"""

import hmac
import secrets as random
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from rollbook.contract.values import read_id
from rollbook.records.tables import secrets

CERTIFICATES = "certificates"
SEAL_BYTES = 16
PARTS = 3


class Code(NamedTuple):
    """A code taken apart; whether its seal is good is another question."""

    account: int
    enrollment: int
    seal: str


def find_secret(connection: sa.Connection, account: int) -> bytes | None:
    """Return the secret that seals an account's certificates; None where none was made yet."""
    own = (secrets.c.account_id == account) & (secrets.c.purpose == CERTIFICATES)
    return connection.scalar(sa.select(secrets.c.value).where(own))


def make_secret(connection: sa.Connection, account: int) -> bytes:
    """Return the secret, and make it if there is none."""
    found = find_secret(connection, account)
    if found is not None:
        return found
    value = random.token_bytes(32)
    insert = _insert(connection.dialect.name)(secrets).values(account_id=account, purpose=CERTIFICATES, value=value)
    connection.execute(insert.on_conflict_do_nothing(index_elements=secrets.primary_key.columns))
    return find_secret(connection, account) or value


def _insert(dialect: str) -> Any:
    return postgresql.insert if dialect == "postgresql" else sqlite.insert


def code_of(secret: bytes, account: int, enrollment: int) -> str:
    """Return the code of an enrolment's certificate."""
    return f"{account}.{enrollment}.{_seal(secret, account, enrollment)}"


def read_code(text: str) -> Code | None:
    """Take a code apart; None where it is of another form."""
    parts = text.split(".")
    try:
        return Code(read_id(parts[0]), read_id(parts[1]), parts[2]) if len(parts) == PARTS else None
    except ValueError:
        return None


def is_sealed(secret: bytes | None, code: Code) -> bool:
    """Whether a code is one that this server made."""
    sealed = _seal(secret or bytes(32), code.account, code.enrollment)
    return hmac.compare_digest(sealed.encode(), code.seal.encode("utf-8", "replace")) and secret is not None


def _seal(secret: bytes, account: int, enrollment: int) -> str:
    sealed = hmac.new(secret, f"{account}.{enrollment}".encode(), sha256).digest()[:SEAL_BYTES]
    return urlsafe_b64encode(sealed).decode().rstrip("=")
