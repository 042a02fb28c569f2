"""Writes what a load of a world file leaves besides its rows: its record, and how many credits it gave."""

import sqlalchemy as sa

from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.sql.balances import unbalanced
from rollbook.records.sql.values import ValuesTable
from rollbook.records.tables import group_variants

Surplus = dict[tuple[int, int], int]
"""By the ids of group and variant, how many credits there are more than given less taken."""


def find_surplus(connection: sa.Connection, account: int) -> Surplus:
    """Return the balances of an account that do not add up."""
    found = connection.execute(unbalanced().where(group_variants.c.account_id == account))
    return {(row.group_id, row.variant_id): row.surplus for row in found}


def write_given(connection: sa.Connection, account: int, before: Surplus) -> None:
    """Count as given what the load has added to the balances, or taken from them; what was wrong before stays so.

    Calls that give or take credits meanwhile change no surplus.
    """
    now = find_surplus(connection, account)
    more = {place: now.get(place, 0) - before.get(place, 0) for place in now.keys() | before.keys()}
    rows = [(*place, count) for place, count in sorted(more.items()) if count]
    if not rows:
        return
    kept = group_variants.c
    columns = [(name, sa.BigInteger()) for name in ("group_id", "variant_id", "more")]
    given = ValuesTable(columns, connection.dialect.name)
    same = (kept.group_id == given.source.c.group_id) & (kept.variant_id == given.source.c.variant_id)
    update = group_variants.update().values(given=kept.given + given.source.c.more).where(kept.account_id == ACCOUNT)
    connection.execute(update.where(same), {**given.parameters(rows), ACCOUNT.key: account})
