"""createSubscription. Made by `make client` from the contract; do not edit."""

from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Handling, Method


class Answer(Found, kw_only=True):
    """The subscription that was made."""

    subscription_id: str | None = field(name="SubscriptionID", default=None)
    name: str | None = field(name="Name", default=None)


Code = Literal["CSU:51", "CSU:52", "CSU:53", "CSU:54"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="createSubscription",
    kind="change",
    container="Subscription",
    denied="CSU:51",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def create_subscription(
        self,
        *,
        name: str,
        description: str | None = None,
        status: Literal["Active", "Inactive"] | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Make a subscription. createVariant adds the variants in which users are enrolled.

        What is known of it: Nothing: it is ours.

        name: The subscription's name. Text, at most 255 characters. Without it the row is refused with CSU:52.

        description: What it is for. Text, at most 4000 characters.

        status: Only what is active can be enrolled in; Active where nothing is said.
        """
        return self._change(METHOD, {"Name": name, "Description": description, "Status": status}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def create_subscription(
        self,
        *,
        name: str,
        description: str | None = None,
        status: Literal["Active", "Inactive"] | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Make a subscription. createVariant adds the variants in which users are enrolled.

        What is known of it: Nothing: it is ours.

        name: The subscription's name. Text, at most 255 characters. Without it the row is refused with CSU:52.

        description: What it is for. Text, at most 4000 characters.

        status: Only what is active can be enrolled in; Active where nothing is said.
        """
        return await self._change(METHOD, {"Name": name, "Description": description, "Status": status}, how)
