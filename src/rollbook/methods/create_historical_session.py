"""createHistoricalSession: add a session that is over to an instructor-led course."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Change
from rollbook.contract.rows import Many, Part, Row
from rollbook.contract.rules import Find
from rollbook.contract.tags import Clock, Date, Id, OneOf, Text, Whole
from rollbook.vocabulary.sessions import SessionIds, instructor_row, was_held

CHS = error_table("CHS", Source.OURS, """
    51 The required permissions are not met to call the createHistoricalSession method.
    52 The LearningModuleID provided is not valid.
    53 The StartDate provided is not valid.
    54 The StartTime provided is not valid.
    55 The DurationHour provided is not valid.
    56 The DurationMinute provided is not valid.
    57 The GradeType provided is not valid. Valid types are 'None', 'LetterGrade', 'PassFail' or 'Percentage'.
    58 The InstructorType provided is not valid. Valid types are 'Internal', 'External' or 'Both'.
    59 The InstructorNotes or ExternalInstructors provided are not valid.
    60 Instructor {item} - The Email or EmployeeID provided is not valid.
    61 Instructor {item} - '{Email}{EmployeeID}' is not a valid user.
    62 The session is not over yet, or lies before 1900.
""")  # fmt: skip


class CourseSession(Row):
    """The session as it was held."""

    LearningModuleID = Id(absent=CHS["52"], error=CHS["52"], about="the course's id", sample="3860")
    StartDate = Date(absent=CHS["53"], error=CHS["53"], about="the day of the session", sample="01-Mar-2024")
    StartTime = Clock(error=CHS["54"], about="in the account's time zone; by default 00:00", sample="09:00")
    DurationHour = Whole(0, 999, error=CHS["55"], about="the duration: the hours", sample="2")
    DurationMinute = Whole(0, 59, error=CHS["56"], about="the duration: the minutes", sample="30")
    GradeType = OneOf(
        "None", "LetterGrade", "PassFail", "Percentage", error=CHS["57"], about="how it is graded", sample="Percentage"
    )
    InstructorType = OneOf(
        "Internal", "External", "Both", error=CHS["58"], about="whether users or others taught it", sample="Both"
    )
    InstructorNotes = Text(4000, error=CHS["59"], about="notes on who taught it", sample="taught together")
    InternalInstructors = Many(
        "Instructor", instructor_row(CHS["60"], unknown=CHS["61"]), about="the users who taught it"
    )
    ExternalInstructors = Text(4000, error=CHS["59"], about="others who taught it", sample="Ada Vamp of Lasts & Lace")


class LearningModule(Row):
    """The container of the session."""

    CourseSession = Part(CourseSession, needed=True, about="the session as it was held")


class CreateHistoricalSession(Change):
    """Make a past session, to be filled by enrollSessionHistory."""

    known = "Tags of the request from the vendor's page; values, answer and codes ours."
    denied = CHS["51"]
    container, row = "LearningModule", LearningModule
    rules = (
        was_held(skipped=CHS["54"], untimely=CHS["62"]),
        Find("learning_module", "instructor_led_learning_module", by="CourseSession.LearningModuleID", error=CHS["52"]),
    )
    write = "historical_session"
    info = Info(SessionIds, item="CourseSession")
