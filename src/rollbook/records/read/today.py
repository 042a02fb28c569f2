"""What the console shows of today: what waits for somebody, and how the last days went."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.records.read.context import ReportContext
from rollbook.records.read.counts import capped
from rollbook.records.tables import (
    calls,
    enrollments,
    group_variants,
    groups,
    learning_modules,
    sessions,
    subscriptions,
    users,
    variants,
)

LATEST_CALLS = 2_000
"""As many calls are counted at most: reading more would make the page slow."""
LOOKED_BACK = timedelta(days=366)
"""A session that was over earlier and never recorded waits for nobody any more."""
FEW_CREDITS = 10
MOST_OVERDUE = 1_000
"""As many overdue enrolments are counted of a group at most."""
enrolled, held = enrollments.c, sessions.c


def read_unrecorded(connection: sa.Connection, asked: ReportContext, size: int) -> Sequence[Values]:
    """Read sessions that are over, with people whose result is not recorded; the latest first."""
    in_session = (enrolled.account_id == asked.account) & (enrolled.session_id == held.id)
    visible = sa.select(enrolled.id).where(in_session, asked.may_see(enrolled.group_id))
    waiting = visible.where(enrolled.open, enrolled.session_id.is_not(None))
    order = (held.ends_at.desc(), held.id)
    page = (
        sa.select(held.id)
        .where(held.account_id == asked.account, held.ends_at <= asked.now, held.ends_at > asked.now - LOOKED_BACK)
        .where(waiting.correlate(sessions).exists())
        .order_by(*order)
        .limit(size)
        .subquery("page")  # first, however the courses are looked up
    )
    course = learning_modules.c
    found = connection.execute(
        sa.select(
            held.id,
            held.starts_at,
            held.ends_at,
            course.name.label("course"),
            capped(waiting.correlate(sessions), 1000).label("waiting"),
            capped(visible.correlate(sessions), 1000).label("people"),
        )
        .join_from(page, sessions, (held.account_id == asked.account) & (held.id == page.c.id))
        .join(learning_modules, (course.account_id == held.account_id) & (course.id == held.learning_module_id))
        .order_by(*order)
    )
    return [dict(row._mapping) for row in found]


def read_overdue(connection: sa.Connection, asked: ReportContext, size: int) -> Sequence[Values]:
    """Count overdue enrolments by group, the most first; in a group of more than MOST_OVERDUE so many and one."""
    overdue = sa.select(enrolled.id).where(
        enrolled.account_id == asked.account,
        enrolled.group_id == groups.c.id,
        enrolled.open,
        enrolled.due_at.is_not(None),
        enrolled.due_at < asked.now,
    )
    counted = capped(overdue.correlate(groups), MOST_OVERDUE).label("overdue")
    of_group = sa.select(groups.c.id, groups.c.name, counted)
    of_group = of_group.where(groups.c.account_id == asked.account, asked.may_see(groups.c.id))
    each = of_group.subquery("each").c
    found = connection.execute(
        sa.select(each.id, each.name, each.overdue)
        .where(each.overdue > 0)
        .order_by(each.overdue.desc(), each.name)
        .limit(size)
    )
    return [dict(row._mapping) for row in found]


def read_few_credits(connection: sa.Connection, asked: ReportContext, size: int) -> Sequence[Values]:
    """Read where groups have few credits left for a variant that needs them, the fewest first."""
    link, variant, of = group_variants.c, variants.c, subscriptions.c
    found = connection.execute(
        sa.select(groups.c.name.label("group"), variant.id, variant.name, of.name.label("subscription"), link.credits)
        .join_from(group_variants, groups, (groups.c.account_id == link.account_id) & (groups.c.id == link.group_id))
        .join(variants, (variant.account_id == link.account_id) & (variant.id == link.variant_id))
        .join(subscriptions, (of.account_id == variant.account_id) & (of.id == variant.subscription_id))
        .where(link.account_id == asked.account, link.requires_credits, ~link.removed, link.credits <= FEW_CREDITS)
        .where(variant.status == "Active", groups.c.status == "Active", asked.may_see(link.group_id))
        .order_by(link.credits, groups.c.name, variant.id)
        .limit(size)
    )
    return [dict(row._mapping) for row in found]


def read_latest_calls(connection: sa.Connection, asked: ReportContext, days: int) -> Sequence[Values]:
    """Read the calls of the last days, the newest first, and not more than the LATEST_CALLS."""
    own = calls.c
    named = sa.func.coalesce(users.c.email, users.c.employee_id).label("who")
    columns = (own.id, own.received_at, own.method, own.face, own.recorded, own.refused, own.result, own.error_codes)
    found = connection.execute(
        sa.select(*columns, named)
        .join_from(calls, users, (users.c.account_id == own.account_id) & (users.c.id == own.user_id))
        .where(own.account_id == asked.account, own.received_at > asked.now - timedelta(days=days))
        .order_by(own.id.desc())
        .limit(LATEST_CALLS)
    )
    return [dict(row._mapping) for row in found]
