"""Balances of credits: what groups were given for variants, less what enrolments took."""

from typing import Any

import sqlalchemy as sa

from rollbook.records.tables import group_variants, subscription_enrollments


def unbalanced() -> sa.Select[Any]:
    """Select the groups' variants whose credits are not what was given less what was taken, each with `surplus`.

    The surplus is how many credits there are more than that, or fewer where it is negative.
    """
    enrolled, kept = subscription_enrollments.c, group_variants.c
    place = (enrolled.account_id, enrolled.group_id, enrolled.variant_id)
    counted = sa.select(*place, sa.func.count().label("taken")).where(enrolled.took_credit).group_by(*place)
    of_place = counted.subquery("of_place")
    same = sa.and_(*(kept[column.name] == of_place.c[column.name] for column in place))
    taken = sa.func.coalesce(of_place.c.taken, 0)
    surplus = kept.credits + taken - kept.given
    return (
        sa.select(kept.account_id, kept.group_id, kept.variant_id, kept.credits, kept.given, taken.label("taken"))
        .add_columns(surplus.label("surplus"))
        .select_from(group_variants.outerjoin(of_place, same))
        .where(surplus != 0)
    )
