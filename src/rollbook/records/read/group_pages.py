"""What the console shows of groups: the list, one group, and its people × its courses."""

from collections.abc import Sequence

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.text import name_key
from rollbook.records.read.context import ReportContext
from rollbook.records.read.counts import capped
from rollbook.records.sql.joins import InTurn
from rollbook.records.tables import (
    enrollments,
    group_learning_modules,
    group_variants,
    groups,
    learning_modules,
    memberships,
    subscriptions,
    users,
    variants,
)

own, member = groups.c, memberships.c


def read_group_list(
    connection: sa.Connection, asked: ReportContext, contains: str, status: str | None, after: int | None, size: int
) -> Sequence[Values]:
    """Read the groups that the caller may see by name, with how many people are in each; from the one after `after`."""
    through = [own.account_id == asked.account, asked.may_see(own.id)]
    if contains:
        through.append(own.name_key.contains(name_key(contains), autoescape=True))
    if status:
        through.append(own.status == status)
    if after is not None:
        before = sa.select(own.name_key).where(own.account_id == asked.account, own.id == after).scalar_subquery()
        through.append((own.name_key > before) | ((own.name_key == before) & (own.id > after)))
    of_group = sa.select(member.user_id).where(member.account_id == asked.account, member.group_id == own.id)
    columns = (own.id, own.name, own.identifier, own.status, capped(of_group.correlate(groups)).label("people"))
    found = connection.execute(sa.select(*columns).where(*through).order_by(own.name_key, own.id).limit(size))
    return [dict(row._mapping) for row in found]


def read_known_group(connection: sa.Connection, asked: ReportContext, number: int) -> Values | None:
    """Read one group that the caller may see; None where there is none."""
    own_group = (own.account_id == asked.account) & (own.id == number)
    found = connection.execute(groups.select().where(own_group, asked.may_see(own.id))).mappings().one_or_none()
    return None if found is None else dict(found)


def read_assigned(connection: sa.Connection, asked: ReportContext, group: int) -> Sequence[Values]:
    """Read the courses that are assigned to a group, by name."""
    tie = (learning_modules.c.account_id == group_learning_modules.c.account_id) & (
        learning_modules.c.id == group_learning_modules.c.learning_module_id
    )
    link, course = group_learning_modules.c, learning_modules.c
    found = connection.execute(
        sa.select(course.id, course.name, course.type, course.status, link.auto_enroll, link.allow_self_enroll)
        .select_from(InTurn(group_learning_modules, learning_modules, tie))
        .where(link.account_id == asked.account, link.group_id == group)
        .order_by(course.name, course.id)
    )
    return [dict(row._mapping) for row in found]


def read_balances(connection: sa.Connection, asked: ReportContext, group: int) -> Sequence[Values]:
    """Read the subscription variants that a group has, with the credits left."""
    link, variant, of = group_variants.c, variants.c, subscriptions.c
    found = connection.execute(
        sa.select(
            variant.id,
            variant.name,
            of.name.label("subscription"),
            link.requires_credits,
            link.credits,
        )
        .join_from(group_variants, variants, (variant.account_id == link.account_id) & (variant.id == link.variant_id))
        .join(subscriptions, (of.account_id == variant.account_id) & (of.id == variant.subscription_id))
        .where(link.account_id == asked.account, link.group_id == group, ~link.removed)
        .order_by(of.name, variant.name, variant.id)
    )
    return [dict(row._mapping) for row in found]


def read_members(
    connection: sa.Connection, asked: ReportContext, group: int, after: int | None, size: int
) -> Sequence[Values]:
    """Read the active people of a group by name, with what they may do there; from the one after `after`."""
    tie = (users.c.account_id == member.account_id) & (users.c.id == member.user_id)
    through = [member.account_id == asked.account, member.group_id == group, users.c.status == "Active"]
    if after is not None:
        key = users.alias("last").c
        before = sa.select(key.name_key).where(key.account_id == asked.account, key.id == after).scalar_subquery()
        through.append((users.c.name_key > before) | ((users.c.name_key == before) & (users.c.id > after)))
    columns = (
        users.c.id,
        users.c.given_name,
        users.c.surname,
        users.c.email,
        users.c.employee_id,
        users.c.home_group_id,
    )
    found = connection.execute(
        sa.select(*columns, member.permissions)
        .select_from(InTurn(memberships, users, tie))
        .where(*through)
        .order_by(users.c.name_key, users.c.id)
        .limit(size)
    )
    return [{**row._mapping, "name": f"{row.given_name} {row.surname}"} for row in found]


def read_cells(
    connection: sa.Connection, asked: ReportContext, people: Sequence[int], courses: Sequence[int]
) -> dict[tuple[int, int], Values]:
    """Read the latest enrolment of some people in some courses, by person and course."""
    if not people or not courses:
        return {}
    enrolled = enrollments.c
    tie = (enrolled.account_id == users.c.account_id) & (enrolled.user_id == users.c.id)
    found = connection.execute(
        sa.select(
            enrolled.id,
            enrolled.user_id,
            enrolled.learning_module_id,
            enrolled.status,
            enrolled.grade,
            enrolled.due_at,
            enrolled.open,
        )
        .select_from(InTurn(users, enrollments, tie))  # person by person: a course has far more enrolments
        .where(users.c.account_id == asked.account, users.c.id.in_(people))
        .where(enrolled.learning_module_id.in_(courses))
        .order_by(enrolled.id)
    )
    cells: dict[tuple[int, int], Values] = {}
    for row in found:
        late = row.due_at is not None and row.due_at < asked.now and row.status in {"Enrolled", "InProgress"}
        cells[row.user_id, row.learning_module_id] = {**row._mapping, "shown": "Overdue" if late else row.status}
    return cells
