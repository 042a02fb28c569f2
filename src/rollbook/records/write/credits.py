"""Takes and gives back the credits of a group's variants, so that the balance never falls below zero."""

from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa

from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.sql.joins import InTurn
from rollbook.records.sql.values import ValuesTable
from rollbook.records.tables import group_variants

Lookup = tuple[int, int]
"""A group's id and a variant's."""


class Credits:
    """One guarded UPDATE for all places of a call.

    PostgreSQL locks the rows in the order of their key and takes no more than is left. SQLite's writer is alone from
    before the credits were read, so there nobody can have been faster.
    """

    def __init__(self, dialect: str) -> None:
        columns = [("group_id", sa.BigInteger()), ("variant_id", sa.BigInteger()), ("wanted", sa.BigInteger())]
        self._given = ValuesTable(columns, dialect)
        given = self._given.source.c
        kept = group_variants
        given_place = (kept.c.group_id == given.group_id) & (kept.c.variant_id == given.variant_id)
        locked = (
            sa.select(kept.c.group_id, kept.c.variant_id, kept.c.credits.label("left"), given.wanted)
            .select_from(InTurn(self._given.source, kept, (kept.c.account_id == ACCOUNT) & given_place))
            .order_by(kept.c.group_id, kept.c.variant_id)
            .with_for_update(of=kept)
            .subquery("locked")
        )
        conflict = sa.case((locked.c.left < locked.c.wanted, locked.c.left), else_=locked.c.wanted)
        self._take = (
            kept.update()
            .values(credits=kept.c.credits - conflict)
            .where(kept.c.account_id == ACCOUNT)
            .where(kept.c.group_id == locked.c.group_id, kept.c.variant_id == locked.c.variant_id)
        )
        if dialect == "postgresql":
            self._take = self._take.returning(kept.c.group_id, kept.c.variant_id, conflict.label("taken"))
        self._give = (
            kept.update()
            .values(credits=kept.c.credits + given.wanted)
            .where(kept.c.account_id == ACCOUNT)
            .where(given_place)
        )
        self._tells = dialect == "postgresql"

    def take(self, connection: sa.Connection, account: int, wanted: Mapping[Lookup, int]) -> Counter[Lookup]:
        """Take credits, as many as wanted or as are left; return how many were taken, by place."""
        result = connection.execute(self._take, self._parameters(account, wanted))
        if not self._tells:
            return Counter(wanted)
        return Counter({(row.group_id, row.variant_id): row.conflict for row in result})

    def give_back(self, connection: sa.Connection, account: int, back: Mapping[Lookup, int]) -> None:
        """Return credits that were taken for nothing."""
        connection.execute(self._give, self._parameters(account, back))

    def _parameters(self, account: int, counts: Mapping[Lookup, int]) -> dict[str, object]:
        rows = [(group, variant, count) for (group, variant), count in sorted(counts.items())]
        return {**self._given.parameters(rows), ACCOUNT.key: account}
