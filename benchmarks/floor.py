"""The floor: what the raw driver takes for the same number of rows, with one commit a call and nothing else."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from xml.etree import ElementTree as ET

import psycopg

COLUMNS = "account_id, id, user_id, session_id, status, grade, enrolled_at"
TABLE = """
CREATE TABLE floor (
    account_id BIGINT NOT NULL, id BIGINT NOT NULL, user_id BIGINT NOT NULL, session_id BIGINT NOT NULL,
    status TEXT NOT NULL, grade TEXT, enrolled_at TEXT NOT NULL,
    PRIMARY KEY (account_id, id), UNIQUE (account_id, session_id, user_id)
)
"""

Bare = Callable[[str, int], float]
"""Takes a package and the number of its session; returns the seconds that parsing and inserting took."""


def bare_rows(package: str, session: int) -> list[tuple[object, ...]]:
    """Parse the package and make one row a block, without looking anything up."""
    blocks = ET.fromstring(package).iter("Enrollment")  # noqa: S314  # the package is our own
    return [
        (1, session * 10_000 + number, number, session, block.findtext("EnrollmentStatus", "-"), "92", "2024-03-01")
        for number, block in enumerate(blocks)
    ]


def bare_sqlite(path: str) -> Bare:
    """Return the bare loop on SQLite, as durable as ours: WAL, and on disk at each commit."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(TABLE)

    def run(package: str, session: int) -> float:
        started = time.perf_counter()
        rows = bare_rows(package, session)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"INSERT INTO floor ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute("COMMIT")
        return time.perf_counter() - started

    return run


def bare_postgresql(url: str) -> Bare:
    """Return the bare loop on PostgreSQL with its durable defaults: an insert a row, in one transaction."""
    connection = psycopg.connect(url, autocommit=True)
    connection.execute(TABLE)

    def run(package: str, session: int) -> float:
        started = time.perf_counter()
        rows = bare_rows(package, session)
        with connection.transaction(), closing(connection.cursor()) as cursor:
            cursor.executemany(f"INSERT INTO floor ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)
        return time.perf_counter() - started

    return run
