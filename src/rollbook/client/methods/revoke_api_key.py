"""revokeAPIKey. Made by `make client` from the contract; do not edit."""

import datetime as dt
from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Handling, Id, Method


class Answer(Found, kw_only=True):
    """The key that was revoked."""

    api_key_id: str | None = field(name="APIKeyID", default=None)
    revoked_date: dt.datetime | None = field(name="RevokedDate", default=None)


Code = Literal["RAK:51", "RAK:52", "RAK:53", "RAK:54"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="revokeAPIKey",
    kind="change",
    container="APIKey",
    denied="RAK:51",
    moments=frozenset(["RevokedDate"]),
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def revoke_api_key(self, *, api_key_id: Id, **how: Unpack[Handling]) -> ChangeResult[Answer, Code]:
        """Revoke a key: it fails from the next call on. That is never undone; createAPIKey makes another.

        What is known of it: Nothing: it is ours.

        api_key_id: The key's id, as listAPIKeys returns it; not of the account's own key. Whole number, 1 to 2^63-1.
        Without it the row is refused with RAK:52.
        """
        return self._change(METHOD, {"APIKeyID": api_key_id}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def revoke_api_key(self, *, api_key_id: Id, **how: Unpack[Handling]) -> ChangeResult[Answer, Code]:
        """Revoke a key: it fails from the next call on. That is never undone; createAPIKey makes another.

        What is known of it: Nothing: it is ours.

        api_key_id: The key's id, as listAPIKeys returns it; not of the account's own key. Whole number, 1 to 2^63-1.
        Without it the row is refused with RAK:52.
        """
        return await self._change(METHOD, {"APIKeyID": api_key_id}, how)
