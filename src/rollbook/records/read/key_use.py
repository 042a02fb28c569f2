"""How keys are used: what the latest calls say of each."""

from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa

from rollbook.records.read.context import ReportContext
from rollbook.records.tables import calls

LATEST = 2_000
"""As many calls are looked at: reading more would make the page slow."""


class Use(NamedTuple):
    """When a key was last used, and how many rows it recorded and was refused, among the latest calls."""

    last_used: object
    recorded: int
    refused: int


def read_key_use(connection: sa.Connection, asked: ReportContext) -> Mapping[int, Use]:
    """Return the use of each key among the account's latest calls."""
    own = calls.c
    columns = (own.key_id, own.received_at, own.recorded, own.refused)
    latest = sa.select(*columns).where(own.account_id == asked.account).order_by(own.id.desc()).limit(LATEST).subquery()
    found = connection.execute(
        sa.select(
            latest.c.key_id,
            sa.func.max(latest.c.received_at, type_=own.received_at.type),
            sa.func.sum(latest.c.recorded),
            sa.func.sum(latest.c.refused),
        )
        .where(latest.c.key_id.is_not(None))
        .group_by(latest.c.key_id)
    )
    return {row[0]: Use(row[1], int(row[2]), int(row[3])) for row in found}
