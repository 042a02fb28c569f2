"""Passwords: kept as argon2id hashes, compared in equal time, and refused where they are easy to guess."""

import threading
from functools import cache

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rollbook.contract.text import normal
from rollbook.records.tables import users

SHORTEST, LONGEST = 12, 256
COMMON = frozenset(
    """
    123456789012 1234567890123 12345678901234 1q2w3e4r5t6y 1qaz2wsx3edc abcdefghijkl adminadminadmin administrator
    changemechangeme changeme1234 iloveyou1234 letmein12345 letmeinletmein password1234 password12345 password123456
    passwordpassword qwerty123456 qwertyqwerty qwertyuiop12 qwertyuiop123 rollbookrollbook secretsecret trustno1trustno1
    welcome12345 welcomewelcome
    """.split()  # noqa: SIM905  # a list of words is read more easily
)
"""Passwords of twelve and more characters that lists of leaked ones begin with. Source: OURS."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""19 MiB, two passes, one lane. Source: OURS, after what OWASP recommends for argon2id."""
_one_at_a_time = threading.Lock()
"""Hashing takes memory and a core: one at a time in each worker leaves the rest to calls."""


def weakness_of(password: str) -> str | None:
    """Return what is wrong with a new password, as a sentence; None if nothing is."""
    password = _as_compared(password)
    if len(password) < SHORTEST:
        return f"A password has at least {SHORTEST} characters."
    if len(password) > LONGEST:
        return f"A password has at most {LONGEST} characters."
    if password.casefold() in COMMON or len(set(password)) < SHORTEST // 3:
        return "This password is among the first that are tried. Choose another one."
    return None


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    with _one_at_a_time:
        return _hasher.hash(_as_compared(password))


def verify_password(kept: str | None, password: str) -> bool:
    """Whether a password is the one that a hash was made of; of a user without one it takes as long, and is not."""
    with _one_at_a_time:
        of_nobody = _hash_of_nobody()  # made for the first of all, whether there is a hash or not
        try:
            return _hasher.verify(kept or of_nobody, _as_compared(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash("the password of a user who is not there")


def write_password(connection: sa.Connection, account: int, user: int, password_hash: str | None) -> None:
    """Keep the hash of the password that a user chose; None takes the password away."""
    own = (users.c.account_id == account) & (users.c.id == user)
    connection.execute(
        users.update().values(password_hash=password_hash, password_own=password_hash is not None).where(own)
    )


def _as_compared(password: str) -> str:
    """Return a password as the wire's texts are read: trimmed and in NFC, so that what a program set can be typed."""
    return normal(password.strip())
