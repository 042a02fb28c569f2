"""listSessions: the sessions of one instructor-led course."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.rows import Many, Row
from rollbook.contract.rules import Find
from rollbook.contract.tags import Count, Id, Moment, OneOf, Text

LS = error_table("LS", Source.OURS, """
    51 The required permissions are not met to call the listSessions method.
    52 The LearningModuleID provided is not valid.
""")  # fmt: skip


class LearningModule(Row):
    """The course whose sessions are listed."""

    LearningModuleID = Id(absent=LS["52"], error=LS["52"], about="the course's id", sample="3860")


class SessionDate(Row):
    """When and where a session is held; the dates in UTC, and converted to the account's time zone."""

    StartDate = Moment(sample="2024-03-01 15:00:00.0")
    EndDate = Moment(sample="2024-03-01 17:00:00.0")
    StartDateConverted = Text(sample="2024-03-01 09:00:00.0")
    EndDateConverted = Text(sample="2024-03-01 11:00:00.0")
    URL = Text(sample=None)
    WebinarProvider = Text(sample=None)
    Other = Text(sample=None)
    Venue = Text(sample=None)
    Room = Text(sample=None)
    Location = Text(sample=None)
    Capacity = Count(sample=None)


class Session(Row):
    """A session of the course."""

    CourseSessionID = Id(sample="501")
    Status = Text(sample="Completed")
    Type = Text(sample="Scheduled")
    GradeType = OneOf("None", "LetterGrade", "PassFail", "Percentage", sample="Percentage")
    Dates = Many("Date", SessionDate)


class ListSessions(Report):
    """Show the sessions of a course, past and future, in the order of their start."""

    known = "Request and tags of the answer from the vendor's page; what the tags mean and codes ours."
    denied = LS["51"]
    container, row = "LearningModule", LearningModule
    rules = (Find("learning_module", "instructor_led_learning_module", by="LearningModuleID", error=LS["52"]),)
    read = "sessions"
    info = Info(Session, container="Sessions", item="Session")
