"""updateLearningModule. Made by `make client` from the contract; do not edit."""

from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Handling, Id, Method


class Answer(Found, kw_only=True):
    """The course that was changed."""

    learning_module_id: str | None = field(name="LearningModuleID", default=None)
    name: str | None = field(name="Name", default=None)


Code = Literal["ULMO:51", "ULMO:55", "ULMO:52", "ULMO:53", "ULMO:54", "ULMO:56"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="updateLearningModule",
    kind="change",
    container="LearningModule",
    denied="ULMO:51",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def update_learning_module(
        self,
        *,
        learning_module_id: Id,
        name: str | None = None,
        type: Literal["External", "Instructor-Led", "Online", "SCORM"] | None = None,
        status: Literal["Active", "Inactive", "Archived"] | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Change a course. What was recorded in it stays on record, whatever its status.

        What is known of it: Nothing: it is ours.

        learning_module_id: The course's id. Whole number, 1 to 2^63-1. Without it the row is refused with ULMO:55.

        name: The course's name. Text, at most 255 characters.

        type: The kind of course.

        status: Only active courses can be enrolled in; a new course is Active where nothing is said.
        """
        return self._change(
            METHOD, {"LearningModuleID": learning_module_id, "Name": name, "Type": type, "Status": status}, how
        )


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def update_learning_module(
        self,
        *,
        learning_module_id: Id,
        name: str | None = None,
        type: Literal["External", "Instructor-Led", "Online", "SCORM"] | None = None,
        status: Literal["Active", "Inactive", "Archived"] | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Change a course. What was recorded in it stays on record, whatever its status.

        What is known of it: Nothing: it is ours.

        learning_module_id: The course's id. Whole number, 1 to 2^63-1. Without it the row is refused with ULMO:55.

        name: The course's name. Text, at most 255 characters.

        type: The kind of course.

        status: Only active courses can be enrolled in; a new course is Active where nothing is said.
        """
        return await self._change(
            METHOD, {"LearningModuleID": learning_module_id, "Name": name, "Type": type, "Status": status}, how
        )
