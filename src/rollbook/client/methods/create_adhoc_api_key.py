"""createAdhocAPIKey. Made by `make client` from the contract; do not edit."""

import datetime as dt
from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Given, Handling, Id, Method, Plain


class Identifier(Given, kw_only=True):
    """The user."""

    email: str | None = field(name="Email", default=None)
    """The user's e-mail address, compared without case. E-mail address, at most 254 characters."""
    employee_id: str | None = field(name="EmployeeID", default=None)
    """The user's employee id, compared exactly. Text, at most 255 characters."""
    id: Id | None = field(name="ID", default=None)
    """The id as listUsers and getUser return it. Whole number, 1 to 2^63-1."""


class Answer(Found, kw_only=True):
    """The key that was made, and the moment from which on it fails."""

    api_key_id: str | None = field(name="APIKeyID", default=None)
    user_api: str | None = field(name="UserAPI", default=None)
    expiration_date: dt.datetime | None = field(name="ExpirationDate", default=None)


Code = Literal["CAAK:51", "CAAK:52", "CAAK:53", "CAAK:54", "CAAK:55"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="createAdhocAPIKey",
    kind="change",
    container="User",
    denied="CAAK:51",
    moments=frozenset(["ExpirationDate"]),
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def create_adhoc_api_key(
        self, *, identifier: Identifier | Plain, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Make a key that lives three minutes, for a user who is no administrator, auditor or owner.

        The answer shows it, and nothing else ever does: only its hash is kept. A dry run shows none, and an answer that
        is sent again to the same Idempotency-Key has it masked. The server makes such keys only where its operator
        allows it.

        What is known of it: Request and the life of a key from the vendor's page; for whom, answer and codes ours.

        identifier: The user. Without it the row is refused with CAAK:53.
        """
        return self._change(METHOD, {"Identifier": identifier}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def create_adhoc_api_key(
        self, *, identifier: Identifier | Plain, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Make a key that lives three minutes, for a user who is no administrator, auditor or owner.

        The answer shows it, and nothing else ever does: only its hash is kept. A dry run shows none, and an answer that
        is sent again to the same Idempotency-Key has it masked. The server makes such keys only where its operator
        allows it.

        What is known of it: Request and the life of a key from the vendor's page; for whom, answer and codes ours.

        identifier: The user. Without it the row is refused with CAAK:53.
        """
        return await self._change(METHOD, {"Identifier": identifier}, how)
