"""The floor: what the raw driver takes to insert as many rows, with one commit a call and nothing else.

No request, no XML, nothing looked up, no rule asked, no foreign key, two indexes. Whatever a server does more, it pays
above this.
"""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

import psycopg

COLUMNS = "account_id, id, user_id, session_id, status, grade, enrolled_at"
TABLE = """
CREATE TABLE floor (
    account_id BIGINT NOT NULL, id BIGINT NOT NULL, user_id BIGINT NOT NULL, session_id BIGINT NOT NULL,
    status TEXT NOT NULL, grade TEXT, enrolled_at TEXT NOT NULL,
    PRIMARY KEY (account_id, id), UNIQUE (account_id, session_id, user_id)
)
"""

Rows = list[tuple[object, ...]]
Insert = Callable[[Rows], float]
"""Inserts the rows and commits; returns the seconds that took."""


@dataclass(frozen=True, slots=True)
class Floor:
    """Two loops: one leaves the rows to the driver's executemany (psycopg sends them in one go), one executes each."""

    together: Insert
    one_by_one: Insert


def bare_rows(count: int, call: int) -> Rows:
    """Make the rows of a call."""
    return [(1, call * 10_000 + number, number, call, "Completed", "92", "2024-03-01") for number in range(count)]


def bare_sqlite(path: str) -> Floor:
    """Return the loops on SQLite, as durable as ours: WAL, and on disk at each commit."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(TABLE)
    insert = f"INSERT INTO floor ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"

    def together(rows: Rows) -> float:
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, rows)
        connection.execute("COMMIT")
        return time.perf_counter() - started

    def one_by_one(rows: Rows) -> float:
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for row in rows:
            connection.execute(insert, row)
        connection.execute("COMMIT")
        return time.perf_counter() - started

    return Floor(together, one_by_one)


def bare_postgresql(url: str) -> Floor:
    """Return the loops on PostgreSQL with its durable defaults."""
    connection = psycopg.connect(url, autocommit=True)
    connection.execute(TABLE)
    insert = f"INSERT INTO floor ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s)"

    def together(rows: Rows) -> float:
        started = time.perf_counter()
        with connection.transaction(), closing(connection.cursor()) as cursor:
            cursor.executemany(insert, rows)
        return time.perf_counter() - started

    def one_by_one(rows: Rows) -> float:
        started = time.perf_counter()
        with connection.transaction(), closing(connection.cursor()) as cursor:
            for row in rows:
                cursor.execute(insert, row)
        return time.perf_counter() - started

    return Floor(together, one_by_one)
