"""getGroupLearningModules. Made by `make client` from the contract; do not edit."""

from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Method


class Answer(Found, kw_only=True):
    """A course."""

    learning_module_id: str | None = field(name="LearningModuleID", default=None)
    name: str | None = field(name="Name", default=None)
    type: str | None = field(name="Type", default=None)
    status: str | None = field(name="Status", default=None)


Code = Literal["GGLM:51", "GGLM:52", "GGLM:53"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="getGroupLearningModules",
    kind="report",
    container="Group",
    denied="GGLM:51",
    item="LearningModule",
    answer_container="LearningModules",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def get_group_learning_modules(self, *, name: str | None = None, group_id: str | None = None) -> list[Answer]:
        """List the courses that are assigned to one group.

        What is known of it: Request and answer from the vendor's page; codes ours.

        name: The group's name, compared without case and with inner blanks folded. Text, at most 255 characters.

        group_id: The group's own identifier, compared exactly. Text, at most 255 characters.
        """
        return self._list(METHOD, {"Name": name, "GroupID": group_id})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def get_group_learning_modules(self, *, name: str | None = None, group_id: str | None = None) -> list[Answer]:
        """List the courses that are assigned to one group.

        What is known of it: Request and answer from the vendor's page; codes ours.

        name: The group's name, compared without case and with inner blanks folded. Text, at most 255 characters.

        group_id: The group's own identifier, compared exactly. Text, at most 255 characters.
        """
        return await self._list(METHOD, {"Name": name, "GroupID": group_id})
