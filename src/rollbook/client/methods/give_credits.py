"""giveCredits. Made by `make client` from the contract; do not edit."""

from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Handling, Id, Method


class Answer(Found, kw_only=True):
    """What is left."""

    subscription_variant_id: str | None = field(name="SubscriptionVariantID", default=None)
    credits: int | None = field(name="Credits", default=None)


Code = Literal["GCR:51", "GCR:52", "GCR:53", "GCR:54", "GCR:55", "GCR:56", "GCR:57", "GCR:58", "GCR:59"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="giveCredits",
    kind="change",
    container="Credits",
    denied="GCR:51",
    item="Credits",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def give_credits(
        self,
        *,
        subscription_variant_id: Id,
        credits: int,
        reason: str,
        group_name: str | None = None,
        group_id: str | None = None,
        action: Literal["Add", "Remove"] | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Give a group credits for a subscription variant, or take them away. Each time is on record with its reason.

        What is known of it: Nothing: it is ours.

        group_name: The group's name, compared without case and with inner blanks folded. Text, at most 255 characters.

        group_id: The group's own identifier, compared exactly. Text, at most 255 characters.

        subscription_variant_id: The subscription variant's id. Whole number, 1 to 2^63-1. Without it the row is refused
        with GCR:53.

        credits: How many credits. Whole number, 1 to 1000000. Without it the row is refused with GCR:54.

        action: Whether they are added or removed.

        reason: Why, such as an order's number. Text, at most 500 characters. Without it the row is refused with GCR:56.
        """
        return self._change(
            METHOD,
            {
                "GroupName": group_name,
                "GroupID": group_id,
                "SubscriptionVariantID": subscription_variant_id,
                "Credits": credits,
                "Action": action,
                "Reason": reason,
            },
            how,
        )


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def give_credits(
        self,
        *,
        subscription_variant_id: Id,
        credits: int,
        reason: str,
        group_name: str | None = None,
        group_id: str | None = None,
        action: Literal["Add", "Remove"] | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Give a group credits for a subscription variant, or take them away. Each time is on record with its reason.

        What is known of it: Nothing: it is ours.

        group_name: The group's name, compared without case and with inner blanks folded. Text, at most 255 characters.

        group_id: The group's own identifier, compared exactly. Text, at most 255 characters.

        subscription_variant_id: The subscription variant's id. Whole number, 1 to 2^63-1. Without it the row is refused
        with GCR:53.

        credits: How many credits. Whole number, 1 to 1000000. Without it the row is refused with GCR:54.

        action: Whether they are added or removed.

        reason: Why, such as an order's number. Text, at most 500 characters. Without it the row is refused with GCR:56.
        """
        return await self._change(
            METHOD,
            {
                "GroupName": group_name,
                "GroupID": group_id,
                "SubscriptionVariantID": subscription_variant_id,
                "Credits": credits,
                "Action": action,
                "Reason": reason,
            },
            how,
        )
