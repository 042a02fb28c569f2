"""What is asked about the sessions of instructor-led courses."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.judge import Block
from rollbook.contract.values import show_wall_clock
from rollbook.records.read.context import ReportContext, reader
from rollbook.records.tables import sessions


@reader("sessions", "the course's sessions")
def read_sessions(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read the sessions of the course that the block's rules found, in the order in which they begin."""
    own = sessions.c
    found = connection.execute(
        sessions.select()
        .where(own.account_id == asked.account, own.learning_module_id == block.found.learning_module)
        .order_by(own.starts_at, own.id)
    )
    return [_session(session, asked) for session in found]


def _session(session: sa.Row[tuple[object, ...]], asked: ReportContext) -> Values:
    is_over = session.historical or session.ends_at <= asked.now
    return {
        "CourseSessionID": session.id,
        "Status": "Completed" if is_over else "Active",
        "Type": "Historical" if session.historical else "Scheduled",
        "GradeType": session.grade_type,
        "Dates": [{**session.details, **_times(session.starts_at, session.ends_at, asked.zone)}],
    }


def _times(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> Values:
    """Return the times of a date, in UTC and as the clocks of the account show them."""
    return {
        "StartDate": starts_at,
        "EndDate": ends_at,
        "StartDateConverted": show_wall_clock(starts_at, zone),
        "EndDateConverted": show_wall_clock(ends_at, zone),
    }
