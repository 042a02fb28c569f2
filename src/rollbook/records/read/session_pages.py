"""What the console shows of sessions: the list, one session, and who is in it with which result."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.records.read.context import ReportContext
from rollbook.records.read.counts import capped
from rollbook.records.sql.joins import InTurn
from rollbook.records.tables import calls, changes, enrollments, groups, learning_modules, sessions, users
from rollbook.vocabulary.sessions import INSTRUCTORS

MOST_COUNTED = 1_000
held, enrolled, course = sessions.c, enrollments.c, learning_modules.c
OF_COURSE = (course.account_id == held.account_id) & (course.id == held.learning_module_id)


def read_session_list(
    connection: sa.Connection,
    asked: ReportContext,
    *,
    contains: str = "",
    is_waiting: bool = False,
    sees_all: bool,
    after: int | None = None,
    size: int,
) -> Sequence[Values]:
    """Read sessions, the latest first, from the one after `after`: of courses whose name contains a text.

    With `is_waiting` only those that are over and have people whose result is not recorded. Who does not see all
    sessions sees those of people whom they may see.
    """
    through = in_sight(asked, sees_all=sees_all)
    if contains:
        named = sa.select(course.id).where(course.account_id == asked.account)
        named = named.where(course.name.icontains(contains, autoescape=True))
        through.append(held.learning_module_id.in_(named))
    if is_waiting:
        through += [held.ends_at <= asked.now, _people(asked, is_open=True).exists()]
    if after is not None:
        last = sessions.alias("last").c
        end = sa.select(last.ends_at).where(last.account_id == asked.account, last.id == after).scalar_subquery()
        through.append((held.ends_at < end) | ((held.ends_at == end) & (held.id < after)))
    return select_sessions(connection, asked, through, size)


def in_sight(asked: ReportContext, *, sees_all: bool) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that a caller may see a session."""
    if sees_all:
        return []
    taught = sa.select(held.learning_module_id).where(held.account_id == asked.account)
    of_theirs = sa.select(enrolled.session_id).where(
        enrolled.account_id == asked.account,
        asked.may_see(enrolled.group_id),
        enrolled.learning_module_id.in_(taught),
        enrolled.session_id.is_not(None),
    )
    return [held.id.in_(of_theirs)]


def select_sessions(
    connection: sa.Connection, asked: ReportContext, through: Sequence[sa.ColumnElement[bool]], size: int
) -> Sequence[Values]:
    """Read the sessions of the account that pass some conditions, the latest first."""
    order = (held.ends_at.desc(), held.id.desc())
    chosen = sa.select(held.id).where(held.account_id == asked.account, *through).order_by(*order).limit(size)
    page = chosen.subquery("page")  # first, however the courses are looked up
    found = connection.execute(
        sa.select(*_columns(asked))
        .join_from(page, sessions, (held.account_id == asked.account) & (held.id == page.c.id))
        .join(learning_modules, OF_COURSE)
        .order_by(*order)
    )
    return [_session(row) for row in found]


def read_session(connection: sa.Connection, asked: ReportContext, number: int) -> Values | None:
    """Read one session with its course; None where there is none."""
    own = (held.account_id == asked.account) & (held.id == number)
    statement = sa.select(*_columns(asked)).join_from(sessions, learning_modules, OF_COURSE).where(own)
    row = connection.execute(statement).one_or_none()
    return None if row is None else _session(row)


def _people(asked: ReportContext, *, is_open: bool) -> sa.Select[Any]:
    """Select the enrolments in a session that the caller may see."""
    in_session = (enrolled.account_id == asked.account) & (enrolled.session_id == held.id)
    statement = sa.select(enrolled.id).where(in_session, asked.may_see(enrolled.group_id))
    if is_open:
        statement = statement.where(enrolled.open, enrolled.session_id.is_not(None))
    return statement.correlate(sessions)


def _columns(asked: ReportContext) -> Sequence[sa.ColumnElement[Any]]:
    own = (held.id, held.learning_module_id, held.grade_type, held.starts_at, held.ends_at, held.historical)
    return (
        *own,
        held.details,
        course.name.label("course"),
        capped(_people(asked, is_open=True), MOST_COUNTED).label("waiting"),
        capped(_people(asked, is_open=False), MOST_COUNTED).label("people"),
    )


def _session(row: sa.Row[Any]) -> Values:
    details = row.details
    place = ", ".join(filter(None, (details.get(name) for name in ("Venue", "Room", "Location", "Other"))))
    return {**row._mapping, "place": place, "recorded": row.people - row.waiting}


def read_instructors(connection: sa.Connection, asked: ReportContext, session: Values) -> Sequence[str]:
    """Return who teaches a session: users by name, then others as they were given."""
    numbers = session["details"].get(INSTRUCTORS) or ()
    names = []
    if numbers:
        own = (users.c.account_id == asked.account) & users.c.id.in_([int(number) for number in numbers])
        found = connection.execute(sa.select(users.c.given_name, users.c.surname).where(own).order_by(users.c.name_key))
        names = [f"{row.given_name} {row.surname}" for row in found]
    others = session["details"].get("ExternalInstructors")
    return [*names, *([others] if others else [])]


def read_roster(
    connection: sa.Connection,
    asked: ReportContext,
    session: int,
    after: int | None,
    size: int,
    numbers: Collection[int] | None = None,
) -> Sequence[Values]:
    """Read the people of a session whom the caller may see, by name, with what is on record of each.

    `numbers` chooses enrolments by their ids.
    """
    tie = (users.c.account_id == enrolled.account_id) & (users.c.id == enrolled.user_id)
    of_group = (groups.c.account_id == enrolled.account_id) & (groups.c.id == enrolled.group_id)
    through = [
        enrolled.account_id == asked.account,
        enrolled.session_id == session,
        asked.may_see(enrolled.group_id),
    ]
    if numbers is not None:
        through.append(enrolled.id.in_(numbers))
    if after is not None:
        last = users.alias("last").c
        before = sa.select(last.name_key).where(last.account_id == asked.account, last.id == after).scalar_subquery()
        through.append((users.c.name_key > before) | ((users.c.name_key == before) & (users.c.id > after)))
    person = (users.c.given_name, users.c.surname, users.c.email, users.c.employee_id)
    result = (enrolled.status, enrolled.grade, enrolled.open, enrolled.recorded_at, enrolled.call_id)
    found = connection.execute(
        sa.select(enrolled.id, enrolled.user_id, *person, *result, groups.c.name.label("group"))
        .select_from(InTurn(enrollments, users, tie))
        .join(groups, of_group)
        .where(*through)
        .order_by(users.c.name_key, users.c.id)
        .limit(size)
    )
    return [{**row._mapping, "name": f"{row.given_name} {row.surname}"} for row in found]


def read_last_hands(
    connection: sa.Connection, asked: ReportContext, table: sa.Table, numbers: Collection[int]
) -> dict[int, Values]:
    """Return of each row of a table who changed it last, by which call and when."""
    if not numbers:
        return {}
    own = table.c
    of_row = (changes.c.table_name == table.name) & changes.c.row_key.in_([str(number) for number in numbers])
    changed = sa.select(sa.cast(changes.c.row_key, own.id.type).label("row"), changes.c.call_id).where(
        changes.c.account_id == asked.account, of_row
    )
    found_by = [changed]
    if "call_id" in own:
        of_account = (own.account_id == asked.account) & own.id.in_(numbers)
        found_by.append(sa.select(own.id.label("row"), own.call_id).where(of_account))
    hands = sa.union_all(*found_by).subquery("hands")
    who = (calls.c.account_id == asked.account) & (calls.c.id == hands.c.call_id)
    found = connection.execute(
        sa.select(hands.c.row, calls.c.id, calls.c.received_at, calls.c.face, users.c.given_name, users.c.surname)
        .join_from(hands, calls, who)
        .join(users, (users.c.account_id == asked.account) & (users.c.id == calls.c.user_id))
        .order_by(calls.c.id)
    )
    return {row.row: {**row._mapping, "name": f"{row.given_name} {row.surname}"} for row in found}
