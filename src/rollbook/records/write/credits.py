"""Takes and gives back the credits of a group's variants, so that the balance never falls below zero."""

import operator
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.sql.joins import InTurn
from rollbook.records.sql.values import ValuesTable
from rollbook.records.tables import group_variants
from rollbook.records.write.blocks import WriteContext

kept = group_variants.c
BALANCE = (kept.group_id, kept.variant_id, kept.credits)
Number = sa.ColumnElement[int]
Lookup = tuple[int, int]
"""A group's id and a variant's."""


class Credits:
    """One guarded statement for all places of a call.

    PostgreSQL locks the rows in the order of their key and takes no more than is left. SQLite's writer is alone from
    before the credits were read, so there no other call can have been faster.
    """

    def __init__(self, dialect: str) -> None:
        columns = [("group_id", sa.BigInteger()), ("variant_id", sa.BigInteger()), ("wanted", sa.BigInteger())]
        self._given = ValuesTable(columns, dialect)
        if dialect == "postgresql":
            self._take, self._give = _take_in_turn(self._given), _give_back(self._given)
        else:
            self._take, self._give = _change(self._given, _less), _change(self._given, operator.add)
        self._tells = dialect == "postgresql"

    def take(self, connection: sa.Connection, context: WriteContext, wanted: Mapping[Lookup, int]) -> Counter[Lookup]:
        """Take credits, as many as wanted or as are left; return how many were taken, by place."""
        found = connection.execute(self._take, self._parameters(context.account, wanted)).all()
        taken = (
            Counter({(row.group_id, row.variant_id): row.taken for row in found}) if self._tells else Counter(wanted)
        )
        self._note(context, found, {place: -count for place, count in taken.items()})
        return taken

    def give_back(self, connection: sa.Connection, context: WriteContext, back: Mapping[Lookup, int]) -> None:
        """Return credits that were taken for nothing."""
        found = connection.execute(self._give, self._parameters(context.account, back)).all()
        self._note(context, found, back)

    @staticmethod
    def _note(context: WriteContext, found: Sequence[sa.Row[Any]], given: Mapping[Lookup, int]) -> None:
        for row in found:
            place = {"group_id": row.group_id, "variant_id": row.variant_id}
            was = row.credits - given[row.group_id, row.variant_id]
            context.journal.update(group_variants, {**place, "credits": was}, {**place, "credits": row.credits})

    def _parameters(self, account: int, counts: Mapping[Lookup, int]) -> dict[str, object]:
        rows = [(group, variant, count) for (group, variant), count in sorted(counts.items())]
        return {**self._given.parameters(rows), ACCOUNT.key: account}


def _take_in_turn(given: ValuesTable) -> sa.UpdateBase:
    """Lock the rows in the order of their key, then take no more than is left; return how many, by place."""
    locked = (
        sa.select(kept.group_id, kept.variant_id, kept.credits.label("left"), given.source.c.wanted)
        .select_from(InTurn(given.source, group_variants, _is_place(given) & (kept.account_id == ACCOUNT)))
        .order_by(kept.group_id, kept.variant_id)
        .with_for_update(of=group_variants)
        .subquery("locked")
        .c
    )
    taken = _least(locked.left, locked.wanted)
    return (
        group_variants.update()
        .values(credits=kept.credits - taken)
        .where(kept.account_id == ACCOUNT)
        .where(kept.group_id == locked.group_id, kept.variant_id == locked.variant_id)
        .returning(*BALANCE, taken.label("taken"))
    )


def _give_back(given: ValuesTable) -> sa.UpdateBase:
    credits_ = kept.credits + given.source.c.wanted
    update = group_variants.update().values(credits=credits_).where(kept.account_id == ACCOUNT, _is_place(given))
    return update.returning(*BALANCE)


def _change(given: ValuesTable, change: Callable[[Number, Number], Number]) -> sa.UpdateBase:
    """Change the credits that are there, on SQLite.

    It may turn an UPDATE with a FROM around and walk through all variants of the account, which versions do
    differently; rows that are inserted where they exist already are looked up one by one.
    """
    place = kept.account_id, kept.group_id, kept.variant_id
    there = InTurn(given.source, group_variants, _is_place(given))
    rows = sa.select(*place, given.source.c.wanted).select_from(there).where(kept.account_id == ACCOUNT)
    insert = sqlite.insert(group_variants).from_select([*place, kept.credits], rows)
    return insert.on_conflict_do_update(
        index_elements=place, set_={kept.credits: change(kept.credits, insert.excluded.credits)}
    ).returning(*BALANCE)


def _is_place(given: ValuesTable) -> sa.ColumnElement[bool]:
    return (kept.group_id == given.source.c.group_id) & (kept.variant_id == given.source.c.variant_id)


def _less(left: Number, wanted: Number) -> Number:
    return left - _least(left, wanted)


def _least(one: Number, other: Number) -> Number:
    return sa.case((one < other, one), else_=other)
