"""Housekeeping: once a day the server deletes packages and answers that are older than they are kept."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from threading import Event

import anyio
import sqlalchemy as sa
import structlog
from anyio import to_thread
from litestar import Litestar

from rollbook.records.database.engine import Database
from rollbook.records.nodes import NodeLostError, Nodes
from rollbook.records.sql.find import find_account_ids
from rollbook.records.write.api_keys import forget_adhoc_keys
from rollbook.records.write.calls import FORGOTTEN_AT_ONCE, forget_packages, forgetting
from rollbook.records.write.imports import forget_files
from rollbook.records.write.webhooks import forget_deliveries

HOUR_SECONDS = 60 * 60
DAY_SECONDS = 24 * HOUR_SECONDS
log = structlog.get_logger("rollbook.server")


class Housekeeping:
    """Deletes old packages while the application runs; when it ends, the current portion is finished."""

    def __init__(self, database: Database, nodes: Nodes, keep: timedelta) -> None:
        self._database = database
        self._nodes = nodes
        self._keep = keep
        self._is_over = Event()

    @asynccontextmanager
    async def running(self, _: Litestar) -> AsyncIterator[None]:
        """Run until the block ends."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._forget_daily)
            yield
            self._is_over.set()
            tasks.cancel_scope.cancel()

    async def _forget_daily(self) -> None:
        while True:
            is_done = await to_thread.run_sync(self._forget)
            await anyio.sleep(DAY_SECONDS if is_done else HOUR_SECONDS)

    def _forget(self) -> bool:
        """Delete the old packages of every account whose node answers; return whether nothing is left for later.

        If another worker is doing so, leave it to that worker.
        """
        before, calls, left = datetime.now(UTC) - self._keep, 0, []
        try:
            with forgetting(self._database) as is_mine:
                for account in self._accounts() if is_mine else ():
                    try:
                        calls += self._forget_of(account, before)
                    except (sa.exc.DBAPIError, NodeLostError) as error:
                        left.append(str(getattr(error, "orig", error)).partition("\n")[0])
        except Exception as error:  # noqa: BLE001  # calls go on, whatever error the database raises here
            left.append(str(error))
        log.log(logging.INFO if calls else logging.DEBUG, "old packages are forgotten", calls=calls)
        if left:
            log.warning("old packages are not forgotten", accounts=len(left), reason=left[0])
        return not left

    def _accounts(self) -> list[int]:
        with self._database.reading() as connection:
            return find_account_ids(connection)

    def _forget_of(self, account: int, before: datetime) -> int:
        """Delete an account's old packages, the files of its imports and what was posted; return of how many calls."""
        calls, portion = 0, FORGOTTEN_AT_ONCE
        while portion == FORGOTTEN_AT_ONCE and not self._is_over.is_set():
            with self._database.writing() as connection:
                self._nodes.check(connection, account)
                portion = forget_packages(connection, account, before)
                forget_files(connection, account, before)
                forget_adhoc_keys(connection, account, before)
                forget_deliveries(connection, account, before)
            calls += portion
        return calls
