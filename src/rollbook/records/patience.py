"""How long PostgreSQL may keep its callers waiting, and how a caller knows that it has waited in vain."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from psycopg.abc import PQGen
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.pool import ConnectionPoolEntry

GRACE_SECONDS = 2
CANCELED = psycopg.errors.QueryCanceled.sqlstate
LOCKED = psycopg.errors.LockNotAvailable.sqlstate
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds.

    `statement`: for one statement, which the server then ends; None for as long as it takes. `network`: until a
    connection is made, and until the server's machine acknowledges what was sent on an open one.
    """

    statement: float | None = None
    network: int = 10

    @property
    def settings(self) -> dict[str, str]:
        """The settings of the database session."""
        return {} if self.statement is None else {"statement_timeout": f"{round(self.statement * 1000)}ms"}

    @property
    def parameters(self) -> dict[str, int]:
        """The parameters of libpq: TCP alone would take a quarter of an hour to notice a machine that is gone."""
        return {
            "connect_timeout": self.network,
            "tcp_user_timeout": self.network * 1000,
            "keepalives_idle": self.network,
            "keepalives_interval": max(1, self.network // 3),
            "keepalives_count": 3,
        }


class OverdueError(psycopg.OperationalError):
    """The server has not even ended the statement whose time is over: it hangs. The connection is closed."""


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


def is_overdue(error: sa.exc.DBAPIError) -> bool:
    """Whether the database has not answered in time, so that to ask again would be to wait as long again."""
    waited_in_vain = isinstance(error.orig, OverdueError | psycopg.errors.ConnectionTimeout)
    return waited_in_vain or getattr(error.orig, "sqlstate", None) in {CANCELED, LOCKED}
