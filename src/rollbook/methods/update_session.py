"""updateSession: change a session to come; what is not named, or empty, stays as it is."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rows import Part, Row
from rollbook.contract.rules import Find
from rollbook.vocabulary.sessions import SESSION_ERRORS, SessionIds, is_to_come, session_row

US = error_table("US", Source.OURS, SESSION_ERRORS + """
    51 The required permissions are not met to call the updateSession method.
    52 The CourseSessionID provided is not valid, or the session is over.
    58 StartTime, DurationHour and DurationMinute need a StartDate: times are given all together.
""")  # fmt: skip


class LearningModule(Row):
    """The container of the session."""

    CourseSession = Part(session_row(US, new=False), needed=True)


class UpdateSession(Change):
    """Change a session that is not over: when and where it is held, how it is graded, who teaches it."""

    known = OURS
    denied = US["51"]
    container, row = "LearningModule", LearningModule
    rules = (
        is_to_come(partial=US["58"], skipped=US["54"], untimely=US["55"]),
        Find("session", "session_to_come", by="CourseSession.CourseSessionID", error=US["52"]),
    )
    write = "session"
    info = Info(SessionIds, item="CourseSession")
