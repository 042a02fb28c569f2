"""enrollLearningModules. Made by `make client` from the contract; do not edit."""

from collections.abc import Iterable
from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import BatchResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Day, Found, Given, Handling, Id, Method, Plain


class User(Given, kw_only=True):
    """The user."""

    email: str | None = field(name="Email", default=None)
    """The user's e-mail address, compared without case. E-mail address, at most 254 characters."""
    employee_id: str | None = field(name="EmployeeID", default=None)
    """The user's employee id, compared exactly. Text, at most 255 characters."""


class DueDateSetup(Given, kw_only=True):
    """When the enrolment is due."""

    due_date: Day | None = field(name="DueDate", default=None)
    """When the enrolment is due; a day without a time is its noon in UTC."""
    due_date_days: int | None = field(name="DueDateDays", default=None)
    """When it is due: at noon in UTC, this many days after today. Whole number, 0 to 36500."""


class AccessSetup(Given, kw_only=True):
    """When access to the course ends, whether it was completed or not."""

    access_end_date: Day | None = field(name="AccessEndDate", default=None)
    """When access ends; a day without a time is its noon in UTC."""
    access_end_days: int | None = field(name="AccessEndDays", default=None)
    """When access ends: at noon in UTC, this many days after the due date, or after today if there is none. Whole
    number, 0 to 36500."""


class DueDateSettings(Given, kw_only=True):
    """When the course is due, and when access to it ends."""

    setting_source: str | None = field(name="SettingSource", default=None)
    """Has no effect: only the dates count. Text, at most 255 characters."""
    due_date_setup: DueDateSetup | Plain | None = field(name="DueDateSetup", default=None)
    """When the enrolment is due."""
    access_setup: AccessSetup | Plain | None = field(name="AccessSetup", default=None)
    """When access to the course ends, whether it was completed or not."""
    completion_access_days: int | None = field(name="CompletionAccessDays", default=None)
    """For how many days the course can still be seen once it is completed. Whole number, 0 to 36500."""


class Enrollment(Given, kw_only=True):
    """One user in one course."""

    user: User | Plain = field(name="User")
    """The user. Without it the row is refused with ELM:52."""
    group_name: str = field(name="GroupName")
    """The group's name, compared without case and with inner blanks folded. Text, at most 255 characters. Without it
    the row is refused with ELM:53."""
    learning_module_id: Id = field(name="LearningModuleID")
    """The course's id. Whole number, 1 to 2^63-1. Without it the row is refused with ELM:54."""
    learning_module_session_id: Id | None = field(name="LearningModuleSessionID", default=None)
    """The session's id. Whole number, 1 to 2^63-1."""
    enrollment_tag: str | None = field(name="EnrollmentTag", default=None)
    """Free text that is stored with the enrolment. Text, at most 255 characters."""
    due_date_settings: DueDateSettings | Plain | None = field(name="DueDateSettings", default=None)
    """When the course is due, and when access to it ends."""


class Answer(Found, kw_only=True):
    """What is answered for a row that was recorded."""

    user: str | None = field(name="User", default=None)
    learning_module_id: str | None = field(name="LearningModuleID", default=None)
    account_user_learning_module_rel_id: str | None = field(name="AccountUserLearningModuleRelID", default=None)


Code = Literal[
    "ELM:51",
    "ELM:52",
    "ELM:53",
    "ELM:54",
    "ELM:55",
    "ELM:56",
    "ELM:57",
    "ELM:58",
    "ELM:59",
    "ELM:60",
    "ELM:61",
    "ELM:62",
    "ELM:63",
    "ELM:64",
    "ELM:65",
    "ELM:66",
    "ELM:67",
    "ELM:19",
    "ELM:68",
]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="enrollLearningModules",
    kind="batch",
    container="LearningModuleEnrollment",
    denied="ELM:51",
    element="Enrollment",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def enroll_learning_modules(
        self, enrollments: Iterable[Enrollment | Plain], **how: Unpack[Handling]
    ) -> BatchResult[Answer, Code]:
        """Enrol many users in courses; a user has one open enrolment per course, and another once it is completed.

        What is known of it: Tags of the request from the vendor's page; answer recorded; due dates and all codes but
        one ours.
        """
        return self._batch(METHOD, enrollments, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def enroll_learning_modules(
        self, enrollments: Iterable[Enrollment | Plain], **how: Unpack[Handling]
    ) -> BatchResult[Answer, Code]:
        """Enrol many users in courses; a user has one open enrolment per course, and another once it is completed.

        What is known of it: Tags of the request from the vendor's page; answer recorded; due dates and all codes but
        one ours.
        """
        return await self._batch(METHOD, enrollments, how)
