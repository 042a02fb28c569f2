"""updateSession. Made by `make client` from the contract; do not edit."""

from collections.abc import Sequence
from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Day, Found, Given, Handling, Id, Method, Number, Plain, TimeOfDay


class Instructor(Given, kw_only=True):
    """A user who teaches the session."""

    email: str | None = field(name="Email", default=None)
    """The user's e-mail address, compared without case. E-mail address, at most 254 characters."""
    employee_id: str | None = field(name="EmployeeID", default=None)
    """The user's employee id, compared exactly. Text, at most 255 characters."""


class CourseSession(Given, kw_only=True):
    """A session to come, and who teaches it where."""

    course_session_id: Id = field(name="CourseSessionID")
    """The id of a session that is not over. Whole number, 1 to 2^63-1. Without it the row is refused with US:52."""
    start_date: Day | None = field(name="StartDate", default=None)
    """Its day; times are given all together, or stay as they are."""
    start_time: TimeOfDay | None = field(name="StartTime", default=None)
    """In the account's time zone; 00:00 where none is given. Time: hh:mm, or h:mm with AM or PM."""
    duration_hour: int | None = field(name="DurationHour", default=None)
    """How long it takes: the hours. Whole number, 0 to 999."""
    duration_minute: int | None = field(name="DurationMinute", default=None)
    """How long it takes: the minutes. Whole number, 0 to 59."""
    grade_type: Literal["None", "LetterGrade", "PassFail", "Percentage"] | None = field(name="GradeType", default=None)
    """How it is graded; None where nothing is said."""
    instructor_type: Literal["Internal", "External", "Both"] | None = field(name="InstructorType", default=None)
    """Whether users or others teach it."""
    instructor_notes: str | None = field(name="InstructorNotes", default=None)
    """Notes on who teaches it. Text, at most 4000 characters."""
    internal_instructors: Sequence[Instructor | Plain] | None = field(name="InternalInstructors", default=None)
    """The users who teach it; those given replace those on record. Container of up to 10,000 Instructor."""
    external_instructors: str | None = field(name="ExternalInstructors", default=None)
    """Others who teach it. Text, at most 4000 characters."""
    url: str | None = field(name="URL", default=None)
    """Where it is held on the web. Text, at most 4000 characters."""
    webinar_provider: str | None = field(name="WebinarProvider", default=None)
    """Whose web conference it is. Text, at most 255 characters."""
    other: str | None = field(name="Other", default=None)
    """Where else it is held. Text, at most 4000 characters."""
    venue: str | None = field(name="Venue", default=None)
    """The venue. Text, at most 255 characters."""
    room: Number | None = field(name="Room", default=None)
    """The room. Text, at most 255 characters."""
    location: str | None = field(name="Location", default=None)
    """The way there. Text, at most 255 characters."""
    capacity: int | None = field(name="Capacity", default=None)
    """How many it has room for; not enforced. Whole number, 0 to 2147483647."""


class Answer(Found, kw_only=True):
    """A session that was made or changed, and its course."""

    learning_module_id: str | None = field(name="LearningModuleID", default=None)
    course_session_id: str | None = field(name="CourseSessionID", default=None)


Code = Literal["US:51", "US:52", "US:53", "US:56", "US:57", "US:58", "US:54", "US:55"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="updateSession",
    kind="change",
    container="LearningModule",
    denied="US:51",
    lists={"CourseSession/InternalInstructors": "Instructor"},
    item="CourseSession",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def update_session(
        self, *, course_session: CourseSession | Plain, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Change a session that is not over: when and where it is held, how it is graded, who teaches it.

        What is known of it: Nothing: it is ours.

        course_session: A session to come, and who teaches it where.
        """
        return self._change(METHOD, {"CourseSession": course_session}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def update_session(
        self, *, course_session: CourseSession | Plain, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Change a session that is not over: when and where it is held, how it is graded, who teaches it.

        What is known of it: Nothing: it is ours.

        course_session: A session to come, and who teaches it where.
        """
        return await self._change(METHOD, {"CourseSession": course_session}, how)
