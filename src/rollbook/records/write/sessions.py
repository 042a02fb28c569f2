"""Writes sessions of instructor-led courses, those that are over and those to come."""

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.judge import Block
from rollbook.contract.method import Change
from rollbook.records.tables import sessions
from rollbook.records.write.blocks import WriteContext, changer
from rollbook.records.write.single_rows import Lists, Row, SingleRow
from rollbook.vocabulary.sessions import DETAILS, INSTRUCTORS, period_of


@changer("session", "the session as the package has it, in all else as before")
class Session(SingleRow):
    """Makes or changes a session; its start is sent in the account's time zone and kept in UTC."""

    table, found = sessions, "session"
    columns = {"CourseSession.GradeType": "grade_type"}
    answer = {"LearningModuleID": "learning_module_id", "CourseSessionID": "id"}
    new = {"grade_type": "None", "historical": False, "details": {}}

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Change], head: Block, lists: Lists
    ) -> Values:
        """Write the session and return its ids, the course's as it was sent."""
        answer = super().__call__(connection, context, method, head, lists)
        return {**answer, **{tag: text for tag, text in head.row.CourseSession.sent.items() if tag in answer}}

    def changed(self, was: Row, context: WriteContext, head: Block, lists: Lists) -> Row:
        """Return the row as it will be; the times are given whole, or stay as they are."""
        row, sent = super().changed(was, context, head, lists), head.row.CourseSession
        if "learning_module_id" not in row:
            row["learning_module_id"] = head.found.learning_module
        if sent.StartDate is not None:
            row["starts_at"], row["ends_at"] = period_of(sent, context.zone)
        details = {tag: vars(sent)[tag] for tag in DETAILS if vars(sent).get(tag) is not None}
        if instructors := [block.found.user for block in lists[f"CourseSession.{INSTRUCTORS}"]]:
            details[INSTRUCTORS] = instructors
        return {**row, "details": row["details"] | details}


@changer("historical_session", "a session of the course that is over")
class HistoricalSession(Session):
    """Makes a session that is over."""

    new = {**Session.new, "historical": True}
