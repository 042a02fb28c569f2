"""A person's record as it was at an earlier moment: what came later is left out, what was changed later is undone."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.records.read.context import ReportContext
from rollbook.records.read.person_pages import PersonRecord, shown_status
from rollbook.records.tables import (
    changes,
    enrollments,
    groups,
    learning_modules,
    memberships,
    metadata,
    subscription_enrollments,
    subscriptions,
    users,
    variants,
)
from rollbook.records.write.journal import key_of, restored

MOST_CHANGES = 2_000
"""As many changes are undone at most. To undo the latest of more would show what never was."""
NAMED = {
    "group_id": groups,
    "learning_module_id": learning_modules,
    "variant_id": variants,
    "subscription_id": subscriptions,
}
NOT_DONE = dict.fromkeys(("call_id", "grade", "completed_at", "started_at", "due_at")) | {"open": False}
NO_END = {"call_id": None, "ends_at": None}

Rows = dict[str, dict[str, Any]]
"""Rows of a table by their key, as changes name it."""
Names = Mapping[tuple[str, int], str]
"""Names by the column that leads to what has the name, and its id."""


def read_back_then(
    connection: sa.Connection, asked: ReportContext, now: PersonRecord, then: datetime
) -> PersonRecord | None:
    """Return the record of a person as it was at a moment; None where too much was changed since.

    What was recorded before there was a history of changes, and what world files changed, is as it is now.
    """
    rows = _rows_of(now)
    shown = {(table, key) for table, of_table in rows.items() for key in of_table}
    since = _changes_since(connection, asked, now.person["id"], then, [*rows])
    if len(since) > MOST_CHANGES:
        return None
    _undo(rows, since)
    back = [row for table, of_table in rows.items() for key, row in of_table.items() if (table, key) not in shown]
    person = rows[users.name].get(key_of(users, now.person), now.person)  # as now, if nobody knew them yet
    names = _names_of(connection, asked, person["id"], [*back, {"group_id": person["home_group_id"]}])
    return PersonRecord(
        person=_person(now.person, person, names),
        transcript=[_enrolment(row, names, then) for row in _there(rows[enrollments.name], names, then)],
        held=[_held(row, names) for row in _there(rows[subscription_enrollments.name], names, then)],
        seats=sorted(_seats(rows[memberships.name], names), key=lambda seat: seat["name"].casefold()),
    )


def _rows_of(now: PersonRecord) -> dict[str, Rows]:
    """Return the rows of a record by table."""
    seats = [{**seat, "group_id": seat["id"], "user_id": now.person["id"]} for seat in now.seats]
    of_tables = (
        (users, [now.person]),
        (enrollments, now.transcript),
        (subscription_enrollments, now.held),
        (memberships, seats),
    )
    return {str(table.name): {key_of(table, row): dict(row) for row in of_table} for table, of_table in of_tables}


def _changes_since(
    connection: sa.Connection, asked: ReportContext, number: int, then: datetime, tables: Sequence[str]
) -> Sequence[Any]:
    """Read the changes of a person's rows after a moment, the latest first, one more than may be undone at most."""
    own = changes.c
    return connection.execute(
        sa.select(own.table_name, own.row_key, own.before)
        .where(own.account_id == asked.account, own.user_id == number, own.changed_at > then)
        .where(own.table_name.in_(tables))
        .order_by(own.id.desc())
        .limit(MOST_CHANGES + 1)
    ).all()


def _undo(rows: Mapping[str, Rows], since: Sequence[Any]) -> None:
    for change in since:
        of_table = rows[change.table_name]
        if change.before is None:
            of_table.pop(change.row_key, None)
        else:
            table = metadata.tables[change.table_name]
            of_table.setdefault(change.row_key, {}).update(restored(table, change.before))


def _names_of(connection: sa.Connection, asked: ReportContext, person: int, rows: Sequence[Mapping[str, Any]]) -> Names:
    """Return the names of what rows lead to; of groups those that the caller may see, and all that are their own."""
    visible = sa.true() if person == asked.user else asked.may_see(groups.c.id)
    wanted = {column: {row[column] for row in rows if row.get(column)} for column in NAMED}
    of_each = [
        sa.select(sa.literal(column), table.c.id, table.c.name)
        .where(table.c.account_id == asked.account, table.c.id.in_(wanted[column]))
        .where(visible if table is groups else sa.true())
        for column, table in NAMED.items()
        if wanted[column]
    ]
    found = connection.execute(sa.union_all(*of_each)).all() if of_each else []
    return {(row[0], row[1]): row[2] for row in found}


def _there(rows: Rows, names: Names, then: datetime) -> Iterator[dict[str, Any]]:
    """Yield rows that were on record at a moment and that the caller may see, the latest first.

    Of a row that the caller may not see a later change says some columns: when it was recorded is not among them.
    """
    for _, row in sorted(rows.items(), key=lambda each: int(each[0]), reverse=True):
        if "recorded_at" in row and row["recorded_at"] <= then and ("group" in row or _has_name(row, names)):
            yield row


def _has_name(row: Mapping[str, Any], names: Names) -> bool:
    return ("group_id", row.get("group_id")) in names


def _name(row: Mapping[str, Any], column: str, names: Names) -> str:
    return names.get((column, row[column]), f"{column.removesuffix('_id').replace('_', ' ')} {row[column]}")


def _person(now: Values, row: Mapping[str, Any], names: Names) -> Values:
    home = row["home_group_id"]
    is_same = home == now["home_group_id"]
    home_group = now["home_group"] if is_same else names.get(("group_id", home))
    return {**row, "name": f"{row['given_name']} {row['surname']}", "home_group": home_group}


def _enrolment(row: Mapping[str, Any], names: Names, then: datetime) -> Values:
    told = {"course": _name(row, "learning_module_id", names), "group": _name(row, "group_id", names), "by": ""}
    whole = {**NOT_DONE, **told, **row}
    day = whole["completed_at"] or whole["started_at"] or whole["enrolled_at"]
    return {**whole, "shown": shown_status(whole, then), "day": day}


def _held(row: Mapping[str, Any], names: Names) -> Values:
    variant, subscription = _name(row, "variant_id", names), _name(row, "subscription_id", names)
    return {"name": variant, "subscription": subscription, "group": _name(row, "group_id", names), **NO_END, **row}


def _seats(rows: Rows, names: Names) -> Iterator[Values]:
    for row in rows.values():
        if "id" in row or _has_name(row, names):
            name = row["name"] if "id" in row else _name(row, "group_id", names)
            yield {"id": row["group_id"], "name": name, "permissions": row.get("permissions", 0)}
