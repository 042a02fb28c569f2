"""Writes sessions of instructor-led courses."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.judge import Block
from rollbook.contract.method import Change
from rollbook.records.database.ids import new_ids
from rollbook.records.tables import sessions
from rollbook.records.write.blocks import WriteContext, changer
from rollbook.vocabulary.sessions import period_of


@changer("historical_session", "a session of the course that is over")
class HistoricalSession:
    """Makes a session that is over; its start is written in the account's time zone and kept in UTC."""

    def __init__(self, dialect: str) -> None:
        """Needs nothing of the dialect."""

    def __call__(
        self,
        connection: sa.Connection,
        context: WriteContext,
        method: type[Change],
        head: Block,
        lists: Mapping[str, Sequence[Block]],
    ) -> Values:
        """Write the session and return its ids, the course's as it was sent."""
        del method
        sent = head.row.CourseSession
        starts_at, ends_at = period_of(sent, context.zone)
        instructors = [block.found.user for block in lists["CourseSession.InternalInstructors"]]
        details = {
            "InstructorType": sent.InstructorType,
            "InstructorNotes": sent.InstructorNotes,
            "InternalInstructors": instructors,
            "ExternalInstructors": sent.ExternalInstructors,
        }
        session = {
            "account_id": context.account,
            "id": new_ids()[0],
            "learning_module_id": head.found.learning_module,
            "grade_type": sent.GradeType or "None",
            "starts_at": starts_at,
            "ends_at": ends_at,
            "historical": True,
            "details": {name: value for name, value in details.items() if value},
        }
        connection.execute(sessions.insert(), session)
        context.journal.insert(sessions, [session])
        return {"LearningModuleID": sent.sent["LearningModuleID"], "CourseSessionID": session["id"]}
