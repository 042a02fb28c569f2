"""Failed sign-ins, counted by name and by address: five are free, then each waits longer than the one before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from rollbook.contract.text import name_key
from rollbook.records.tables import sign_in_failures

FREE = 5
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)
Subjects = Sequence[bytes]


def subjects_of(name: str, remote_address: str) -> Subjects:
    """Return under what an attempt is counted; neither the name nor the address can be read from it."""
    texts = (f"name\0{name_key(name)}", remote_address)
    return [sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]


def wait_of(connection: sa.Connection, subjects: Subjects, now: datetime) -> timedelta:
    """Return how long the next attempt has to wait; zero when it need not."""
    own = sign_in_failures.c
    found = connection.execute(sign_in_failures.select().where(own.subject.in_(subjects), own.failures >= FREE)).all()
    waits: list[timedelta] = [_delay(row.failures) - (now - row.failed_at) for row in found]
    return max([timedelta(), *waits])


def _delay(count: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(count - FREE + 1, 20)), LONGEST)


def count_failure(connection: sa.Connection, subjects: Subjects, now: datetime) -> None:
    """Count a failed attempt; one whose last failure was a day ago begins anew."""
    own = sign_in_failures.c
    failures = sa.case((own.failed_at < now - FORGOTTEN, 1), else_=own.failures + 1)
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    counted = insert(sign_in_failures).on_conflict_do_update(
        index_elements=["subject"], set_={"failures": failures, "failed_at": now}
    )
    connection.execute(counted, [{"subject": subject, "failures": 1, "failed_at": now} for subject in sorted(subjects)])


def forget_failures(connection: sa.Connection, subjects: Subjects) -> None:
    """Begin anew after a sign-in that went well."""
    connection.execute(sign_in_failures.delete().where(sign_in_failures.c.subject.in_(subjects)))
