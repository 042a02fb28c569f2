"""listGroups. Made by `make client` from the contract; do not edit."""

from collections.abc import Sequence
from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Given, Id, Method, Plain


class GroupName(Given, kw_only=True):
    """A value, and how it is compared."""

    match_type: Literal["EXACT", "CONTAINS"] | None = field(name="MatchType", default=None)
    """Whether the value has to match the whole text or a part of it, without case."""
    value: str | None = field(name="Value", default=None)
    """The name, or a part of it. Text, at most 255 characters."""


class Tag2(Given, kw_only=True):
    """A tag, and some of the values it can have."""

    tag_name: str | None = field(name="TagName", default=None)
    """The tag's name, compared without case and with inner blanks folded. Text, at most 255 characters."""
    tag_id: Id | None = field(name="TagID", default=None)
    """The tag's id, as getGroup shows it. Whole number, 1 to 2^63-1."""
    tag_values: str | None = field(name="TagValues", default=None)
    """Values of the tag, separated by commas. List of up to 1,000 values with commas between them, each text, at most
    255 characters."""


class Filters(Given, kw_only=True):
    """What a group must be like to be listed."""

    group_name: GroupName | Plain | None = field(name="GroupName", default=None)
    """The name."""
    group_status: Literal["Active", "Inactive"] | None = field(name="GroupStatus", default=None)
    """The group's status."""
    tags2: Sequence[Tag2 | Plain] | None = field(name="Tags2", default=None)
    """Tags that a group must have, all of them, to be listed. Container of up to 100 Tag2."""


class Answer(Found, kw_only=True):
    """A group by both of its names."""

    name: str | None = field(name="Name", default=None)
    group_id: str | None = field(name="GroupID", default=None)


Code = Literal["LG:51", "LG:52", "LG:53", "LG:54", "LG:55"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="listGroups",
    kind="report",
    container="Group",
    denied="LG:51",
    lists={"Filters/Tags2": "Tag2"},
    item="Group",
    answer_container="Groups",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def list_groups(self, *, filters: Filters | Plain | None = None) -> list[Answer]:
        """List groups.

        What is known of it: Request from the vendor's page; answer from a client; codes ours.

        filters: Which groups; by default all that the caller may see.
        """
        return self._list(METHOD, {"Filters": filters})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def list_groups(self, *, filters: Filters | Plain | None = None) -> list[Answer]:
        """List groups.

        What is known of it: Request from the vendor's page; answer from a client; codes ours.

        filters: Which groups; by default all that the caller may see.
        """
        return await self._list(METHOD, {"Filters": filters})
