"""What the console shows of a course: how far its people are, and who of which group lacks it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.records.read.context import ReportContext
from rollbook.records.read.counts import MOST, capped
from rollbook.records.read.session_pages import in_sight, select_sessions
from rollbook.records.sql.joins import InTurn
from rollbook.records.tables import (
    enrollments,
    group_learning_modules,
    groups,
    learning_modules,
    memberships,
    sessions,
    users,
)

MOST_COUNTED = 500
course, assigned, member, enrolled = (
    table.c for table in (learning_modules, group_learning_modules, memberships, enrollments)
)


def read_course(connection: sa.Connection, asked: ReportContext, number: int) -> Values | None:
    """Read a course that the caller may see; None where there is none."""
    tie = (assigned.account_id == course.account_id) & (assigned.learning_module_id == course.id)
    own = (course.account_id == asked.account) & (course.id == number)
    visible = asked.may_see_assigned(group_learning_modules, tie)
    found = connection.execute(learning_modules.select().where(own, visible)).mappings().one_or_none()
    return None if found is None else dict(found)


def count_statuses(connection: sa.Connection, asked: ReportContext, number: int) -> dict[str, int]:
    """Count the enrolments in a course that the caller may see by status; of more than 10,000 those count."""
    own = (enrolled.account_id == asked.account) & (enrolled.learning_module_id == number)
    late = (enrolled.due_at < asked.now) & enrolled.open
    shown = sa.case((late, "Overdue"), else_=enrolled.status).label("status")
    some = sa.select(shown).where(own, asked.may_see(enrolled.group_id)).limit(MOST).subquery()
    counted = sa.select(some.c.status, sa.func.count()).group_by(some.c.status)
    return {row[0]: row[1] for row in connection.execute(counted)}


def read_course_sessions(
    connection: sa.Connection, asked: ReportContext, number: int, size: int, *, sees_all: bool
) -> Sequence[Values]:
    """Read the latest sessions of a course that the caller may see."""
    through = [sessions.c.learning_module_id == number, *in_sight(asked, sees_all=sees_all)]
    return select_sessions(connection, asked, through, size)


def read_groups_of_course(connection: sa.Connection, asked: ReportContext, number: int, size: int) -> Sequence[Values]:
    """Read the groups that have the course and that the caller may see: how many people, and how many lack it."""
    found = connection.execute(
        sa.select(
            groups.c.id,
            groups.c.name,
            capped(_members(asked.account, lacking=None), MOST_COUNTED).label("people"),
            capped(_members(asked.account, lacking=number), MOST_COUNTED).label("lacking"),
        )
        .join_from(
            group_learning_modules,
            groups,
            (groups.c.account_id == assigned.account_id) & (groups.c.id == assigned.group_id),
        )
        .where(assigned.account_id == asked.account, assigned.learning_module_id == number)
        .where(asked.may_see(groups.c.id))
        .order_by(groups.c.name_key)
        .limit(size)
    )
    return [dict(row._mapping) for row in found]


def _members(account: int, lacking: int | None) -> sa.Select[Any]:
    """Select the active people of a group; of those who lack a course, all who have no enrolment in it."""
    tie = (users.c.account_id == member.account_id) & (users.c.id == member.user_id)
    statement = (
        sa.select(member.user_id)
        .select_from(InTurn(memberships, users, tie))
        .where(member.account_id == account, member.group_id == groups.c.id, users.c.status == "Active")
    )
    if lacking is not None:
        has = sa.exists().where(
            enrolled.account_id == account,
            enrolled.user_id == member.user_id,
            enrolled.learning_module_id == lacking,
        )
        statement = statement.where(~has)
    return statement.correlate(groups)


def read_lacking(
    connection: sa.Connection, asked: ReportContext, number: int, group: int, size: int
) -> Sequence[Values]:
    """Read active people of a group who have no enrolment in a course, by name."""
    tie = (users.c.account_id == member.account_id) & (users.c.id == member.user_id)
    has = sa.exists().where(
        enrolled.account_id == member.account_id,
        enrolled.user_id == member.user_id,
        enrolled.learning_module_id == number,
    )
    columns = (users.c.id, users.c.given_name, users.c.surname, users.c.email, users.c.employee_id)
    found = connection.execute(
        sa.select(*columns)
        .select_from(InTurn(memberships, users, tie))
        .where(member.account_id == asked.account, member.group_id == group, asked.may_see(member.group_id))
        .where(users.c.status == "Active", ~has)
        .order_by(users.c.name_key, users.c.id)
        .limit(size)
    )
    return [{**row._mapping, "name": f"{row.given_name} {row.surname}"} for row in found]
