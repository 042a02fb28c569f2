"""enrollSessionHistory. Made by `make client` from the contract; do not edit."""

from collections.abc import Iterable
from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import BatchResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Day, Found, Given, Handling, Id, Method, Number, Plain


class User(Given, kw_only=True):
    """The user."""

    email: str | None = field(name="Email", default=None)
    """The user's e-mail address, compared without case. E-mail address, at most 254 characters."""
    employee_id: str | None = field(name="EmployeeID", default=None)
    """The user's employee id, compared exactly. Text, at most 255 characters."""


class Group(Given, kw_only=True):
    """The group in which the enrolment happens; the user must be a member of it."""

    group_name: str | None = field(name="GroupName", default=None)
    """The group's name, compared without case and with inner blanks folded. Text, at most 255 characters."""
    group_id: str | None = field(name="GroupID", default=None)
    """The group's own identifier, compared exactly. Text, at most 255 characters."""


class Enrollment(Given, kw_only=True):
    """One user in one past session."""

    user: User | Plain = field(name="User")
    """The user. Without it the row is refused with ESH:01."""
    group: Group | Plain = field(name="Group")
    """The group in which the enrolment happens; the user must be a member of it. Without it the row is refused with
    ESH:03."""
    learning_module_id: Id = field(name="LearningModuleID")
    """The course's id. Whole number, 1 to 2^63-1. Without it the row is refused with ESH:05."""
    learning_module_session_id: Id = field(name="LearningModuleSessionID")
    """The session's id. Whole number, 1 to 2^63-1. Without it the row is refused with ESH:16."""
    enrollment_status: Literal["NotAttended", "Attended", "Completed"] = field(name="EnrollmentStatus")
    """The outcome: did not attend, attended, or completed. Without it the row is refused with ESH:07."""
    grade: Number | None = field(name="Grade", default=None)
    """A grade of the session's grade type; stored only for Completed in a graded session. Text."""
    enrolled_date: Day = field(name="EnrolledDate")
    """When the user was enrolled; a day without a time is its first moment in UTC. Without it the row is refused with
    ESH:10."""


class Answer(Found, kw_only=True):
    """What is answered for a row that was recorded."""

    user: str | None = field(name="User", default=None)
    learning_module_id: str | None = field(name="LearningModuleID", default=None)


Code = Literal[
    "ESH:11",
    "ESH:01",
    "ESH:02",
    "ESH:03",
    "ESH:04",
    "ESH:05",
    "ESH:16",
    "ESH:06",
    "ESH:07",
    "ESH:13",
    "ESH:10",
    "ESH:12",
    "ESH:21",
    "ESH:22",
    "ESH:23",
    "ESH:24",
    "ESH:25",
    "ESH:14",
    "ESH:15",
    "ESH:27",
    "ESH:20",
    "ESH:09",
    "ESH:17",
    "ESH:18",
    "ESH:19",
    "ESH:26",
    "ESH:28",
]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="enrollSessionHistory",
    kind="batch",
    container="LearningModuleEnrollment",
    denied="ESH:11",
    element="Enrollment",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def enroll_session_history(
        self, enrollments: Iterable[Enrollment | Plain], **how: Unpack[Handling]
    ) -> BatchResult[Answer, Code]:
        """Record past instructor-led sessions for many users: who sat in which session, when, with what result.

        What is known of it: The vendor's page is known whole: request, answer and codes.
        """
        return self._batch(METHOD, enrollments, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def enroll_session_history(
        self, enrollments: Iterable[Enrollment | Plain], **how: Unpack[Handling]
    ) -> BatchResult[Answer, Code]:
        """Record past instructor-led sessions for many users: who sat in which session, when, with what result.

        What is known of it: The vendor's page is known whole: request, answer and codes.
        """
        return await self._batch(METHOD, enrollments, how)
