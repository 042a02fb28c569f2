"""enrollmentHistoryImport. Made by `make client` from the contract; do not edit."""

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


class EnrollmentSettings(Given, kw_only=True):
    """The dates of the enrolment."""

    enrolled_date: Day = field(name="EnrolledDate")
    """When the user was enrolled; a day without a time is its first moment in UTC. Without it the row is refused with
    EHI:57."""
    started_date: Day | None = field(name="StartedDate", default=None)
    """When the user began."""
    completion_date: Day | None = field(name="CompletionDate", default=None)
    """When the user completed the course."""
    due_date: Day | None = field(name="DueDate", default=None)
    """When the enrolment is due; a day without a time is its noon in UTC."""
    post_due_date_access_end_date: Day | None = field(name="PostDueDateAccessEndDate", default=None)
    """When access ends; a day without a time is its noon in UTC."""
    completion_access_days: int | None = field(name="CompletionAccessDays", default=None)
    """For how many days the course can still be seen once it is completed. Whole number, 0 to 36500."""


class Enrollment(Given, kw_only=True):
    """One user in one course."""

    user: User | Plain = field(name="User")
    """The user. Without it the row is refused with EHI:52."""
    group: Group | Plain = field(name="Group")
    """The group in which the enrolment happens; the user must be a member of it. Without it the row is refused with
    EHI:53."""
    learning_module_id: Id = field(name="LearningModuleID")
    """The course's id. Whole number, 1 to 2^63-1. Without it the row is refused with EHI:54."""
    enrollment_status: Literal["Enrolled", "In Progress", "InProgress", "Completed"] = field(name="EnrollmentStatus")
    """The progress in the course. Without it the row is refused with EHI:55."""
    passed: bool | None = field(name="Passed", default=None)
    """Whether the user passed; for Completed only."""
    grade: Number | None = field(name="Grade", default=None)
    """A percentage, such as 92.5. Text."""
    enrollment_settings: EnrollmentSettings | Plain = field(name="EnrollmentSettings")
    """The dates of the enrolment."""


class Answer(Found, kw_only=True):
    """What is answered for a row that was recorded."""

    user: str | None = field(name="User", default=None)
    learning_module_id: str | None = field(name="LearningModuleID", default=None)


Code = Literal[
    "EHI:51",
    "EHI:52",
    "EHI:53",
    "EHI:54",
    "EHI:55",
    "EHI:56",
    "EHI:57",
    "EHI:58",
    "EHI:59",
    "EHI:60",
    "EHI:61",
    "EHI:62",
    "EHI:63",
    "EHI:64",
    "EHI:65",
    "EHI:66",
    "EHI:67",
    "EHI:68",
    "EHI:69",
    "EHI:70",
]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="enrollmentHistoryImport",
    kind="batch",
    container="LearningModuleEnrollment",
    denied="EHI:51",
    element="Enrollment",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def enrollment_history_import(
        self, enrollments: Iterable[Enrollment | Plain], **how: Unpack[Handling]
    ) -> BatchResult[Answer, Code]:
        """Record past training in online, SCORM and external courses for many users at once.

        What is known of it: Tags of the request from the vendor's page; values, answer and codes ours.
        """
        return self._batch(METHOD, enrollments, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def enrollment_history_import(
        self, enrollments: Iterable[Enrollment | Plain], **how: Unpack[Handling]
    ) -> BatchResult[Answer, Code]:
        """Record past training in online, SCORM and external courses for many users at once.

        What is known of it: Tags of the request from the vendor's page; values, answer and codes ours.
        """
        return await self._batch(METHOD, enrollments, how)
