"""What the console shows of a subscription variant: who is enrolled, and the ledger of its credits."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.records.read.context import ReportContext
from rollbook.records.sql.joins import InTurn
from rollbook.records.tables import (
    calls,
    changes,
    group_variants,
    groups,
    subscription_enrollments,
    subscriptions,
    users,
    variants,
)

held, link = subscription_enrollments.c, group_variants.c
MOST_ENTRIES = 200


def read_variant(connection: sa.Connection, asked: ReportContext, number: int) -> Values | None:
    """Read a variant that the caller may see, with its subscription; None where there is none."""
    own, of = variants.c, subscriptions.c
    tie = (link.account_id == own.account_id) & (link.variant_id == own.id) & ~link.removed
    found = connection.execute(
        sa.select(variants, of.name.label("subscription"))
        .join_from(variants, subscriptions, (of.account_id == own.account_id) & (of.id == own.subscription_id))
        .where(own.account_id == asked.account, own.id == number, asked.may_see_assigned(group_variants, tie))
    ).mappings()
    row = found.one_or_none()
    return None if row is None else dict(row)


def read_groups_of_variant(connection: sa.Connection, asked: ReportContext, number: int) -> Sequence[Values]:
    """Read the groups that have a variant and that the caller may see, with the credits left."""
    own = groups.c
    found = connection.execute(
        sa.select(own.id, own.name, link.requires_credits, link.credits)
        .join_from(group_variants, groups, (own.account_id == link.account_id) & (own.id == link.group_id))
        .where(link.account_id == asked.account, link.variant_id == number, ~link.removed, asked.may_see(own.id))
        .order_by(own.name_key, own.id)
    )
    return [dict(row._mapping) for row in found]


def read_enrolled(
    connection: sa.Connection, asked: ReportContext, number: int, before: int | None, size: int
) -> Sequence[Values]:
    """Read enrolments in a variant that the caller may see, the latest first."""
    through = [held.account_id == asked.account, held.variant_id == number, asked.may_see(held.group_id)]
    if before is not None:
        through.append(held.id < before)
    found = connection.execute(
        sa.select(
            held.id,
            held.user_id,
            held.starts_at,
            held.ends_at,
            held.took_credit,
            held.recorded_at,
            held.call_id,
            users.c.given_name,
            users.c.surname,
            users.c.employee_id,
            groups.c.name.label("group"),
        )
        .select_from(
            InTurn(
                subscription_enrollments, users, (users.c.account_id == held.account_id) & (users.c.id == held.user_id)
            )
        )
        .join(groups, (groups.c.account_id == held.account_id) & (groups.c.id == held.group_id))
        .where(*through)
        .order_by(held.id.desc())
        .limit(size)
    )
    return [{**row._mapping, "name": f"{row.given_name} {row.surname}"} for row in found]


def read_ledger(
    connection: sa.Connection, asked: ReportContext, number: int, having: Sequence[Values]
) -> Sequence[Values]:
    """Read the latest changes of the credits that groups have for a variant: given, taken back, corrected."""
    by_key = {f"{group['id']}/{number}": group["name"] for group in having}
    if not by_key:
        return []
    made_by = (calls.c.account_id == changes.c.account_id) & (calls.c.id == changes.c.call_id)
    who = (users.c.account_id == calls.c.account_id) & (users.c.id == calls.c.user_id)
    named = sa.func.coalesce(users.c.email, users.c.employee_id).label("who")
    found = connection.execute(
        sa.select(changes, calls.c.method, calls.c.face, calls.c.reason.label("of_call"), named)
        .select_from(changes.join(calls, made_by).join(users, who))
        .where(changes.c.account_id == asked.account, changes.c.table_name == group_variants.name)
        .where(changes.c.row_key.in_(by_key))
        .order_by(changes.c.id.desc())
        .limit(MOST_ENTRIES)
    )
    return [*_entries(found, by_key)]


def _entries(found: sa.CursorResult[tuple[object, ...]], names: dict[str, str]) -> Iterator[Values]:
    for row in found:
        was, now = (row.before or {}).get("credits", 0), (row.after or {}).get("credits", 0)
        if was != now:
            yield {**row._mapping, "group": names[row.row_key], "credits": now - was, "left": now}
