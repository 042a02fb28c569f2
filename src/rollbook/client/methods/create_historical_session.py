"""createHistoricalSession. Made by `make client` from the contract; do not edit."""

from collections.abc import Sequence
from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Day, Found, Given, Handling, Id, Method, Plain, TimeOfDay


class Instructor(Given, kw_only=True):
    """A user who teaches the session."""

    email: str | None = field(name="Email", default=None)
    """The user's e-mail address, compared without case. E-mail address, at most 254 characters."""
    employee_id: str | None = field(name="EmployeeID", default=None)
    """The user's employee id, compared exactly. Text, at most 255 characters."""


class CourseSession(Given, kw_only=True):
    """The session as it was held."""

    learning_module_id: Id = field(name="LearningModuleID")
    """The course's id. Whole number, 1 to 2^63-1. Without it the row is refused with CHS:52."""
    start_date: Day = field(name="StartDate")
    """The day of the session. Without it the row is refused with CHS:53."""
    start_time: TimeOfDay | None = field(name="StartTime", default=None)
    """In the account's time zone; by default 00:00. Time: hh:mm, or h:mm with AM or PM."""
    duration_hour: int | None = field(name="DurationHour", default=None)
    """The duration: the hours. Whole number, 0 to 999."""
    duration_minute: int | None = field(name="DurationMinute", default=None)
    """The duration: the minutes. Whole number, 0 to 59."""
    grade_type: Literal["None", "LetterGrade", "PassFail", "Percentage"] | None = field(name="GradeType", default=None)
    """How it is graded."""
    instructor_type: Literal["Internal", "External", "Both"] | None = field(name="InstructorType", default=None)
    """Whether users or others taught it."""
    instructor_notes: str | None = field(name="InstructorNotes", default=None)
    """Notes on who taught it. Text, at most 4000 characters."""
    internal_instructors: Sequence[Instructor | Plain] | None = field(name="InternalInstructors", default=None)
    """The users who taught it. Container of up to 10,000 Instructor."""
    external_instructors: str | None = field(name="ExternalInstructors", default=None)
    """Others who taught it. Text, at most 4000 characters."""


class Answer(Found, kw_only=True):
    """A session that was made or changed, and its course."""

    learning_module_id: str | None = field(name="LearningModuleID", default=None)
    course_session_id: str | None = field(name="CourseSessionID", default=None)


Code = Literal[
    "CHS:51",
    "CHS:52",
    "CHS:53",
    "CHS:54",
    "CHS:55",
    "CHS:56",
    "CHS:57",
    "CHS:58",
    "CHS:59",
    "CHS:60",
    "CHS:61",
    "CHS:62",
]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="createHistoricalSession",
    kind="change",
    container="LearningModule",
    denied="CHS:51",
    lists={"CourseSession/InternalInstructors": "Instructor"},
    item="CourseSession",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def create_historical_session(
        self, *, course_session: CourseSession | Plain, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Make a past session, to be filled by enrollSessionHistory.

        What is known of it: Tags of the request from the vendor's page; values, answer and codes ours.

        course_session: The session as it was held.
        """
        return self._change(METHOD, {"CourseSession": course_session}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def create_historical_session(
        self, *, course_session: CourseSession | Plain, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Make a past session, to be filled by enrollSessionHistory.

        What is known of it: Tags of the request from the vendor's page; values, answer and codes ours.

        course_session: The session as it was held.
        """
        return await self._change(METHOD, {"CourseSession": course_session}, how)
