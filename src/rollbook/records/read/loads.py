"""Loads on record: which world files were loaded into which accounts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from rollbook.records.tables import accounts, loads


class Load(NamedTuple):
    """A world file that was loaded. `counts` has by table how many rows it names, and how many of them it changed."""

    account: str
    loaded_at: datetime
    loaded_by: str
    file: str
    digest: bytes
    reset_credits: bool
    counts: Mapping[str, Sequence[int]]


def find_loads(connection: sa.Connection, account: str | None = None) -> list[Load]:
    """Return the loads into an account, or into all, the newest first."""
    kept = loads.c
    columns = (kept.loaded_at, kept.loaded_by, kept.file, kept.digest, kept.reset_credits, kept.counts)
    found = sa.select(accounts.c.name, *columns).join_from(loads, accounts, accounts.c.id == kept.account_id)
    of_account = [] if account is None else [accounts.c.name == account]
    return [Load(*row) for row in connection.execute(found.where(*of_account).order_by(kept.id.desc()))]
