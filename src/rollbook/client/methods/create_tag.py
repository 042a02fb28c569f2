"""createTag. Made by `make client` from the contract; do not edit."""

from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Handling, Method


class Answer(Found, kw_only=True):
    """The tag that was made."""

    tag_id: str | None = field(name="TagID", default=None)
    tag_name: str | None = field(name="TagName", default=None)


Code = Literal["CTA:51", "CTA:52", "CTA:53"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="createTag",
    kind="change",
    container="Tag",
    denied="CTA:51",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def create_tag(self, *, tag_name: str, **how: Unpack[Handling]) -> ChangeResult[Answer, Code]:
        """Make a tag, of which updateGroup gives groups values.

        What is known of it: Nothing: it is ours.

        tag_name: The tag's name, compared without case and with inner blanks folded. Text, at most 255 characters.
        Without it the row is refused with CTA:52.
        """
        return self._change(METHOD, {"TagName": tag_name}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def create_tag(self, *, tag_name: str, **how: Unpack[Handling]) -> ChangeResult[Answer, Code]:
        """Make a tag, of which updateGroup gives groups values.

        What is known of it: Nothing: it is ours.

        tag_name: The tag's name, compared without case and with inner blanks folded. Text, at most 255 characters.
        Without it the row is refused with CTA:52.
        """
        return await self._change(METHOD, {"TagName": tag_name}, how)
