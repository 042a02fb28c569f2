"""updateCustomField. Made by `make client` from the contract; do not edit."""

from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Given, Handling, Id, Method, Plain


class Identifier(Given, kw_only=True):
    """The custom field."""

    name: str | None = field(name="Name", default=None)
    """The name it has now, compared without case and with inner blanks folded. Text, at most 255 characters."""
    custom_field_id: Id | None = field(name="CustomFieldID", default=None)
    """Its id. Whole number, 1 to 2^63-1."""


class Answer(Found, kw_only=True):
    """The custom field that was renamed."""

    custom_field_id: str | None = field(name="CustomFieldID", default=None)
    name: str | None = field(name="Name", default=None)


Code = Literal["UCF:51", "UCF:54", "UCF:52", "UCF:53"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="updateCustomField",
    kind="change",
    container="CustomField",
    denied="UCF:51",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def update_custom_field(
        self, *, identifier: Identifier | Plain, name: str, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Rename a custom field. Users keep their values of it.

        What is known of it: Nothing: it is ours.

        identifier: The custom field. Without it the row is refused with UCF:54.

        name: Its new name, compared without case and with inner blanks folded. Text, at most 255 characters. Without it
        the row is refused with UCF:52.
        """
        return self._change(METHOD, {"Identifier": identifier, "Name": name}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def update_custom_field(
        self, *, identifier: Identifier | Plain, name: str, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Rename a custom field. Users keep their values of it.

        What is known of it: Nothing: it is ours.

        identifier: The custom field. Without it the row is refused with UCF:54.

        name: Its new name, compared without case and with inner blanks folded. Text, at most 255 characters. Without it
        the row is refused with UCF:52.
        """
        return await self._change(METHOD, {"Identifier": identifier, "Name": name}, how)
