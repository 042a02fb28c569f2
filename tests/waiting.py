"""Waits for a call that waits: so two calls meet at one place in the order that a test wants."""

from concurrent.futures import Future
from typing import Any

import sqlalchemy as sa

from rollbook.records.database.engine import Database

ON_CITUS = sa.text("SELECT 1 FROM pg_extension WHERE extname = 'citus'")
WAITING = "SELECT 1 FROM {view} WHERE wait_event_type = 'Lock' AND datname = current_database()"


def wait_until_it_waits(call: Future[Any], database: Database) -> None:
    """Return once a call waits for a row that the test holds, or has ended; on SQLite it waits before it reads.

    On Citus the row is on a worker, and what waits there is seen from all nodes alone.
    """
    if database.dialect == "sqlite":
        return
    with database.reading() as watcher:
        is_citus = watcher.execute(ON_CITUS).first() is not None
    waiting = sa.text(WAITING.format(view="citus_stat_activity" if is_citus else "pg_stat_activity"))
    while not call.done():
        with database.reading() as watcher:
            if watcher.execute(waiting).first() is not None:
                return
