"""How long PostgreSQL may keep its callers waiting, and how a caller knows that it has waited in vain."""

import sqlite3
from dataclasses import dataclass

import sqlalchemy as sa

CANCELED, LOCKED = "57014", "55P03"
"""SQLSTATE of a statement, or a wait for a lock, that PostgreSQL ended for its time."""


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


def is_overdue(error: sa.exc.DBAPIError) -> bool:
    """Whether the database has not answered in time, so that to ask again would be to wait as long again."""
    if isinstance(error.orig, sqlite3.Error):
        return False
    from rollbook.records.database.connections import WAITED_IN_VAIN  # noqa: PLC0415  # it loads the driver

    waited_in_vain = isinstance(error.orig, WAITED_IN_VAIN)
    return waited_in_vain or getattr(error.orig, "sqlstate", None) in {CANCELED, LOCKED}
