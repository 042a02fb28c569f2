"""updateTag. Made by `make client` from the contract; do not edit."""

from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Given, Handling, Id, Method, Plain


class Identifier(Given, kw_only=True):
    """The tag."""

    tag_name: str | None = field(name="TagName", default=None)
    """The name it has now, compared without case and with inner blanks folded. Text, at most 255 characters."""
    tag_id: Id | None = field(name="TagID", default=None)
    """Its id. Whole number, 1 to 2^63-1."""


class Answer(Found, kw_only=True):
    """The tag that was renamed."""

    tag_id: str | None = field(name="TagID", default=None)
    tag_name: str | None = field(name="TagName", default=None)


Code = Literal["UTA:51", "UTA:54", "UTA:52", "UTA:53"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="updateTag",
    kind="change",
    container="Tag",
    denied="UTA:51",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def update_tag(
        self, *, identifier: Identifier | Plain, tag_name: str, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Rename a tag. Groups keep their values of it.

        What is known of it: Nothing: it is ours.

        identifier: The tag. Without it the row is refused with UTA:54.

        tag_name: Its new name, compared without case and with inner blanks folded. Text, at most 255 characters.
        Without it the row is refused with UTA:52.
        """
        return self._change(METHOD, {"Identifier": identifier, "TagName": tag_name}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def update_tag(
        self, *, identifier: Identifier | Plain, tag_name: str, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Rename a tag. Groups keep their values of it.

        What is known of it: Nothing: it is ours.

        identifier: The tag. Without it the row is refused with UTA:54.

        tag_name: Its new name, compared without case and with inner blanks folded. Text, at most 255 characters.
        Without it the row is refused with UTA:52.
        """
        return await self._change(METHOD, {"Identifier": identifier, "TagName": tag_name}, how)
