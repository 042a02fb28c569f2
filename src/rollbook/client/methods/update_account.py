"""updateAccount. Made by `make client` from the contract; do not edit."""

from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Handling, Method


class Answer(Found, kw_only=True):
    """The account as it is now."""

    name: str | None = field(name="Name", default=None)
    timezone: str | None = field(name="Timezone", default=None)


Code = Literal["UA:51", "UA:52", "UA:53", "UA:54"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="updateAccount",
    kind="change",
    container="Account",
    denied="UA:51",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def update_account(
        self, *, name: str | None = None, timezone: str | None = None, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Change the account of the caller.

        Moments on record stay the moments they are. Days are understood in the new time zone from then on, those of
        variants too.

        What is known of it: Nothing: it is ours.

        name: The account's name, by which world files and commands find it. Text, at most 255 characters.

        timezone: In which days and times without an offset are understood. IANA name of a time zone, such as
        US/Central.
        """
        return self._change(METHOD, {"Name": name, "Timezone": timezone}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def update_account(
        self, *, name: str | None = None, timezone: str | None = None, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Change the account of the caller.

        Moments on record stay the moments they are. Days are understood in the new time zone from then on, those of
        variants too.

        What is known of it: Nothing: it is ours.

        name: The account's name, by which world files and commands find it. Text, at most 255 characters.

        timezone: In which days and times without an offset are understood. IANA name of a time zone, such as
        US/Central.
        """
        return await self._change(METHOD, {"Name": name, "Timezone": timezone}, how)
