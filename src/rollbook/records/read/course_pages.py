"""What the console shows of a course: how far its people are, and who of which group lacks it."""

from collections.abc import Sequence

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

MOST_COUNTED, LOOKED_AT = 500, 100
"""As many people of a group are counted at most, and as many are looked at for who lacks a course."""
course, assigned, member, enrolled = (
    table.c for table in (learning_modules, group_learning_modules, memberships, enrollments)
)
OF_GROUP = (groups.c.account_id == assigned.account_id) & (groups.c.id == assigned.group_id)


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


def read_groups_of_course(
    connection: sa.Connection, asked: ReportContext, number: int, after: int | None, size: int
) -> Sequence[Values]:
    """Read the groups that have the course and that the caller may see by name, from the one after `after`.

    Of each: how many people it has, and how many of the first LOOKED_AT lack the course.
    """
    through = [assigned.account_id == asked.account, assigned.learning_module_id == number, asked.may_see(groups.c.id)]
    if after is not None:
        last = groups.alias("last").c
        before = sa.select(last.name_key).where(last.account_id == asked.account, last.id == after).scalar_subquery()
        through.append(groups.c.name_key > before)
    page = (
        sa.select(groups.c.id, groups.c.name, groups.c.name_key)
        .join_from(group_learning_modules, groups, OF_GROUP)
        .where(*through)
        .order_by(groups.c.name_key)
        .limit(size)
        .subquery("page")  # first, for people are counted of these alone
    )
    people = sa.select(member.user_id).where(member.account_id == asked.account, member.group_id == page.c.id)
    found = connection.execute(
        sa.select(
            page.c.id,
            page.c.name,
            capped(people.correlate(page), MOST_COUNTED).label("people"),
            _count_lacking(asked, number, people.correlate(page)).label("lacking"),
        ).order_by(page.c.name_key)
    )
    return [dict(row._mapping) for row in found]


def _count_lacking(asked: ReportContext, number: int, people: sa.Select[tuple[int]]) -> sa.ScalarSelect[int]:
    """Count who of the first people is active, and has no enrolment in a course."""
    first = people.order_by(member.user_id).limit(LOOKED_AT).subquery("first")
    active = (users.c.account_id == asked.account) & (users.c.id == first.c.user_id) & (users.c.status == "Active")
    theirs = sa.select(enrolled.id).where(
        enrolled.account_id == asked.account,
        enrolled.user_id == first.c.user_id,
        enrolled.learning_module_id == number,
    )
    has_none = capped(theirs.correlate(first), 0) == 0  # a count is taken person by person; all of a course are more
    return sa.select(sa.func.count()).join_from(first, users, active).where(has_none).scalar_subquery()


def read_group_of_course(connection: sa.Connection, asked: ReportContext, number: int, group: int) -> Values | None:
    """Read a group that has the course and that the caller may see; None where there is none."""
    found = connection.execute(
        sa.select(groups.c.id, groups.c.name)
        .join_from(group_learning_modules, groups, OF_GROUP)
        .where(assigned.account_id == asked.account, assigned.learning_module_id == number)
        .where(groups.c.id == group, asked.may_see(groups.c.id))
    ).one_or_none()
    return None if found is None else dict(found._mapping)


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
