"""getGroup. Made by `make client` from the contract; do not edit."""

import datetime as dt
from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Method


class AnswerTag2(Found, kw_only=True):
    """A tag of the group, and its values there with commas between them."""

    tag_id: str | None = field(name="TagID", default=None)
    tag_name: str | None = field(name="TagName", default=None)
    tag_values: str | None = field(name="TagValues", default=None)


class Answer(Found, kw_only=True):
    """The group, and how much is in it."""

    name: str | None = field(name="Name", default=None)
    group_id: str | None = field(name="GroupID", default=None)
    created_date: dt.datetime | None = field(name="CreatedDate", default=None)
    modified_date: dt.datetime | None = field(name="ModifiedDate", default=None)
    description: str | None = field(name="Description", default=None)
    home_group_message: str | None = field(name="HomeGroupMessage", default=None)
    notification_emails: list[str] = field(name="NotificationEmails", default_factory=list)
    user_count: int | None = field(name="UserCount", default=None)
    learning_module_count: int | None = field(name="LearningModuleCount", default=None)
    tags2: list[AnswerTag2] = field(name="Tags2", default_factory=list)
    status: str | None = field(name="Status", default=None)


Code = Literal["GG:51", "GG:52", "GG:03"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="getGroup",
    kind="report",
    container="Group",
    denied="GG:51",
    answer_lists={"NotificationEmails": "NotificationEmail", "Tags2": "Tag2"},
    moments=frozenset(["CreatedDate", "ModifiedDate"]),
    item="Group",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def get_group(self, *, name: str | None = None, group_id: str | None = None) -> Answer:
        """Show one group.

        What is known of it: Request and answer from the vendor's page; one code from a client, the others ours.

        name: The group's name, compared without case and with inner blanks folded. Text, at most 255 characters.

        group_id: The group's own identifier, compared exactly. Text, at most 255 characters.
        """
        return self._one(METHOD, {"Name": name, "GroupID": group_id})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def get_group(self, *, name: str | None = None, group_id: str | None = None) -> Answer:
        """Show one group.

        What is known of it: Request and answer from the vendor's page; one code from a client, the others ours.

        name: The group's name, compared without case and with inner blanks folded. Text, at most 255 characters.

        group_id: The group's own identifier, compared exactly. Text, at most 255 characters.
        """
        return await self._one(METHOD, {"Name": name, "GroupID": group_id})
