"""createLearningModule. Made by `make client` from the contract; do not edit."""

from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Handling, Method


class Answer(Found, kw_only=True):
    """The course that was made."""

    learning_module_id: str | None = field(name="LearningModuleID", default=None)
    name: str | None = field(name="Name", default=None)


Code = Literal["CLM:51", "CLM:52", "CLM:53", "CLM:54"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="createLearningModule",
    kind="change",
    container="LearningModule",
    denied="CLM:51",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def create_learning_module(
        self,
        *,
        name: str,
        type: Literal["External", "Instructor-Led", "Online", "SCORM"],
        status: Literal["Active", "Inactive", "Archived"] | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Make a course. Others may have its name, and no group has it yet: updateGroup assigns it.

        What is known of it: Nothing: it is ours.

        name: The course's name. Text, at most 255 characters. Without it the row is refused with CLM:52.

        type: The kind of course. Without it the row is refused with CLM:53.

        status: Only active courses can be enrolled in; a new course is Active where nothing is said.
        """
        return self._change(METHOD, {"Name": name, "Type": type, "Status": status}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def create_learning_module(
        self,
        *,
        name: str,
        type: Literal["External", "Instructor-Led", "Online", "SCORM"],
        status: Literal["Active", "Inactive", "Archived"] | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Make a course. Others may have its name, and no group has it yet: updateGroup assigns it.

        What is known of it: Nothing: it is ours.

        name: The course's name. Text, at most 255 characters. Without it the row is refused with CLM:52.

        type: The kind of course. Without it the row is refused with CLM:53.

        status: Only active courses can be enrolled in; a new course is Active where nothing is said.
        """
        return await self._change(METHOD, {"Name": name, "Type": type, "Status": status}, how)
