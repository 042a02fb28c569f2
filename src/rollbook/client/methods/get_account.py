"""getAccount. Made by `make client` from the contract; do not edit."""

import datetime as dt
from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Method


class Answer(Found, kw_only=True):
    """What is known of the account."""

    name: str | None = field(name="Name", default=None)
    timezone: str | None = field(name="Timezone", default=None)
    status: str | None = field(name="Status", default=None)
    created_date: dt.datetime | None = field(name="CreatedDate", default=None)


Code = Literal["GA:51"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="getAccount",
    kind="report",
    container="Account",
    denied="GA:51",
    moments=frozenset(["CreatedDate"]),
    item="Account",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def get_account(self) -> Answer:
        """Show the account of the caller.

        What is known of it: Nothing: it is ours.
        """
        return self._one(METHOD, {})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def get_account(self) -> Answer:
        """Show the account of the caller.

        What is known of it: Nothing: it is ours.
        """
        return await self._one(METHOD, {})
