"""Waits for a call that waits: so two calls meet at one place in the order that a test wants."""

from concurrent.futures import Future
from typing import Any

import sqlalchemy as sa

from rollbook.records.database.engine import Database

WAITING = sa.text("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")


def wait_until_it_waits(call: Future[Any], database: Database) -> None:
    """Return once a call waits for a row that the test holds, or has ended; on SQLite it waits before it reads."""
    while database.dialect == "postgresql" and not call.done():
        with database.reading() as watcher:
            if watcher.execute(WAITING).first() is not None:
                return
