"""Changes enrolments that are on record: corrects them, and notes who attended a session."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.contract.judge import Block
from rollbook.contract.method import Batch
from rollbook.contract.rules import Find
from rollbook.records.plan.lookups import ACCOUNT, LOOKUPS
from rollbook.records.sql.values import ValuesTable
from rollbook.records.tables import enrollments
from rollbook.records.write.blocks import WriteContext, write_blocks, writer
from rollbook.records.write.upserts import Upsert
from rollbook.vocabulary.corrections import DATES, date_after, status_after

Enrollment = Mapping[str, Any]
"""An enrolment's row, by column."""
CORRECTED = Upsert(enrollments, kept=())


class EnrollmentChanges:
    """Locks the enrolments that the blocks have found, and writes them anew, in two statements."""

    def __init__(self, dialect: str) -> None:
        self._given = ValuesTable([("id", sa.BigInteger())], dialect)
        own = (enrollments.c.account_id == ACCOUNT, self._given.among(enrollments.c.id, "id"))
        self._kept = enrollments.select().where(*own).order_by(enrollments.c.id).with_for_update()

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Batch], blocks: Sequence[Block]
    ) -> None:
        """Write the blocks; one whose enrolment is not as it was judged lost a race."""
        given = self._given.parameters([(block.found.enrollment,) for block in blocks])
        found = connection.execute(self._kept, {**given, ACCOUNT.key: context.account}).mappings()
        kept: dict[int, Enrollment] = {row["id"]: dict(row) for row in found}
        by_id = {block.found.enrollment: block for block in blocks}
        judged = _judged(method)
        changed = {
            number: self.changed(row, by_id[number])
            for number, row in kept.items()
            if _is_same(row, by_id[number], judged)
        }

        def run(connection: sa.Connection, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
            written = [changed[number] for (number,) in rows if number in changed]
            if written:
                CORRECTED.run(connection, CORRECTED.in_order(written))
            return [(row["id"],) for row in written]

        write_blocks(connection, run, context, method, {number: (block, (number,)) for number, block in by_id.items()})
        for number, block in by_id.items():
            if block.refusal is None:
                reason = vars(block.row).get("Reason")
                context.journal.update(enrollments, kept[number], changed[number], reason)

    @staticmethod
    def changed(kept: Enrollment, block: Block) -> Enrollment:
        """Return the enrolment as it will be."""
        raise NotImplementedError


def _is_same(row: Enrollment, block: Block, judged: Mapping[str, str]) -> bool:
    return all(row[column] == getattr(block.found, name) for name, column in judged.items())


def _judged(method: type[Batch]) -> Mapping[str, str]:
    """Return the columns of the enrolment by which the rules judged, each by the name under which they know it."""
    find = next(rule for rule in method.rules if isinstance(rule, Find) and rule.name == "enrollment")
    return {name: column for name, column in LOOKUPS[find.among].brings.items() if isinstance(column, str)}


@writer("correction", "the enrolment with its new values; the old ones are kept in its history, with the reason")
class Corrections(EnrollmentChanges):
    """Corrects status, result and dates. A status that has no result drops what was on record of it."""

    @staticmethod
    def changed(kept: Enrollment, block: Block) -> Enrollment:
        """Return the enrolment with what is given in the place of what was."""
        sent, found = block.row, block.found
        status = status_after(sent, found)
        is_completed, in_session = status == "Completed", found.session is not None
        has_grade = is_completed and not (in_session and found.grade_type == "None")
        dates = {column: date_after(sent, found, tag) for tag, column in DATES.items()}
        return {
            **kept,
            **dates,
            "completed_at": dates["completed_at"] if is_completed else None,
            "status": status,
            "open": not in_session and not is_completed,
            "grade": (sent.Grade or kept["grade"]) if has_grade else None,
            "passed": (kept["passed"] if sent.Passed is None else sent.Passed) if is_completed else None,
        }


@writer("attendance", "status and grade of the enrolment, which is open no longer")
class AttendanceOfSession(EnrollmentChanges):
    """Notes how a session went for those who were enrolled beforehand."""

    @staticmethod
    def changed(kept: Enrollment, block: Block) -> Enrollment:
        """Return the enrolment with status and grade; a grade is kept as enrollSessionHistory keeps it."""
        sent = vars(block.row)
        is_graded = sent["EnrollmentStatus"] == "Completed" and block.found.grade_type != "None"
        return {
            **kept,
            "status": sent["EnrollmentStatus"],
            "grade": sent["Grade"] if is_graded else None,
            "open": False,
        }
