"""An account to look at: on top of a history people with names, groups with courses, sessions, calls and changes."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from benchmarks import crowd, history
from rollbook.contract.permissions import Permission
from rollbook.records.database.engine import Database
from rollbook.records.tables import (
    calls,
    changes,
    enrollments,
    group_learning_modules,
    group_variants,
    learning_modules,
    memberships,
    sessions,
    subscription_enrollments,
    supervisors,
    users,
)

OWNER, MANAGER = "owner@example.org", crowd.email(0)
NAME = "Benchmark"
SAMPLE, IN_SESSION, TO_COME, WAITING, TEAM = 1_000, 25, 200, 100, 30
"""Rows that are made here and copied; people a session; sessions to come, and over with nothing recorded; a team."""
FIRST_SEAT, FIRST_CALL, FIRST_CHANGE, FIRST_PERIOD = 10**8, 2 * 10**8, 3 * 10**8, 4 * 10**8
GIVEN = ("Ada", "Bo", "Cem", "Dana", "Eva", "Finn", "Gita", "Hugo", "Ida", "Jon")
SURNAMES = ("Abel", "Brown", "Cole", "Dahl", "Engel", "Fox", "Gold", "Hall", "Ito", "Jones", "Kim", "Lund", "Meyer")


def furnish(database: Database, number: int) -> None:
    """Put into a database with so many enrolments what else the console shows: a tenth as many calls and changes."""
    people, now = number // history.EACH, datetime.now(UTC)
    with database.writing() as connection:
        _name(connection)
        _move_sessions(connection, now)
        connection.execute(_groups_of_people())
        connection.execute(_courses_of_groups())
        connection.execute(_variants_of_groups())
        connection.execute(_make_manager())
        connection.execute(supervisors.insert(), [_led(n) for n in range(1, TEAM + 1)])
        connection.execute(enrollments.insert(), list(_seats(now)))
        connection.execute(_more_seats(people))
        connection.execute(subscription_enrollments.insert(), list(_periods(now)))
        connection.execute(calls.insert(), list(_calls(now)))
        connection.execute(changes.insert(), list(_changes(now)))
        connection.execute(copies(calls, FIRST_CALL, number // 10 // SAMPLE, id=SAMPLE))
        connection.execute(_more_changes(number // 10 // SAMPLE))
        connection.execute(copies(subscription_enrollments, FIRST_PERIOD, people // SAMPLE, id=SAMPLE, user_id=SAMPLE))
    with database.reading() as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if database.dialect == "postgresql" else "ANALYZE")


def copies(table: sa.Table, first: int, times: int, **moved: Any) -> sa.Insert:
    """Copy the sample that begins with an id; each copy moves some columns by a number, or has its own for them."""
    numbers = sa.select(sa.literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(sa.select(numbers.c.n + 1).where(numbers.c.n < times - 1))
    n = numbers.c.n

    def of(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        by = moved.get(column.name)
        return column if by is None else by(n) if callable(by) else column + n * by

    sample = table.c.id.between(first, first + SAMPLE - 1)
    source = sa.select(*map(of, table.c)).join_from(table, numbers, sa.true()).where(sample, n < times)
    source = source.order_by(n, table.c.id)  # on disk in the order of time, as calls are
    return table.insert().from_select([column.name for column in table.c], source)


def _more_changes(times: int) -> sa.Insert:
    """Copy the changes to the rows behind, which belong to the next learners."""
    row = history.FIRST_ID + (changes.c.id - FIRST_CHANGE)
    return copies(
        changes,
        FIRST_CHANGE,
        times,
        id=SAMPLE,
        user_id=SAMPLE // history.EACH,
        row_key=lambda n: sa.cast(row + n * SAMPLE, sa.Text),
    )


def _chosen(names: tuple[str, ...], number: sa.ColumnElement[int]) -> sa.ColumnElement[str]:
    return sa.case({place: sa.literal(name) for place, name in enumerate(names)}, value=number % len(names))


def _name(connection: sa.Connection) -> None:
    given, surname = _chosen(GIVEN, users.c.id), _chosen(SURNAMES, users.c.id)
    home = 2 + users.c.id % history.GROUPS
    named: Mapping[str, Any] = {
        "given_name": given,
        "surname": surname,
        "name_key": sa.func.lower(given + " " + surname),
        "employee_id": "B-" + sa.cast(users.c.id, sa.Text),
        "home_group_id": home,
    }
    connection.execute(users.update().where(users.c.id >= crowd.FIRST_USER).values(named))
    connection.execute(users.update().where(users.c.id == 1).values(name_key="some one"))


def _move_sessions(connection: sa.Connection, now: datetime) -> None:
    """Give the sessions of the crowd different days, and the last of them days to come."""
    one: sa.BindParameter[int] = sa.bindparam("number")
    move = sessions.update().where(sessions.c.account_id == 1, sessions.c.id == one)
    move = move.values(starts_at=sa.bindparam("starts"), ends_at=sa.bindparam("ends"))
    starts = [now + timedelta(hours=6 * (TO_COME - n)) for n in range(crowd.SESSIONS)]
    connection.execute(
        move,
        [
            {"number": crowd.FIRST_SESSION + n, "starts": each, "ends": each + timedelta(hours=2)}
            for n, each in enumerate(starts)
        ],
    )


def _groups_of_people() -> sa.Insert:
    home = sa.select(users.c.account_id, users.c.home_group_id, users.c.id, sa.literal(0))
    return memberships.insert().from_select(
        ["account_id", "group_id", "user_id", "permissions"], home.where(users.c.home_group_id.is_not(None))
    )


def _courses_of_groups() -> sa.Insert:
    """Assign 20 of the courses to each of the groups."""
    group, course = history.groups_made(), learning_modules.c
    some = (course.id <= history.COURSES) & ((course.id + group) % 5 < 2)
    source = sa.select(sa.literal(1), group, course.id).join_from(learning_modules, group.table, sa.true()).where(some)
    return group_learning_modules.insert().from_select(["account_id", "group_id", "learning_module_id"], source)


def _variants_of_groups() -> sa.Insert:
    group = history.groups_made()
    source = sa.select(sa.literal(1), group, sa.literal(crowd.VARIANT), sa.true(), group % 20)
    names = ["account_id", "group_id", "variant_id", "requires_credits", "credits"]
    return group_variants.insert().from_select(names, source)


def _make_manager() -> sa.Update:
    own = (memberships.c.account_id == 1) & (memberships.c.user_id == crowd.FIRST_USER)
    return memberships.update().where(own).values(permissions=int(Permission.MANAGE_GROUP))


def _led(number: int) -> dict[str, object]:
    return {"account_id": 1, "user_id": crowd.FIRST_USER + number, "supervisor_id": crowd.FIRST_USER}


def _seats(now: datetime) -> Iterator[dict[str, object]]:
    """Give the people of the first sessions, which are to come."""
    for n in range(SAMPLE):
        user = crowd.FIRST_USER + n
        yield {
            "account_id": 1,
            "id": FIRST_SEAT + n,
            "user_id": user,
            "group_id": 2 + user % history.GROUPS,
            "learning_module_id": crowd.COURSE,
            "session_id": crowd.FIRST_SESSION + n // IN_SESSION,
            "status": "Enrolled",
            "open": True,
            "enrolled_at": now - timedelta(days=60),
            "recorded_at": now - timedelta(days=60),
        }


def _more_seats(people: int) -> sa.Insert:
    """Copy them to all other sessions: those that are over are completed, but for the latest of them."""
    seat, places = enrollments.c.id - FIRST_SEAT, SAMPLE // IN_SESSION

    def user(n: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
        return crowd.FIRST_USER + (seat + n * SAMPLE) % people

    def is_open(n: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
        return enrollments.c.session_id + n * places < crowd.FIRST_SESSION + TO_COME + WAITING

    return copies(
        enrollments,
        FIRST_SEAT,
        crowd.SESSIONS // places,
        id=SAMPLE,
        session_id=places,
        user_id=user,
        group_id=lambda n: 2 + user(n) % history.GROUPS,
        open=is_open,
        status=lambda n: sa.case((is_open(n), "Enrolled"), else_="Completed"),
        grade=lambda n: sa.case((is_open(n), None), else_="92"),
    )


def _periods(now: datetime) -> Iterator[dict[str, object]]:
    for n in range(SAMPLE):
        yield {
            "account_id": 1,
            "id": FIRST_PERIOD + n,
            "user_id": crowd.FIRST_USER + n,
            "group_id": 2 + (crowd.FIRST_USER + n) % history.GROUPS,
            "subscription_id": 7,
            "variant_id": crowd.VARIANT,
            "unlimited": False,
            "starts_at": now - timedelta(days=30),
            "ends_at": now + timedelta(days=60),
            "took_credit": True,
            "recorded_at": now - timedelta(days=30),
        }


def _calls(now: datetime) -> Iterator[dict[str, object]]:
    for n in range(SAMPLE):
        is_refused = n % 20 == 0
        yield {
            "account_id": 1,
            "id": FIRST_CALL + n,
            "user_id": 1 if n % 3 else crowd.FIRST_USER,
            "request_id": f"call-{n}",
            "method": "enrollSessionHistory" if n % 2 else "correctEnrollment",
            "result": "Failed" if is_refused else "Success",
            "recorded": 0 if is_refused else 1,
            "refused": int(is_refused),
            "error_codes": "ESH:19 1" if is_refused else "",
            "received_at": now - timedelta(days=300 - n * 0.3),
            "microseconds": 5_000,
            "remote_address": "127.0.0.1",
            "package_digest": b"0" * 32,
            "face": "xml" if n % 2 else "console",
        }


def _changes(now: datetime) -> Iterator[dict[str, object]]:
    for n in range(SAMPLE):
        yield {
            "account_id": 1,
            "id": FIRST_CHANGE + n,
            "call_id": FIRST_CALL + n,
            "changed_at": now - timedelta(days=300 - n * 0.3),
            "table_name": "enrollments",
            "row_key": str(history.FIRST_ID + n),
            "user_id": crowd.FIRST_USER + n // history.EACH,
            "before": {"grade": "29"},
            "after": {"grade": "92"},
            "reason": "Read wrong",
        }
