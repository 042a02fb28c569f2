"""requestExternalAuthorization. Made by `make client` from the contract; do not edit."""

from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Handling, Method


class Answer(Found, kw_only=True):
    """The two parts of the link's token, and the link; it shows who is signed in, and a button that does it."""

    auth_key: str | None = field(name="AuthKey", default=None)
    request_key: str | None = field(name="RequestKey", default=None)
    redirect_path: str | None = field(name="RedirectPath", default=None)


Code = Literal["REA:51", "REA:52", "REA:53", "REA:54", "REA:55"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="requestExternalAuthorization",
    kind="change",
    container="Security",
    denied="REA:51",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def request_external_authorization(
        self, *, email: str | None = None, employee_id: str | None = None, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Make a one-time link into the console for a user who is no administrator, auditor or owner.

        It works once, within 60 seconds. The answer shows it, and nothing else ever does. A dry run shows none, and an
        answer that is sent again to the same Idempotency-Key has it masked.

        What is known of it: Request and rules from the vendor's page, answer recorded; from where it may be called and
        codes ours.

        email: The user's e-mail address, compared without case. E-mail address, at most 254 characters.

        employee_id: The user's employee id, compared exactly. Text, at most 255 characters.
        """
        return self._change(METHOD, {"Email": email, "EmployeeID": employee_id}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def request_external_authorization(
        self, *, email: str | None = None, employee_id: str | None = None, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Make a one-time link into the console for a user who is no administrator, auditor or owner.

        It works once, within 60 seconds. The answer shows it, and nothing else ever does. A dry run shows none, and an
        answer that is sent again to the same Idempotency-Key has it masked.

        What is known of it: Request and rules from the vendor's page, answer recorded; from where it may be called and
        codes ours.

        email: The user's e-mail address, compared without case. E-mail address, at most 254 characters.

        employee_id: The user's employee id, compared exactly. Text, at most 255 characters.
        """
        return await self._change(METHOD, {"Email": email, "EmployeeID": employee_id}, how)
