"""getUserGroups. Made by `make client` from the contract; do not edit."""

from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Id, Method


class Answer(Found, kw_only=True):
    """A group, and what the user may do there."""

    name: str | None = field(name="Name", default=None)
    identifier: str | None = field(name="Identifier", default=None)
    is_home_group: bool | None = field(name="IsHomeGroup", default=None)
    permissions: list[str] = field(name="Permissions", default_factory=list)


Code = Literal["GUG:51", "GUG:52", "GUG:53", "GUG:54"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="getUserGroups",
    kind="report",
    container="User",
    denied="GUG:51",
    answer_lists={"Permissions": "Permission"},
    item="Group",
    answer_container="UserGroups",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def get_user_groups(
        self, *, email: str | None = None, employee_id: str | None = None, id: Id | None = None
    ) -> list[Answer]:
        """List a user's groups.

        What is known of it: Request from the vendor's page; answer from the page and a client; codes ours.

        email: The user's e-mail address, compared without case. E-mail address, at most 254 characters.

        employee_id: The user's employee id, compared exactly. Text, at most 255 characters.

        id: The id that listUsers and getUser show. Whole number, 1 to 2^63-1.
        """
        return self._list(METHOD, {"Email": email, "EmployeeID": employee_id, "ID": id})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def get_user_groups(
        self, *, email: str | None = None, employee_id: str | None = None, id: Id | None = None
    ) -> list[Answer]:
        """List a user's groups.

        What is known of it: Request from the vendor's page; answer from the page and a client; codes ours.

        email: The user's e-mail address, compared without case. E-mail address, at most 254 characters.

        employee_id: The user's employee id, compared exactly. Text, at most 255 characters.

        id: The id that listUsers and getUser show. Whole number, 1 to 2^63-1.
        """
        return await self._list(METHOD, {"Email": email, "EmployeeID": employee_id, "ID": id})
