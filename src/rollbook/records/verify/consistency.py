"""Whether the books balance: calls against the rows they wrote, and what no constraint of the database can say."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.contract.method import Batch, Report
from rollbook.methods import METHODS
from rollbook.records.sql.balances import unbalanced
from rollbook.records.tables import (
    api_keys,
    calls,
    changes,
    enrollments,
    groups,
    memberships,
    subscription_enrollments,
    users,
)
from rollbook.records.verify.findings import Check, check_of_rows
from rollbook.records.verify.history import checks_of_history
from rollbook.records.verify.written import checks_of_written

Condition = sa.ColumnElement[bool]
ENROLS = {"session_history", "enrollment", "history"}


def _that_write(*writes: str) -> list[str]:
    return [name for name, each in METHODS.items() if issubclass(each, Batch) and each.write in writes]


IN_COURSES = calls.c.method.in_(_that_write(*ENROLS))
IN_VARIANTS = calls.c.method.in_(_that_write("subscription_enrollment"))
UNENROLS = calls.c.method.in_(_that_write("unenrollment"))
REPORTS = calls.c.method.in_([name for name, each in METHODS.items() if issubclass(each, Report)])
CALL = (calls.c.account_id, calls.c.id, calls.c.method, calls.c.recorded)


def checks_of_books() -> Iterator[Check]:
    """Give the checks of what the rows of several tables say together."""
    for table in (enrollments, subscription_enrollments):
        yield check_of_rows("call", f"{table.name}: call_id names no call of the account", _rows_of_no_call(table))
    yield check_of_rows("call", "calls: there are more rows of the call than it recorded", _too_many_rows())
    yield check_of_rows(
        "call",
        "calls: more rows of the call are missing than were taken back",
        _too_few_rows_in_variants(),
    )
    yield check_of_rows(
        "call",
        "calls: rows of the call are missing, in its account more than were ever removed",
        _too_few_rows_in_learning_modules(),
    )
    yield check_of_rows("call", "calls: result and recorded contradict each other", _contradictory_calls())
    yield check_of_rows("check", "memberships: the user is active, and the group is inactive", _active_in_inactive())
    yield check_of_rows("credits", "group_variants: credits are not what was given less what was taken", unbalanced())
    yield check_of_rows("reference", "api_keys: account_id, user_id names nothing in users", _keys_of_no_user())
    yield from checks_of_written()
    yield from checks_of_history()


def _rows_of_no_call(table: sa.Table) -> sa.Select[Any]:
    there = sa.select(sa.literal(1)).where(calls.c.account_id == table.c.account_id, calls.c.id == table.c.call_id)
    return sa.select(table.c.account_id, table.c.id, table.c.call_id).where(
        table.c.call_id.is_not(None), ~there.correlate(table).exists()
    )


def _rows_by_call(table: sa.Table) -> sa.Subquery:
    return (
        sa.select(table.c.account_id, table.c.call_id, sa.func.count().label("rows"))
        .where(table.c.call_id.is_not(None))
        .group_by(table.c.account_id, table.c.call_id)
        .subquery(f"of_{table.name}")
    )


def _joined(counted: sa.Subquery, *, is_outer: bool) -> sa.FromClause:
    return calls.join(
        counted, (counted.c.account_id == calls.c.account_id) & (counted.c.call_id == calls.c.id), isouter=is_outer
    )


def _too_many_rows() -> sa.Select[Any]:
    """A row that a call wrote keeps its call_id for good, so no call ever has more of them than it recorded."""
    found = []
    for table, writes in ((enrollments, IN_COURSES), (subscription_enrollments, IN_VARIANTS)):
        counted = _rows_by_call(table)
        expected = sa.case((writes, calls.c.recorded), else_=0)
        rows = sa.select(*CALL, sa.literal(table.name).label("table_name"), counted.c.rows)
        found.append(rows.select_from(_joined(counted, is_outer=False)).where(counted.c.rows > expected))
    every = sa.union_all(*found).subquery("every")
    return sa.select(*every.c)


def _too_few_rows_in_variants() -> sa.Select[Any]:
    """Only taking a call back deletes enrolments in variants."""
    return _too_few_rows(subscription_enrollments, IN_VARIANTS, ())


def _too_few_rows_in_learning_modules() -> sa.Select[Any]:
    """Unenrolling deletes rows, and so does taking a call back."""
    return _too_few_rows(enrollments, IN_COURSES, (UNENROLS,))


def _too_few_rows(table: sa.Table, writes: Condition, deletes: Sequence[Condition]) -> sa.Select[Any]:
    """Find the calls from before the history of which rows are missing: more in the account than were ever removed.

    What was deleted then says not whose it was, so the sums of the account are compared. Later calls list their rows.
    """
    counted = _rows_by_call(table)
    rows = sa.func.coalesce(counted.c.rows, 0)
    gone = (
        sa.select(*CALL, rows.label("rows"))
        .add_columns(sa.func.sum(calls.c.recorded - rows).over(partition_by=calls.c.account_id).label("gone"))
        .select_from(_joined(counted, is_outer=True))
        .where(writes, rows < calls.c.recorded, calls.c.concluded_id.is_(None))
        .subquery("gone")
    )
    unenrolled = [sa.select(calls.c.account_id, calls.c.recorded.label("removed")).where(each) for each in deletes]
    removed = sa.union_all(*unenrolled, _taken_back(table)).subquery("each")
    total = sa.select(removed.c.account_id, sa.func.sum(removed.c.removed).label("removed"))
    of_account = total.group_by(removed.c.account_id).subquery("removed")
    all_removed = sa.func.coalesce(of_account.c.removed, 0)
    return (
        sa.select(*gone.c, all_removed.label("removed"))
        .select_from(gone.outerjoin(of_account, of_account.c.account_id == gone.c.account_id))
        .where(gone.c.gone > all_removed)
    )


def _taken_back(table: sa.Table) -> sa.Select[Any]:
    """Count one for each row of the table that was deleted when a call was taken back, and one less if it returned."""
    by_call = (calls.c.account_id == changes.c.account_id) & (calls.c.id == changes.c.call_id)
    back = sa.case((changes.c.after.is_(None), 1), (changes.c.before.is_(None), -1), else_=0)
    found = sa.select(changes.c.account_id, back.label("removed")).select_from(changes.join(calls, by_call))
    return found.where(changes.c.table_name == table.name, calls.c.takes_back_id.is_not(None))


def _contradictory_calls() -> sa.Select[Any]:
    """A report records nothing; every other call has succeeded exactly if it recorded something."""
    recorded = calls.c.recorded
    is_success = calls.c.result == "Success"
    contradicts = sa.or_(
        REPORTS & (recorded != 0), ~REPORTS & is_success & (recorded <= 0), ~is_success & (recorded != 0)
    )
    return sa.select(*CALL, calls.c.result).where(contradicts)


def _active_in_inactive() -> sa.Select[Any]:
    seat = memberships.c
    in_group = (groups.c.account_id == seat.account_id) & (groups.c.id == seat.group_id)
    of_user = (users.c.account_id == seat.account_id) & (users.c.id == seat.user_id)
    found = sa.select(seat.account_id, seat.group_id, seat.user_id).join_from(memberships, groups, in_group)
    return found.join(users, of_user).where(groups.c.status == "Inactive", users.c.status == "Active")


def _keys_of_no_user() -> sa.Select[Any]:
    """No foreign key leads there: see the table. Citus joins the two, but knows no such subquery."""
    theirs = (users.c.account_id == api_keys.c.account_id) & (users.c.id == api_keys.c.user_id)
    found = sa.select(api_keys.c.id, api_keys.c.account_id, api_keys.c.user_id)
    return found.select_from(api_keys.outerjoin(users, theirs)).where(
        api_keys.c.user_id.is_not(None), users.c.id.is_(None)
    )
