"""What is asked about the account's subscriptions and their variants."""

from collections.abc import Sequence

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.judge import Block
from rollbook.records.read.context import ReportContext, reader
from rollbook.records.tables import group_variants, subscriptions, variants
from rollbook.records.write.subscription_enrollments import period

DURATIONS = {"unlimited": "Unlimited", "days": "Days", "dates": "Date"}
"""How the vendor calls the kinds of duration. Source: DOC (variant duration)."""


@reader("subscriptions", "the account's subscriptions")
def read_subscriptions(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read the subscriptions that the filters let through, by name."""
    own, status = subscriptions.c, block.row.Filters.Status
    found = connection.execute(
        sa.select(
            own.name.label("Name"),
            own.id.label("SubscriptionID"),
            own.description.label("Description"),
            own.status.label("Status"),
        )
        .where(own.account_id == asked.account, own.status == status if status else sa.true())
        .order_by(own.name, own.id)
    )
    return [dict(subscription._mapping) for subscription in found]


@reader("variants", "a page of the account's subscription variants")
def read_variants(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read a page of the variants that the filters let through, as far as the caller may see them, by name."""
    own, of, filters = variants.c, subscriptions.c, block.row.Filters
    assigned = group_variants.c
    tie = (assigned.account_id == own.account_id) & (assigned.variant_id == own.id) & ~assigned.removed
    conditions = [own.account_id == asked.account, asked.may_see_assigned(group_variants, tie)]
    if filters.SubscriptionID is not None:
        conditions.append(own.subscription_id == filters.SubscriptionID)
    if filters.Status is not None:
        conditions.append(own.status == filters.Status)
    size = block.row.PageSize
    found = connection.execute(
        sa.select(variants, of.name.label("subscription"))
        .join_from(variants, subscriptions, (of.account_id == own.account_id) & (of.id == own.subscription_id))
        .where(*conditions)
        .order_by(of.name, of.id, own.name, own.id)
        .limit(size)
        .offset((block.row.Page - 1) * size)
    )
    return [_variant(variant, asked) for variant in found]


def _variant(variant: sa.Row[tuple[object, ...]], asked: ReportContext) -> Values:
    """Return what is answered about a variant; dates are the moments at which enrolments in it begin and end."""
    has_dates = variant.duration_type == "dates"
    starts_at, ends_at = period(variant, asked.now, asked.zone) if has_dates else (None, None)
    return {
        "Name": variant.name,
        "VariantID": variant.id,
        "SubscriptionID": variant.subscription_id,
        "SubscriptionName": variant.subscription,
        "DurationType": DURATIONS[variant.duration_type],
        "DurationDays": variant.duration_days,
        "StartDate": starts_at,
        "EndDate": ends_at,
        "Status": variant.status,
    }
