"""updateSubscription. Made by `make client` from the contract; do not edit."""

from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Handling, Id, Method


class Answer(Found, kw_only=True):
    """The subscription that was changed."""

    subscription_id: str | None = field(name="SubscriptionID", default=None)
    name: str | None = field(name="Name", default=None)


Code = Literal["USU:51", "USU:55", "USU:52", "USU:53", "USU:54"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="updateSubscription",
    kind="change",
    container="Subscription",
    denied="USU:51",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def update_subscription(
        self,
        *,
        subscription_id: Id,
        name: str | None = None,
        description: str | None = None,
        status: Literal["Active", "Inactive"] | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Change a subscription. Enrolments in it keep their period, whatever its status.

        What is known of it: Nothing: it is ours.

        subscription_id: The subscription's id. Whole number, 1 to 2^63-1. Without it the row is refused with USU:55.

        name: The subscription's name. Text, at most 255 characters.

        description: What it is for. Text, at most 4000 characters.

        status: Only what is active can be enrolled in; Active where nothing is said.
        """
        return self._change(
            METHOD, {"SubscriptionID": subscription_id, "Name": name, "Description": description, "Status": status}, how
        )


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def update_subscription(
        self,
        *,
        subscription_id: Id,
        name: str | None = None,
        description: str | None = None,
        status: Literal["Active", "Inactive"] | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Change a subscription. Enrolments in it keep their period, whatever its status.

        What is known of it: Nothing: it is ours.

        subscription_id: The subscription's id. Whole number, 1 to 2^63-1. Without it the row is refused with USU:55.

        name: The subscription's name. Text, at most 255 characters.

        description: What it is for. Text, at most 4000 characters.

        status: Only what is active can be enrolled in; Active where nothing is said.
        """
        return await self._change(
            METHOD, {"SubscriptionID": subscription_id, "Name": name, "Description": description, "Status": status}, how
        )
