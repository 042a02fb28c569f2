"""setRole. Made by `make client` from the contract; do not edit."""

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
    """The user, the role, and how many keys were revoked with it."""

    email: str | None = field(name="Email", default=None)
    employee_id: str | None = field(name="EmployeeID", default=None)
    role: str | None = field(name="Role", default=None)
    revoked_keys: int | None = field(name="RevokedKeys", default=None)


Code = Literal["SR:51", "SR:52", "SR:53", "SR:54", "SR:55"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="setRole",
    kind="change",
    container="User",
    denied="SR:51",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def set_role(
        self,
        *,
        identifier: Identifier | Plain,
        role: Literal["Learner", "Auditor", "Administrator", "Owner"],
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Give a user a role in the account. Only owners may.

        The keys of a user who becomes an owner are revoked: an administrator may have made them. The sign-ins and
        one-time links of a user who may do more than before end, and so does a password that they did not choose
        themselves.

        What is known of it: Nothing: it is ours.

        identifier: The user. Without it the row is refused with SR:52.

        role: An auditor reads the whole account, an administrator changes it, an owner also gives roles. Without it the
        row is refused with SR:54.
        """
        return self._change(METHOD, {"Identifier": identifier, "Role": role}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def set_role(
        self,
        *,
        identifier: Identifier | Plain,
        role: Literal["Learner", "Auditor", "Administrator", "Owner"],
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Give a user a role in the account. Only owners may.

        The keys of a user who becomes an owner are revoked: an administrator may have made them. The sign-ins and
        one-time links of a user who may do more than before end, and so does a password that they did not choose
        themselves.

        What is known of it: Nothing: it is ours.

        identifier: The user. Without it the row is refused with SR:52.

        role: An auditor reads the whole account, an administrator changes it, an owner also gives roles. Without it the
        row is refused with SR:54.
        """
        return await self._change(METHOD, {"Identifier": identifier, "Role": role}, how)
