"""What the console shows of one person: who they are, what is on record of them, now and on an earlier day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.records.read.context import ReportContext
from rollbook.records.sql.joins import InTurn
from rollbook.records.tables import (
    calls,
    enrollments,
    groups,
    learning_modules,
    memberships,
    subscription_enrollments,
    subscriptions,
    supervisors,
    users,
    variants,
)

MOST_ROWS = 500
"""As many enrolments of a person are shown at most, the latest."""
person, enrolled, held, course = users.c, enrollments.c, subscription_enrollments.c, learning_modules.c
maker = users.alias("maker").c


class PersonRecord(NamedTuple):
    """What is on record of a person, as far as the caller may see it."""

    person: Values
    transcript: Sequence[Values]
    held: Sequence[Values]
    seats: Sequence[Values]


def read_record(connection: sa.Connection, asked: ReportContext, person: Values) -> PersonRecord:
    """Read the enrolments, subscriptions and groups of a person."""
    of = connection, asked, person["id"]
    return PersonRecord(person, read_transcript(*of), read_held(*of), read_seats(*of))


def is_in_sight(asked: ReportContext) -> sa.ColumnElement[bool]:
    """Return the condition that a user is the caller, or in a group in which the caller holds a permission."""
    if asked.role.is_above_groups:
        return sa.true()
    member = memberships.alias("member").c
    seen = sa.exists().where(
        member.account_id == asked.account, member.user_id == person.id, asked.may_see(member.group_id)
    )
    led = sa.exists().where(
        supervisors.c.account_id == asked.account,
        supervisors.c.user_id == person.id,
        supervisors.c.supervisor_id == asked.user,
    )
    return seen | led | (person.id == asked.user)


def read_person(connection: sa.Connection, asked: ReportContext, number: int) -> Values | None:
    """Read a person whom the caller may see, with home group and supervisors; None where there is none."""
    home = (groups.c.account_id == person.account_id) & (groups.c.id == person.home_group_id)
    found = connection.execute(
        sa.select(users, groups.c.name.label("home_group"))
        .join_from(users, groups, home, isouter=True)
        .where(person.account_id == asked.account, person.id == number, is_in_sight(asked))
    ).one_or_none()
    return None if found is None else {**found._mapping, "name": f"{found.given_name} {found.surname}"}


def read_transcript(connection: sa.Connection, asked: ReportContext, number: int) -> Sequence[Values]:
    """Read the enrolments of a person that the caller may see, the latest first, with who recorded each."""
    visible = sa.true() if number == asked.user else asked.may_see(enrolled.group_id)
    return _enrolments(connection, asked, [enrolled.user_id == number, visible], MOST_ROWS)


def read_enrolment(connection: sa.Connection, asked: ReportContext, number: int) -> Values | None:
    """Read one enrolment that the caller may see; None where there is none."""
    visible = asked.may_see(enrolled.group_id) | (enrolled.user_id == asked.user)
    found = _enrolments(connection, asked, [enrolled.id == number, visible], 1)
    return found[0] if found else None


def _enrolments(
    connection: sa.Connection, asked: ReportContext, through: Sequence[sa.ColumnElement[bool]], size: int
) -> Sequence[Values]:
    chosen = sa.select(enrollments).where(enrolled.account_id == asked.account, *through)
    latest = (enrolled.id + 0).desc()  # no column, or SQLite reads all of the account in the order of its key
    page = chosen.order_by(latest).limit(size).subquery("page")  # first, however the names are looked up
    row = page.c
    found = connection.execute(
        sa.select(
            page,
            course.name.label("course"),
            course.type.label("type"),
            groups.c.name.label("group"),
            person.given_name,
            person.surname,
            calls.c.face,
            maker.given_name.label("maker_given"),
            maker.surname.label("maker_surname"),
        )
        .join_from(page, learning_modules, (course.account_id == asked.account) & (course.id == row.learning_module_id))
        .join(groups, (groups.c.account_id == asked.account) & (groups.c.id == row.group_id))
        .join(users, (person.account_id == asked.account) & (person.id == row.user_id))
        .outerjoin(calls, (calls.c.account_id == asked.account) & (calls.c.id == row.call_id))
        .outerjoin(maker.id.table, (maker.account_id == asked.account) & (maker.id == calls.c.user_id))
        .order_by(row.id.desc())
    )
    return [_enrolment(row, asked.now) for row in found]


def _enrolment(row: sa.Row[Any], now: datetime) -> Values:
    by = f"{row.maker_given} {row.maker_surname}, {row.face}" if row.face else "world file"
    return {
        **row._mapping,
        "name": f"{row.given_name} {row.surname}",
        "by": by,
        "shown": shown_status(dict(row._mapping), now),
        "day": row.completed_at or row.started_at or row.enrolled_at,
    }


def shown_status(row: Mapping[str, Any], now: datetime) -> str:
    """Return the status as it is shown: what is open and past its date is overdue."""
    is_late = row["open"] and row["due_at"] is not None and row["due_at"] < now
    return "Overdue" if is_late else str(row["status"])


def read_held(connection: sa.Connection, asked: ReportContext, number: int) -> Sequence[Values]:
    """Read the subscription variants in which a person is or was enrolled, the latest first."""
    variant, of = variants.c, subscriptions.c
    visible = sa.true() if number == asked.user else asked.may_see(held.group_id)
    found = connection.execute(
        sa.select(subscription_enrollments, variant.name, of.name.label("subscription"), groups.c.name.label("group"))
        .join_from(
            subscription_enrollments,
            variants,
            (variant.account_id == held.account_id) & (variant.id == held.variant_id),
        )
        .join(subscriptions, (of.account_id == held.account_id) & (of.id == held.subscription_id))
        .join(groups, (groups.c.account_id == held.account_id) & (groups.c.id == held.group_id))
        .where(held.account_id == asked.account, held.user_id == number, visible)
        .order_by((held.id + 0).desc())  # no column, as above
        .limit(MOST_ROWS)
    )
    return [dict(row._mapping) for row in found]


def read_seats(connection: sa.Connection, asked: ReportContext, number: int) -> Sequence[Values]:
    """Read the groups that a person is in and that the caller may see, with what they may do there."""
    own = memberships.alias("seat").c
    visible = sa.true() if number == asked.user else asked.may_see(own.group_id)
    found = connection.execute(
        sa.select(groups.c.id, groups.c.name, own.permissions)
        .join_from(own.user_id.table, groups, (groups.c.account_id == own.account_id) & (groups.c.id == own.group_id))
        .where(own.account_id == asked.account, own.user_id == number, visible)
        .order_by(groups.c.name_key)
        .limit(MOST_ROWS)
    )
    return [dict(row._mapping) for row in found]


def read_led(connection: sa.Connection, asked: ReportContext, after: int | None, size: int) -> Sequence[Values]:
    """Read the people whom the caller supervises by name, with what each has completed and what is due."""
    lead = supervisors.c
    through = [lead.account_id == asked.account, lead.supervisor_id == asked.user, person.status == "Active"]
    if after is not None:
        last = users.alias("last").c
        before = sa.select(last.name_key).where(last.account_id == asked.account, last.id == after).scalar_subquery()
        through.append((person.name_key > before) | ((person.name_key == before) & (person.id > after)))
    columns = (person.id, person.given_name, person.surname, person.email, person.employee_id)
    found = connection.execute(
        sa.select(*columns, *_counts(asked))
        .select_from(InTurn(supervisors, users, (person.account_id == lead.account_id) & (person.id == lead.user_id)))
        .where(*through)
        .order_by(person.name_key, person.id)
        .limit(size)
    )
    return [{**row._mapping, "name": f"{row.given_name} {row.surname}"} for row in found]


def read_counts(connection: sa.Connection, asked: ReportContext, numbers: Iterable[int]) -> dict[int, Values]:
    """Read of some people how much they completed, how much is overdue, and when something was recorded last.

    Enrolments count that the caller may see; who has none of them is left out.
    """
    own = (enrolled.account_id == asked.account) & enrolled.user_id.in_(list(numbers))
    count, late = sa.func.count(), enrolled.open & (enrolled.due_at < asked.now)
    found = connection.execute(
        sa.select(
            enrolled.user_id,
            count.filter(enrolled.status == "Completed").label("completed"),
            count.filter(enrolled.open).label("due"),
            count.filter(late).label("overdue"),
            sa.func.max(enrolled.recorded_at, type_=enrolled.recorded_at.type).label("last_record"),
        )
        .where(own, asked.may_see(enrolled.group_id))
        .group_by(enrolled.user_id)
    )
    return {row.user_id: dict(row._mapping) for row in found}


def _counts(asked: ReportContext) -> Sequence[sa.ColumnElement[Any]]:
    """Return what is counted of a person's enrolments, as columns."""
    own = (enrolled.account_id == asked.account) & (enrolled.user_id == person.id)

    def counted(*through: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        return (
            sa.select(sa.func.count()).select_from(enrollments).where(own, *through).correlate(users).scalar_subquery()
        )

    last = sa.select(sa.func.max(enrolled.recorded_at)).where(own).correlate(users).scalar_subquery()
    late = enrolled.due_at < asked.now
    return (
        counted(enrolled.status == "Completed").label("completed"),
        counted(enrolled.open).label("due"),
        counted(enrolled.open, late).label("overdue"),
        last.label("last_record"),
    )
