"""recordAttendance. Made by `make client` from the contract; do not edit."""

from collections.abc import Iterable
from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import BatchResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Given, Handling, Id, Method, Number, Plain


class User(Given, kw_only=True):
    """The user."""

    email: str | None = field(name="Email", default=None)
    """The user's e-mail address, compared without case. E-mail address, at most 254 characters."""
    employee_id: str | None = field(name="EmployeeID", default=None)
    """The user's employee id, compared exactly. Text, at most 255 characters."""


class Attendance(Given, kw_only=True):
    """One user in one session."""

    user: User | Plain = field(name="User")
    """The user. Without it the row is refused with RA:52."""
    learning_module_id: Id = field(name="LearningModuleID")
    """The course's id. Whole number, 1 to 2^63-1. Without it the row is refused with RA:54."""
    learning_module_session_id: Id = field(name="LearningModuleSessionID")
    """The session's id. Whole number, 1 to 2^63-1. Without it the row is refused with RA:55."""
    enrollment_status: Literal["NotAttended", "Attended", "Completed"] = field(name="EnrollmentStatus")
    """The outcome: did not attend, attended, or completed. Without it the row is refused with RA:56."""
    grade: Number | None = field(name="Grade", default=None)
    """A grade of the session's grade type; stored only for Completed in a graded session. Text."""


class Answer(Found, kw_only=True):
    """What is answered for a row that was recorded."""

    user: str | None = field(name="User", default=None)
    learning_module_session_id: str | None = field(name="LearningModuleSessionID", default=None)


Code = Literal[
    "RA:51",
    "RA:52",
    "RA:53",
    "RA:54",
    "RA:55",
    "RA:56",
    "RA:57",
    "RA:58",
    "RA:59",
    "RA:60",
    "RA:61",
    "RA:62",
    "RA:63",
    "RA:64",
    "RA:65",
]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="recordAttendance",
    kind="batch",
    container="LearningModuleEnrollment",
    denied="RA:51",
    element="Attendance",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def record_attendance(
        self, attendances: Iterable[Attendance | Plain], **how: Unpack[Handling]
    ) -> BatchResult[Answer, Code]:
        """Record who attended a session among those who were enrolled in it beforehand.

        What is known of it: Nothing: it is ours.
        """
        return self._batch(METHOD, attendances, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def record_attendance(
        self, attendances: Iterable[Attendance | Plain], **how: Unpack[Handling]
    ) -> BatchResult[Answer, Code]:
        """Record who attended a session among those who were enrolled in it beforehand.

        What is known of it: Nothing: it is ours.
        """
        return await self._batch(METHOD, attendances, how)
