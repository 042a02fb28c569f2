"""Databases: SQLite (embedded) and PostgreSQL, opened so that what is acknowledged is on disk."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from rollbook.records.database.prepared import PLANS_SECONDS
from rollbook.records.patience import Patience, is_overdue
from rollbook.records.private_files import keep_private
from rollbook.records.tables.columns import json_text

BUSY_SECONDS = 30
POSTGRESQL_SETTINGS = {
    # Every statement here looks rows up by key. Left alone, the planner guesses the size of a list of given rows
    # and scans whole tables, in time that grows with the history.
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "enable_material": "off",
    "enable_seqscan": "off",
    "jit": "off",
    "lock_timeout": "30s",
    "timezone": "UTC",
}
TRANSIENT_ON_SQLITE = {
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL),  # another program is at work
    *(sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN),  # the file is away, as on a network
}
TRANSIENT_ON_POSTGRESQL = ("08", "40", "57P", "53300")
"""How the SQLSTATE begins where a connection is lost, a transaction lost to another one, the server is stopped or
started, or all its connections are taken."""
TOO_LARGE = "54000"
"""The SQLSTATE of a value that is over one of PostgreSQL's own limits."""
FOREVER = Patience()


class Database:
    """One database, shared by the threads of a process.

    `plans_seconds`: how long PostgreSQL keeps the plans of statements that are prepared.

    `reading()` gives a connection where each statement is its own transaction; `writing()` one transaction that is
    committed at the end of the block, or undone as a whole.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 16,
        patience: Patience = FOREVER,
        plans_seconds: float = PLANS_SECONDS,
    ) -> None:
        self.url = _driver_url(url)
        self.dialect = self.url.get_backend_name()
        self.engine = (
            _open_sqlite(self.url, pool_size)
            if self.dialect == "sqlite"
            else _open_postgresql(self.url, pool_size, patience, plans_seconds)
        )
        # A setting of our own for SQLite: SQLAlchemy's would also change the driver's, twice a statement.
        alone = {"rollbook_alone": True} if self.dialect == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
        self._alone = self.engine.execution_options(**alone)
        # SQLite's writers wait by polling; a lock inside the process makes them queue in order. Other processes
        # still meet at SQLite's own lock.
        self._writer = threading.Lock() if self.dialect == "sqlite" else None

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection without a transaction."""
        with self._alone.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection inside a transaction: committed when the block ends well, else rolled back."""
        if self._writer is None:
            with self.engine.begin() as connection:
                yield connection
            return
        with self._writer, self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections: those that a thread is still at work with as soon as it gives them back."""
        sa.event.listen(self.engine.pool, "checkin", _close)
        self.engine.dispose()


def _close(connection: DBAPIConnection | None, _: ConnectionPoolEntry) -> None:
    if connection is not None:  # it is none where the connection was lost
        connection.close()


def _driver_url(url: str) -> sa.URL:
    parsed = sa.make_url(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in {"sqlite", "postgresql+psycopg"}:
        return parsed
    message = f"cannot use a database of kind {parsed.drivername!r}: give sqlite:///path or postgresql://host/name"
    raise ValueError(message)


def _open_sqlite(url: sa.URL, pool_size: int) -> sa.Engine:
    engine = sa.create_engine(
        url,
        poolclass=sa.QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,
        json_serializer=json_text,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @sa.event.listens_for(engine, "do_connect")
    def _(*_: object) -> None:
        if url.database not in {None, "", ":memory:"} and "uri" not in url.query:
            keep_private(Path(str(url.database)).resolve())

    @sa.event.listens_for(engine, "connect")
    def _(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:  # noqa: ARG001  # the signature is SQLAlchemy's
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101  # for the type checker
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -65536"):
            connection.execute(f"PRAGMA {setting}")

    @sa.event.listens_for(engine, "begin")
    def _(connection: sa.Connection) -> None:
        if not connection.get_execution_options().get("rollbook_alone"):
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)  # noqa: S101  # for the type checker
            driver.execute("BEGIN IMMEDIATE")

    return engine


def _open_postgresql(url: sa.URL, pool_size: int, patience: Patience, plans_seconds: float) -> sa.Engine:
    from rollbook.records.database.connections import be_patient, prepare_marked  # noqa: PLC0415  # it loads the driver

    settings = " ".join(f"-c {name}={value}" for name, value in {**POSTGRESQL_SETTINGS, **patience.settings}.items())
    ours: dict[str, Any] = {"application_name": "rollbook", **patience.parameters}
    # What the address says is the operator's will: it comes last, and counts.
    given = str(url.query.get("options", ""))
    options: dict[str, Any] = {
        **{name: value for name, value in ours.items() if name not in url.query},
        "client_encoding": "utf8",  # whatever PGCLIENTENCODING or the database says: names are in every script
        "options": f"{settings} {given}".strip(),
        # The driver prepares nothing by itself: a plan that is kept, made for a list while a table was small, goes on
        # with the wrong index when it is large. Statements for which one plan is right say so.
        "prepare_threshold": None,
    }
    engine = sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_use_lifo=True,
        hide_parameters=True,
        json_serializer=json_text,
        connect_args=options,
    )
    be_patient(engine, patience)
    prepare_marked(engine, plans_seconds)
    return engine


def is_transient(error: sa.exc.DBAPIError) -> bool:
    """Whether the same statement may succeed when tried again soon: a lost connection, a lock, a deadlock.

    What is wrong with the statement itself, or with the disk, does not pass.
    """
    if is_overdue(error):
        return False
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.OperationalError):
        return error.orig.sqlite_errorcode & 0xFF in TRANSIENT_ON_SQLITE
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(error, sa.exc.OperationalError) and (state is None or state.startswith(TRANSIENT_ON_POSTGRESQL))


def is_of_one_row(error: sa.exc.DBAPIError) -> bool:
    """Whether the database may have refused a single row of several: the others can be written without it."""
    state = getattr(error.orig, "sqlstate", None) or ""
    return state == TOO_LARGE or not (isinstance(error, sa.exc.OperationalError) or state.startswith("42"))
