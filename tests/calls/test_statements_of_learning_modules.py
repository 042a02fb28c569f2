"""The calls about courses and their enrolments make the same few statements, too, whatever the number of blocks."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.worlds.load import load
from tests import cast
from tests.calls.test_statements import MOST, SIZES, number_of_statements
from tests.learning_module_calls import batch, enrollment_block, history_block, unenrollment_block
from tests.seed_calls import OLGA

FIRST_COURSE = 10_000
FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)
STATEMENTS = 4


@pytest.fixture
def library(database: Database) -> Database:
    """A database with the cast, and in Sales an online course for every block."""
    load(database, [cast.FINA_SHOES])
    with database.writing() as connection:
        account = connection.scalar(sa.select(tables.accounts.c.id))
        sales = connection.scalar(sa.select(tables.groups.c.id).where(tables.groups.c.name == cast.SALES))
        course = {"account_id": account, "type": "Online", "created_at": FIRST_DAY}
        numbers = range(FIRST_COURSE, FIRST_COURSE + sum(SIZES))
        connection.execute(
            tables.learning_modules.insert(), [{**course, "id": number, "name": f"No. {number}"} for number in numbers]
        )
        assigned = {"account_id": account, "group_id": sales}
        connection.execute(
            tables.group_learning_modules.insert(), [{**assigned, "learning_module_id": number} for number in numbers]
        )
    return database


def counts_of(database: Database, method: str, blocks: list[str]) -> list[int]:
    """The statements of three calls, with the blocks divided among them by SIZES."""
    counts = []
    for size in SIZES:
        counts.append(number_of_statements(database, batch(method, OLGA, blocks[:size])))
        blocks = blocks[size:]
    return counts


def enrollments(database: Database) -> list[int]:
    with database.reading() as connection:
        return list(connection.scalars(sa.select(tables.enrollments.c.id)))


def test_enrolments_take_the_same_statements_for_every_number_of_blocks(library):
    numbers = range(FIRST_COURSE, FIRST_COURSE + sum(SIZES))
    blocks = [enrollment_block({"LearningModuleID": number, "DueDateDays": 3}) for number in numbers]
    assert counts_of(library, "enrollLearningModules", blocks) == [STATEMENTS] * len(SIZES)
    assert len(enrollments(library)) == sum(SIZES)
    assert STATEMENTS <= MOST


def test_history_takes_the_same_statements_for_every_number_of_blocks(library):
    days = [FIRST_DAY + timedelta(minutes=number) for number in range(sum(SIZES))]
    blocks = [history_block({"EnrolledDate": f"{day:%Y-%m-%d %H:%M}"}) for day in days]
    assert counts_of(library, "enrollmentHistoryImport", blocks) == [STATEMENTS] * len(SIZES)
    assert len(enrollments(library)) == sum(SIZES)
    assert counts_of(library, "enrollmentHistoryImport", blocks) == [STATEMENTS - 1] * len(SIZES)


def test_unenrolment_takes_the_same_statements_for_every_number_of_blocks(library):
    numbers = range(FIRST_COURSE, FIRST_COURSE + 101)
    blocks = [enrollment_block({"LearningModuleID": number}) for number in numbers]
    number_of_statements(library, batch("enrollLearningModules", OLGA, blocks))
    made = [unenrollment_block(number) for number in enrollments(library)]
    calls = [batch("unenrollLearningModules", OLGA, some) for some in (made[:1], made[1:])]
    assert [number_of_statements(library, call) for call in calls] == [STATEMENTS + 1] * 2  # what is gone is noted
    assert enrollments(library) == []
