"""createCustomField. Made by `make client` from the contract; do not edit."""

from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Handling, Method


class Answer(Found, kw_only=True):
    """The custom field that was made."""

    custom_field_id: str | None = field(name="CustomFieldID", default=None)
    name: str | None = field(name="Name", default=None)


Code = Literal["CCF:51", "CCF:52", "CCF:53"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="createCustomField",
    kind="change",
    container="CustomField",
    denied="CCF:51",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def create_custom_field(self, *, name: str, **how: Unpack[Handling]) -> ChangeResult[Answer, Code]:
        """Make a field that users have besides the profile. updateUser gives it values.

        What is known of it: Nothing: it is ours.

        name: The custom field's name, compared without case and with inner blanks folded. Text, at most 255 characters.
        Without it the row is refused with CCF:52.
        """
        return self._change(METHOD, {"Name": name}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def create_custom_field(self, *, name: str, **how: Unpack[Handling]) -> ChangeResult[Answer, Code]:
        """Make a field that users have besides the profile. updateUser gives it values.

        What is known of it: Nothing: it is ours.

        name: The custom field's name, compared without case and with inner blanks folded. Text, at most 255 characters.
        Without it the row is refused with CCF:52.
        """
        return await self._change(METHOD, {"Name": name}, how)
