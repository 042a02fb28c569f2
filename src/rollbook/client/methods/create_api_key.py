"""createAPIKey. Made by `make client` from the contract; do not edit."""

from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Day, Found, Given, Handling, Id, Method, Plain


class Identifier(Given, kw_only=True):
    """The user."""

    email: str | None = field(name="Email", default=None)
    """The user's e-mail address, compared without case. E-mail address, at most 254 characters."""
    employee_id: str | None = field(name="EmployeeID", default=None)
    """The user's employee id, compared exactly. Text, at most 255 characters."""
    id: Id | None = field(name="ID", default=None)
    """The id as listUsers and getUser return it. Whole number, 1 to 2^63-1."""


class Answer(Found, kw_only=True):
    """The key that was made."""

    api_key_id: str | None = field(name="APIKeyID", default=None)
    user_api: str | None = field(name="UserAPI", default=None)
    label: str | None = field(name="Label", default=None)


Code = Literal["CAK:51", "CAK:52", "CAK:53", "CAK:54", "CAK:56", "CAK:55"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="createAPIKey",
    kind="change",
    container="APIKey",
    denied="CAK:51",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def create_api_key(
        self,
        *,
        identifier: Identifier | Plain,
        label: str | None = None,
        expiration_date: Day | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Make a key for a user. The answer shows it, and nothing else ever does: only its hash is kept.

        A dry run shows none, and an answer that is sent again to the same Idempotency-Key has it masked.

        What is known of it: Nothing: it is ours.

        identifier: The user. Without it the row is refused with CAK:52.

        label: A note on what the key is for. Text, at most 255 characters.

        expiration_date: From when on the key fails, in UTC; never where none is given.
        """
        return self._change(METHOD, {"Identifier": identifier, "Label": label, "ExpirationDate": expiration_date}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def create_api_key(
        self,
        *,
        identifier: Identifier | Plain,
        label: str | None = None,
        expiration_date: Day | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Make a key for a user. The answer shows it, and nothing else ever does: only its hash is kept.

        A dry run shows none, and an answer that is sent again to the same Idempotency-Key has it masked.

        What is known of it: Nothing: it is ours.

        identifier: The user. Without it the row is refused with CAK:52.

        label: A note on what the key is for. Text, at most 255 characters.

        expiration_date: From when on the key fails, in UTC; never where none is given.
        """
        return await self._change(
            METHOD, {"Identifier": identifier, "Label": label, "ExpirationDate": expiration_date}, how
        )
