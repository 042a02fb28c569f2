"""Writes enrolments in courses."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.contract.judge import Block
from rollbook.contract.method import Batch
from rollbook.contract.values import moment_of
from rollbook.records.database.ids import id_of, new_ids
from rollbook.records.sql.statements import Delete, Insert
from rollbook.records.tables import enrollments
from rollbook.records.write.blocks import WriteContext, insert_blocks, write_blocks, writer
from rollbook.vocabulary.enrollments import due_by_settings, due_in_history

SESSION_HISTORY = (
    "id",
    "account_id",
    "user_id",
    "group_id",
    "learning_module_id",
    "session_id",
    "status",
    "grade",
    "enrolled_at",
    "recorded_at",
    "call_id",
)
ENROLLMENT = (
    "id",
    "account_id",
    "user_id",
    "group_id",
    "learning_module_id",
    "session_id",
    "status",
    "open",
    "tag",
    "enrolled_at",
    "due_at",
    "access_ends_at",
    "completion_access_days",
    "recorded_at",
    "call_id",
)
HISTORY = (
    "id",
    "account_id",
    "user_id",
    "group_id",
    "learning_module_id",
    "status",
    "open",
    "passed",
    "grade",
    "enrolled_at",
    "started_at",
    "completed_at",
    "due_at",
    "access_ends_at",
    "completion_access_days",
    "recorded_at",
    "call_id",
)


@writer("session_history", "an enrolment in the session, with status, grade and date")
class SessionHistory:
    """Records users in past sessions; a user is in a session once."""

    def __init__(self, dialect: str) -> None:
        self._insert = Insert(
            enrollments, SESSION_HISTORY, dialect, conflict=("account_id", "session_id", "user_id"), returning=("id",)
        )

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Batch], blocks: Sequence[Block]
    ) -> None:
        """Write the blocks; a grade is kept only where the session is graded and the user completed it."""
        rows = {
            number: (block, self._row(context, number, block))
            for number, block in zip(new_ids(len(blocks)), blocks, strict=True)
        }
        insert_blocks(connection, self._insert, context, method, rows)

    @staticmethod
    def _row(context: WriteContext, number: int, block: Block) -> tuple[object, ...]:
        sent, found = vars(block.row), block.found
        is_graded = sent["EnrollmentStatus"] == "Completed" and found.grade_type != "None"
        return (
            number,
            context.account,
            found.user,
            found.group,
            found.learning_module,
            found.session,
            sent["EnrollmentStatus"],
            sent["Grade"] if is_graded else None,
            moment_of(sent["EnrolledDate"]),
            context.now,
            context.call,
        )


@writer("enrollment", "an open enrolment in the course, with the dates on which it is due and access ends")
class Enrollments:
    """Enrols users in courses from now on; a user has at most one open enrolment in a course."""

    def __init__(self, dialect: str) -> None:
        self._insert = Insert(
            enrollments,
            ENROLLMENT,
            dialect,
            conflict=("account_id", "user_id", "learning_module_id"),
            where=sa.text("open"),
            returning=("id",),
        )

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Batch], blocks: Sequence[Block]
    ) -> None:
        """Write the blocks, and give each the id of its enrolment."""
        rows = {}
        for number, block in zip(new_ids(len(blocks)), blocks, strict=True):
            rows[number] = (block, self._row(context, number, block))
            block.written = {"AccountUserLearningModuleRelID": number}
        insert_blocks(connection, self._insert, context, method, rows)

    @staticmethod
    def _row(context: WriteContext, number: int, block: Block) -> tuple[object, ...]:
        sent, found, due = block.row, block.found, due_by_settings(block.row, context.now)
        return (
            number,
            context.account,
            found.user,
            found.group,
            found.learning_module,
            found.session,
            "Enrolled",
            True,
            sent.EnrollmentTag,
            context.now,
            due.at,
            due.access_ends_at,
            sent.DueDateSettings.CompletionAccessDays,
            context.now,
            context.call,
        )


@writer("history", "an enrolment in the course, with status, result and dates")
class History:
    """Records past training. The same is recorded once: its id follows from what it is, so the primary key sees to it.

    What is not completed is open; the rules refuse another open enrolment of the user in the course.
    """

    def __init__(self, dialect: str) -> None:
        self._insert = Insert(enrollments, HISTORY, dialect, conflict=("account_id", "id"), returning=("id",))

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Batch], blocks: Sequence[Block]
    ) -> None:
        """Write the blocks."""
        rows = {}
        for block in blocks:
            row = self._row(context, block)
            rows[row[0]] = (block, row)
        insert_blocks(connection, self._insert, context, method, rows)

    @staticmethod
    def _row(context: WriteContext, block: Block) -> tuple[int, *tuple[object, ...]]:
        sent, dates, found = block.row, block.row.EnrollmentSettings, block.found
        due = due_in_history(sent, context.now)
        enrolled_at = moment_of(dates.EnrolledDate)
        started_at, completed_at = (each and moment_of(each) for each in (dates.StartedDate, dates.CompletionDate))
        is_completed = sent.EnrollmentStatus == "Completed"
        return (
            id_of(found.user, found.learning_module, enrolled_at, completed_at),
            context.account,
            found.user,
            found.group,
            found.learning_module,
            sent.EnrollmentStatus.replace(" ", ""),
            not is_completed,
            sent.Passed if is_completed else None,
            sent.Grade,
            enrolled_at,
            started_at,
            completed_at,
            due.at,
            due.access_ends_at,
            dates.CompletionAccessDays,
            context.now,
            context.call,
        )


@writer("unenrollment", "nothing: the enrolment is deleted, and its progress with it")
class Unenrollment:
    """Deletes open enrolments; one that is gone was removed by another call."""

    def __init__(self, dialect: str) -> None:
        self._delete = Delete(enrollments, dialect, only=enrollments.c.open)

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Batch], blocks: Sequence[Block]
    ) -> None:
        """Delete the enrolments that the blocks name."""

        def delete(connection: sa.Connection, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
            gone = self._delete.run(connection, rows, account=context.account)
            context.journal.delete(enrollments, gone)
            return [(row["id"],) for row in gone]

        rows = {block.found.enrollment: (block, (block.found.enrollment,)) for block in blocks}
        write_blocks(connection, delete, context, method, rows)
