"""correctEnrollment. Made by `make client` from the contract; do not edit."""

from collections.abc import Iterable
from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import BatchResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Day, Found, Given, Handling, Id, Method, Plain


class Correction(Given, kw_only=True):
    """One enrolment, and its new values; what is not given stays as it is."""

    account_user_learning_module_rel_id: Id = field(name="AccountUserLearningModuleRelID")
    """The enrolment's id: getLearnerReport answers with it. Whole number, 1 to 2^63-1. Without it the row is refused
    with CE:52."""
    enrollment_status: (
        Literal["NotAttended", "Attended", "Enrolled", "In Progress", "InProgress", "Completed"] | None
    ) = field(name="EnrollmentStatus", default=None)
    """The right status; in a session one of NotAttended, Attended, Completed."""
    grade: str | None = field(name="Grade", default=None)
    """The right grade; a status that has none drops it. Text, at most 255 characters."""
    passed: bool | None = field(name="Passed", default=None)
    """Whether the course was passed; not in a session."""
    enrolled_date: Day | None = field(name="EnrolledDate", default=None)
    """When the user was enrolled; a day without a time is its first moment in UTC."""
    started_date: Day | None = field(name="StartedDate", default=None)
    """When the user began; not in a session."""
    completion_date: Day | None = field(name="CompletionDate", default=None)
    """When the user completed the course; not in a session."""
    reason: str = field(name="Reason")
    """Why it is corrected. Text, at most 500 characters. Without it the row is refused with CE:57."""


class Answer(Found, kw_only=True):
    """What is answered for a row that was recorded."""

    account_user_learning_module_rel_id: str | None = field(name="AccountUserLearningModuleRelID", default=None)


Code = Literal[
    "CE:51",
    "CE:52",
    "CE:53",
    "CE:54",
    "CE:55",
    "CE:56",
    "CE:57",
    "CE:60",
    "CE:58",
    "CE:59",
    "CE:61",
    "CE:62",
    "CE:63",
    "CE:64",
    "CE:65",
    "CE:66",
    "CE:67",
]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="correctEnrollment",
    kind="batch",
    container="LearningModuleEnrollment",
    denied="CE:51",
    element="Correction",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def correct_enrollment(
        self, corrections: Iterable[Correction | Plain], **how: Unpack[Handling]
    ) -> BatchResult[Answer, Code]:
        """Correct enrolments: status, grade and dates. Who corrected what, when and why stays on record.

        What is known of it: Nothing: it is ours.
        """
        return self._batch(METHOD, corrections, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def correct_enrollment(
        self, corrections: Iterable[Correction | Plain], **how: Unpack[Handling]
    ) -> BatchResult[Answer, Code]:
        """Correct enrolments: status, grade and dates. Who corrected what, when and why stays on record.

        What is known of it: Nothing: it is ours.
        """
        return await self._batch(METHOD, corrections, how)
