"""listSubscriptions. Made by `make client` from the contract; do not edit."""

from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Given, Method, Plain


class Filters(Given, kw_only=True):
    """What a subscription must be like to be listed."""

    status: Literal["Active", "Inactive"] | None = field(name="Status", default=None)
    """The status; by default all."""


class Answer(Found, kw_only=True):
    """A subscription."""

    name: str | None = field(name="Name", default=None)
    subscription_id: str | None = field(name="SubscriptionID", default=None)
    description: str | None = field(name="Description", default=None)
    status: str | None = field(name="Status", default=None)


Code = Literal["LSUB:51", "LSUB:52"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="listSubscriptions",
    kind="report",
    container="SubscriptionVariant",
    denied="LSUB:51",
    item="Subscription",
    answer_container="Subscriptions",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def list_subscriptions(self, *, filters: Filters | Plain | None = None) -> list[Answer]:
        """List subscriptions by name.

        What is known of it: Request and tags of the answer from the vendor's page; what the tags mean and codes ours.

        filters: Which subscriptions are listed; they have to match all filters.
        """
        return self._list(METHOD, {"Filters": filters})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def list_subscriptions(self, *, filters: Filters | Plain | None = None) -> list[Answer]:
        """List subscriptions by name.

        What is known of it: Request and tags of the answer from the vendor's page; what the tags mean and codes ours.

        filters: Which subscriptions are listed; they have to match all filters.
        """
        return await self._list(METHOD, {"Filters": filters})
