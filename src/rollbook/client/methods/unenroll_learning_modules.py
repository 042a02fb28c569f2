"""unenrollLearningModules. Made by `make client` from the contract; do not edit."""

from collections.abc import Iterable
from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import BatchResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Given, Handling, Id, Method, Plain


class Unenrollment(Given, kw_only=True):
    """One enrolment."""

    account_user_learning_module_rel_id: Id = field(name="AccountUserLearningModuleRelID")
    """The enrolment's id, as enrollLearningModules returned it. Whole number, 1 to 2^63-1. Without it the row is
    refused with ULM:52."""


class Answer(Found, kw_only=True):
    """What is answered for a row that was recorded."""

    account_user_learning_module_rel_id: str | None = field(name="AccountUserLearningModuleRelID", default=None)


Code = Literal["ULM:51", "ULM:52", "ULM:53", "ULM:54", "ULM:55"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="unenrollLearningModules",
    kind="batch",
    container="LearningModuleEnrollment",
    denied="ULM:51",
    element="Unenrollment",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def unenroll_learning_modules(
        self, unenrollments: Iterable[Unenrollment | Plain], **how: Unpack[Handling]
    ) -> BatchResult[Answer, Code]:
        """Unenrol users from courses. The progress is lost and cannot be restored.

        What is known of it: Request and answer from the vendor's page; codes ours.
        """
        return self._batch(METHOD, unenrollments, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def unenroll_learning_modules(
        self, unenrollments: Iterable[Unenrollment | Plain], **how: Unpack[Handling]
    ) -> BatchResult[Answer, Code]:
        """Unenrol users from courses. The progress is lost and cannot be restored.

        What is known of it: Request and answer from the vendor's page; codes ours.
        """
        return await self._batch(METHOD, unenrollments, how)
