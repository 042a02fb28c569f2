"""Writes credits that a group is given for a variant, or that are taken from it."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.errors import Refused
from rollbook.contract.judge import Block
from rollbook.contract.method import Change
from rollbook.records.tables import group_variants
from rollbook.records.write.blocks import WriteContext, changer

MOST = 10**9


@changer("credits", "the group's credits for the variant, more or fewer than before, with the reason in their history")
class GivenCredits:
    """Changes the balance of a group's variant under a lock, so that it never falls below zero."""

    def __init__(self, dialect: str) -> None:
        """Needs nothing of the dialect."""

    def __call__(
        self,
        connection: sa.Connection,
        context: WriteContext,
        method: type[Change],
        head: Block,
        lists: Mapping[str, Sequence[Block]],
    ) -> Values:
        """Write the new balance and return it."""
        del lists
        sent, kept = head.row, group_variants.c
        own = sa.and_(
            kept.account_id == context.account,
            kept.group_id == head.found.group,
            kept.variant_id == head.found.variant,
        )
        was = connection.execute(group_variants.select().where(own).with_for_update()).mappings().one()
        more = sent.Credits if sent.Action == "Add" else -sent.Credits
        credits_ = was["credits"] + more
        if not 0 <= credits_ <= MOST:
            raise Refused(method.not_stored["credits_out_of_range"])
        new = {"credits": credits_, "given": was["given"] + more}
        connection.execute(group_variants.update().where(own).values(new))
        context.journal.update(group_variants, was, {**was, **new}, sent.Reason)
        return {"SubscriptionVariantID": head.found.variant, "Credits": credits_}
