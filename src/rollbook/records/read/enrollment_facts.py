"""The outcome of an enrolment: its status and its dates in the vendor's terms, as expressions over its row."""

from datetime import datetime

import sqlalchemy as sa

from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.tables import enrollments, learning_modules, sessions

own = enrollments.c
IS_OF_LEARNING_MODULE = (learning_modules.c.account_id == own.account_id) & (
    learning_modules.c.id == own.learning_module_id
)
IS_INSTRUCTOR_LED = learning_modules.c.type == "Instructor-Led"
CAME = own.status.in_(("Attended", "Completed"))


def _of_session(column: sa.Column[datetime]) -> sa.ScalarSelect[datetime]:
    """What the enrolment's session, if it has one, holds in a column; the statement has the parameter ACCOUNT."""
    return (
        sa.select(column)
        .where(sessions.c.account_id == ACCOUNT, sessions.c.id == own.session_id)
        .where(sessions.c.learning_module_id == own.learning_module_id)
        .correlate(enrollments)
        .scalar_subquery()
    )


GRADE_TYPE = _of_session(sessions.c.grade_type)
STARTED = sa.func.coalesce(own.started_at, sa.case((CAME, _of_session(sessions.c.starts_at))))
COMPLETED = sa.func.coalesce(own.completed_at, sa.case((own.status == "Completed", _of_session(sessions.c.ends_at))))
LAST_ACCESSED = sa.func.coalesce(own.completed_at, sa.case((CAME, _of_session(sessions.c.ends_at))), own.started_at)
"""When the learner was last in the course: all that is on record are the dates that callers sent, and sessions."""


def has_status(status: str, now: datetime) -> sa.ColumnElement[bool]:
    """The condition that an enrolment has the status; it needs the course joined.

    Until a learner has come or completed, an instructor-led course says Enrolled; the others say In Progress, then
    Overdue. The other statuses are never reached: nothing that is on record leads to them. Source: OURS.
    """
    ahead = own.status.in_(("Enrolled", "InProgress"))
    late = ~IS_INSTRUCTOR_LED & own.due_at.is_not(None) & (own.due_at < now)
    conditions = {
        "Enrolled": ahead & IS_INSTRUCTOR_LED,
        "In Progress": ahead & ~IS_INSTRUCTOR_LED & ~late,
        "Overdue": ahead & late,
        "Attended": own.status == "Attended",
        "Did Not Attend": own.status == "NotAttended",
        "Completed": own.status == "Completed",
    }
    return conditions.get(status, sa.false())
