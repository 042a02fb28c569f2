"""What happened to a person: rows that calls made, and what they changed, the latest first."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.records.read.context import ReportContext
from rollbook.records.tables import (
    calls,
    changes,
    enrollments,
    learning_modules,
    subscription_enrollments,
    users,
)

Place = tuple[datetime, int]
"""The place of an event among all: its moment, and the id of the row or the change."""
enrolled, held, course = enrollments.c, subscription_enrollments.c, learning_modules.c
who = users.alias("who").c
later = calls.alias("later").c


def read_timeline(
    connection: sa.Connection,
    asked: ReportContext,
    number: int,
    before: Place | None,
    size: int,
    tables: Collection[str] = (),
) -> Sequence[Values]:
    """Read what happened to a person before an event, the latest first: at most `size`, or of some tables alone.

    Each has `at` and `number`, which are its place; `action` (Inserted, Changed, Deleted), `table`, `row`, the values
    `before` and `after`, the `reason`, and the call by which it happened; `taken_back` says that another call took that
    call back.
    """
    wanted = (connection, asked, number, before, size, tables)
    found = [*_changed(*wanted), *_made(*wanted)]
    return sorted(found, key=lambda event: (event["at"], event["number"]), reverse=True)[:size]


def _earlier(at: sa.ColumnElement[datetime], number: sa.ColumnElement[int], before: Place) -> sa.ColumnElement[bool]:
    """Return the condition that an event comes before a place; what one call did shares its moment."""
    return (at < before[0]) | ((at == before[0]) & (number < before[1]))


def _changed(
    connection: sa.Connection,
    asked: ReportContext,
    number: int,
    before: Place | None,
    size: int,
    tables: Collection[str],
) -> list[dict[str, Any]]:
    through = [changes.c.account_id == asked.account, changes.c.user_id == number]
    if before is not None:
        through.append(_earlier(changes.c.changed_at, changes.c.id, before))
    if tables:
        through.append(changes.c.table_name.in_(tables))
    by_call = (calls.c.account_id == changes.c.account_id) & (calls.c.id == changes.c.call_id)
    by_whom = (who.account_id == calls.c.account_id) & (who.id == calls.c.user_id)
    found = connection.execute(
        sa.select(changes, calls.c.reason.label("of_call"), *_columns_by(asked))
        .join_from(changes, calls, by_call)
        .join(who.id.table, by_whom)
        .where(*through)
        .order_by(changes.c.changed_at.desc(), changes.c.id.desc())
        .limit(size)
    )
    return [
        {
            **_by(row),
            "at": row.changed_at,
            "number": row.id,
            "action": "Inserted" if row.before is None else "Deleted" if row.after is None else "Changed",
            "table": row.table_name,
            "row": row.row_key,
            "before": row.before or {},
            "after": row.after or {},
            "reason": row.reason or row.of_call,
        }
        for row in found
    ]


def _made(
    connection: sa.Connection,
    asked: ReportContext,
    number: int,
    before: Place | None,
    size: int,
    tables: Collection[str],
) -> list[dict[str, Any]]:
    """Read the rows that name the call that made them: of those no change is kept."""
    in_course = sa.select(
        sa.literal(enrollments.name).label("table"),
        enrolled.id,
        enrolled.call_id,
        enrolled.recorded_at,
        enrolled.learning_module_id.label("of"),
    ).where(enrolled.account_id == asked.account, enrolled.user_id == number)
    in_variant = sa.select(
        sa.literal(subscription_enrollments.name).label("table"),
        held.id,
        held.call_id,
        held.recorded_at,
        held.variant_id.label("of"),
    ).where(held.account_id == asked.account, held.user_id == number)
    made = sa.union_all(in_course, in_variant).subquery("made")
    by_call = (calls.c.account_id == asked.account) & (calls.c.id == made.c.call_id)
    by_whom = (who.account_id == asked.account) & (who.id == calls.c.user_id)
    statement = (
        sa.select(made, calls.c.reason, *_columns_by(asked)).join_from(made, calls, by_call).join(who.id.table, by_whom)
    )
    if before is not None:
        statement = statement.where(_earlier(made.c.recorded_at, made.c.id, before))
    if tables:
        statement = statement.where(made.c.table.in_(tables))
    when = made.c.recorded_at
    latest = sa.func.coalesce(when, when).desc()  # no column, or SQLite reads all of the account in its order
    found = connection.execute(statement.order_by(latest, made.c.id.desc()).limit(size))
    return [
        {
            **_by(row),
            "at": row.recorded_at,
            "number": row.id,
            "action": "Inserted",
            "table": row.table,
            "row": str(row.id),
            "before": {},
            "after": {"of": row.of},
            "reason": row.reason,
        }
        for row in found
    ]


def _columns_by(asked: ReportContext) -> Sequence[sa.ColumnElement[Any]]:
    """Return what a timeline says of the call by which something happened, as columns."""
    back = sa.exists().where(
        later.account_id == asked.account, later.takes_back_id == calls.c.id, later.result == "Success"
    )
    own = (calls.c.id.label("call"), calls.c.method, calls.c.face, who.given_name, who.surname)
    return (*own, back.label("taken_back"))


def _by(row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "call": row.call,
        "method": row.method,
        "face": row.face,
        "who": f"{row.given_name} {row.surname}",
        "taken_back": bool(row.taken_back),
    }


def read_course_names(connection: sa.Connection, asked: ReportContext, numbers: Collection[int]) -> Mapping[int, str]:
    """Return the names of courses by their ids."""
    own = (course.account_id == asked.account) & course.id.in_(numbers)
    return (
        {row.id: row.name for row in connection.execute(sa.select(course.id, course.name).where(own))}
        if numbers
        else {}
    )
