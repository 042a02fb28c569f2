"""A history to measure against: many enrolments of many learners, in courses and groups, of many days."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from benchmarks import crowd
from rollbook.records.database.engine import Database
from rollbook.records.tables import enrollments, groups, learning_modules, users

SAMPLE, COURSES, GROUPS, EACH = 1_000, 50, 100, 50
"""So many enrolments are made here and copied by the database; so many are each learner's."""
FIRST_ID = 1_000_000


def fill(database: Database, number: int) -> None:
    """Put the crowd and this number of enrolments into the empty database."""
    crowd.fill(database)
    now = datetime.now(UTC)
    learners = range(crowd.FIRST_USER + crowd.USERS, crowd.FIRST_USER + number // EACH)
    new = {"account_id": 1, "created_at": now}
    changed = {**new, "modified_at": now}
    named = {**changed, "given_name": "Some", "surname": "One"}
    emails = {user: crowd.email(user - crowd.FIRST_USER) for user in learners}
    with database.writing() as connection:
        connection.execute(
            groups.insert(),
            [{**changed, "id": 1 + n, "name": f"Group {n}", "name_key": f"group {n}"} for n in _some(GROUPS)],
        )
        connection.execute(
            learning_modules.insert(),
            [{**new, "id": n, "name": f"Course {n}", "type": "Online"} for n in _some(COURSES)],
        )
        if emails:
            rows = [{**named, "id": user, "email": email, "email_key": email} for user, email in emails.items()]
            connection.execute(users.insert(), rows)
        connection.execute(enrollments.insert(), list(_sample()))
    with bulk_load(database) as connection:
        connection.execute(_copies(number // SAMPLE - 1))
    with database.reading() as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if database.dialect == "postgresql" else "PRAGMA wal_checkpoint")


@contextmanager
def bulk_load(database: Database) -> Iterator[sa.Connection]:
    """Load without the indexes that are not needed for it, and make them afterwards, as a restore does."""
    postgresql = database.dialect == "postgresql"
    with database.writing() as connection:
        if postgresql:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # checks no foreign key
            connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '512MB'")
        for index in enrollments.indexes:
            index.drop(connection)
        yield connection
        for index in enrollments.indexes:
            index.create(connection)


def _some(count: int) -> range:
    return range(1, count + 1)


def groups_made() -> Any:
    """The ids of the groups, as a column to select."""
    numbers = sa.select(sa.literal(2).label("n")).cte("group_numbers", recursive=True)
    numbers = numbers.union_all(sa.select(numbers.c.n + 1).where(numbers.c.n < GROUPS + 1))
    return numbers.c.n


def _sample() -> Iterator[dict[str, object]]:
    """Give the enrolments of the first learners: of many days, in many courses and groups, most of them completed."""
    begun, unfinished = datetime(2022, 1, 1, 8, tzinfo=UTC), set()
    for n in range(SAMPLE):
        enrolled_at = begun + timedelta(days=n * 7919 % 1000, minutes=n)
        is_completed = n % 4 != 0
        place = n // EACH, n * 13 // 3 % COURSES
        is_open = not is_completed and place not in unfinished
        unfinished |= {place} if is_open else set()
        yield {
            "account_id": 1,
            "id": FIRST_ID + n,
            "user_id": crowd.FIRST_USER + n // EACH,
            "group_id": 2 + n * 31 // 7 % GROUPS,
            "learning_module_id": 1 + n * 13 // 3 % COURSES,
            "status": "Completed" if is_completed else "InProgress",
            "open": is_open,
            "grade": "92" if is_completed else None,
            "enrolled_at": enrolled_at,
            "completed_at": enrolled_at + timedelta(days=14) if is_completed else None,
            "due_at": enrolled_at + timedelta(days=30),
            "recorded_at": enrolled_at,
        }


def _copies(times: int) -> sa.Insert:
    """Give all others like them to the learners behind."""
    numbers = sa.select(sa.literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(sa.select(numbers.c.n + 1).where(numbers.c.n < times))
    moved = {"id": SAMPLE, "user_id": SAMPLE // EACH, "group_id": 0}
    columns = [
        column + numbers.c.n * moved[column.name] if column.name in moved else column for column in enrollments.c
    ]
    source = sa.select(*columns).join_from(enrollments, numbers, sa.true()).where(enrollments.c.id < FIRST_ID + SAMPLE)
    return enrollments.insert().from_select([column.name for column in enrollments.c], source)
