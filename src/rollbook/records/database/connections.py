"""Connections to PostgreSQL that are given up in time: the only module that loads its driver."""

import time
from collections.abc import Mapping
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from psycopg.abc import PQGen
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.pool import ConnectionPoolEntry

from rollbook.records.patience import Patience, is_overdue

GRACE_SECONDS = 2
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
