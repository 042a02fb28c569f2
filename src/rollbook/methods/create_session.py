"""createSession: add a session to come to an instructor-led course."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rows import Part, Row
from rollbook.contract.rules import Find
from rollbook.vocabulary.sessions import SESSION_ERRORS, SessionIds, is_to_come, session_row

CS = error_table("CS", Source.OURS, SESSION_ERRORS + """
    51 The required permissions are not met to call the createSession method.
    52 The LearningModuleID provided is not valid.
""")  # fmt: skip


class LearningModule(Row):
    """The container of the session."""

    CourseSession = Part(session_row(CS, new=True), needed=True)


class CreateSession(Change):
    """Make a session that is not over, which enrollLearningModules then fills. Past ones: createHistoricalSession."""

    known = OURS
    denied = CS["51"]
    container, row = "LearningModule", LearningModule
    rules = (
        is_to_come(partial=CS["53"], skipped=CS["54"], untimely=CS["55"]),
        Find("learning_module", "instructor_led_learning_module", by="CourseSession.LearningModuleID", error=CS["52"]),
    )
    write = "session"
    info = Info(SessionIds, item="CourseSession")
