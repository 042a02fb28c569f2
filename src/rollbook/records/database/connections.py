"""Connections to PostgreSQL: they are given up in time, and prepare the statements that say so.

The only module that loads its driver.
"""

import time
from collections.abc import Mapping
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from psycopg.abc import PQGen
from psycopg.types.numeric import Int8BinaryDumper, Int8Dumper
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor, Dialect
from sqlalchemy.pool import ConnectionPoolEntry

from rollbook.records.database.prepared import DISTRIBUTED, MAY_PREPARE, OPTION, may_prepare
from rollbook.records.patience import Patience, is_overdue

GRACE_SECONDS = 2
PLANNED = "rollbook_planned"
AT_ONCE = 0
"""The driver's threshold: to prepare a statement when it comes for the first time."""
_LOOK = "SELECT pg_backend_pid(), EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')"
LOST_PLANS = {
    psycopg.errors.InvalidSqlStatementName.sqlstate,  # DISCARD ALL, by an operator's hand
    psycopg.errors.FeatureNotSupported.sqlstate,  # a migration changed what the plan is to return
}
T = TypeVar("T")


class OverdueError(psycopg.OperationalError):
    """The server has not even ended the statement whose time is over: it hangs. The connection is closed."""


WAITED_IN_VAIN = (OverdueError, psycopg.errors.ConnectionTimeout)


class _Connection(psycopg.Connection[Any]):
    """A connection that is given up when the server leaves a statement unanswered.

    A server that is frozen does not end it; nor does a coordinator of Citus that waits for a frozen node.
    """

    longest: float | None = None

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        if timeout is not None or self.longest is None:
            return super().wait(gen, interval, timeout)
        begun = time.monotonic()
        try:
            return super().wait(gen, interval, self.longest)
        except psycopg.OperationalError:
            if self.closed or time.monotonic() - begun < self.longest:
                raise
            self.close()
            message = f"the database has not answered for {self.longest:g} seconds, and was given up"
            raise OverdueError(message) from None


def be_patient(engine: sa.Engine, patience: Patience) -> None:
    """Let the engine's connections wait so long and no longer."""

    @sa.event.listens_for(engine, "do_connect")
    def _(_: Dialect, __: ConnectionPoolEntry, words: list[Any], parameters: Mapping[str, Any]) -> _Connection:
        connection = _Connection.connect(*words, **parameters)
        if patience.statement is not None:
            connection.longest = patience.statement + GRACE_SECONDS
        return connection

    @sa.event.listens_for(engine, "handle_error")
    def _(context: sa.ExceptionContext) -> None:
        """Close a connection whose statement was ended for its time: to roll back might take as long again."""
        if isinstance(context.sqlalchemy_exception, sa.exc.DBAPIError) and is_overdue(context.sqlalchemy_exception):
            context.is_disconnect = True
            context.invalidate_pool_on_disconnect = False


def prepare_marked(engine: sa.Engine, plans_seconds: float) -> None:
    """Have the engine's connections to PostgreSQL prepare the statements that say so, and nothing else."""

    @sa.event.listens_for(engine, "connect")
    def _(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        assert isinstance(connection, psycopg.Connection)  # noqa: S101  # for the type checker
        [(number, is_distributed)] = connection.execute(_LOOK)
        connection.rollback()
        # Else a number would have another type as it grows, and the statement be prepared again for each. Both are
        # needed: lists are sent as texts, and would otherwise keep the type of the first that was sent.
        for dumper in (Int8Dumper, Int8BinaryDumper):
            connection.adapters.register_dumper(int, dumper)
        entry.info[PLANNED] = time.monotonic()
        entry.info[DISTRIBUTED] = is_distributed
        entry.info[MAY_PREPARE] = not is_distributed and number == connection.info.backend_pid

    @sa.event.listens_for(engine, "do_execute")
    def _(cursor: DBAPICursor, statement: str, parameters: Any, context: sa.engine.ExecutionContext) -> bool:
        if not (context.execution_options.get(OPTION) and may_prepare(context.root_connection)):
            return False
        driver = context.root_connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)  # noqa: S101  # for the type checker
        info = context.root_connection.info
        if time.monotonic() - info[PLANNED] >= plans_seconds:
            driver.execute("DISCARD PLANS")
            info[PLANNED] = time.monotonic()
        driver.prepare_threshold = AT_ONCE
        try:
            cursor.execute(statement, parameters)
        finally:
            driver.prepare_threshold = None
        return True

    @sa.event.listens_for(engine, "handle_error")
    def _(context: sa.ExceptionContext) -> None:
        """Close all connections when prepared statements are of no use any more; the call is done again on another."""
        if context.execution_context is None or not context.execution_context.execution_options.get(OPTION):
            return
        if getattr(context.original_exception, "sqlstate", None) in LOST_PLANS:
            context.is_disconnect = True
