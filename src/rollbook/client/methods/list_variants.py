"""listVariants. Made by `make client` from the contract; do not edit."""

import datetime as dt
from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls, AsyncPages
from rollbook.client.sync_calls import Calls, Pages
from rollbook.client.wire import Found, Given, Id, Method, Plain


class Filters(Given, kw_only=True):
    """What a variant must be like to be listed."""

    subscription_id: Id | None = field(name="SubscriptionID", default=None)
    """The subscription whose variants are listed. Whole number, 1 to 2^63-1."""
    status: Literal["Active", "Inactive"] | None = field(name="Status", default=None)
    """The status; by default all."""


class Answer(Found, kw_only=True):
    """A variant, and how long an enrolment in it lasts."""

    name: str | None = field(name="Name", default=None)
    variant_id: str | None = field(name="VariantID", default=None)
    subscription_id: str | None = field(name="SubscriptionID", default=None)
    subscription_name: str | None = field(name="SubscriptionName", default=None)
    duration_type: str | None = field(name="DurationType", default=None)
    duration_days: int | None = field(name="DurationDays", default=None)
    start_date: dt.datetime | None = field(name="StartDate", default=None)
    end_date: dt.datetime | None = field(name="EndDate", default=None)
    status: str | None = field(name="Status", default=None)


Code = Literal["LV:51", "LV:52", "LV:53", "LV:54"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="listVariants",
    kind="report",
    container="SubscriptionVariant",
    denied="LV:51",
    moments=frozenset(["StartDate", "EndDate"]),
    item="Variant",
    answer_container="Variants",
    pages_by="Page",
    page_size=50,
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def list_variants(
        self, *, page: int | None = None, page_size: int | None = None, filters: Filters | Plain | None = None
    ) -> Pages[Answer]:
        """List variants by the names of subscription and variant.

        A learner sees those assigned to groups in which they may enrol.

        What is known of it: The name only, from pages of other methods: request, answer and codes ours.

        page: Which page. Whole number, 1 to 1000000000.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        filters: Which variants are listed; they have to match all filters.
        """
        return self._pages(METHOD, {"Page": page, "PageSize": page_size, "Filters": filters})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    def list_variants(
        self, *, page: int | None = None, page_size: int | None = None, filters: Filters | Plain | None = None
    ) -> AsyncPages[Answer]:
        """List variants by the names of subscription and variant.

        A learner sees those assigned to groups in which they may enrol.

        What is known of it: The name only, from pages of other methods: request, answer and codes ours.

        page: Which page. Whole number, 1 to 1000000000.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        filters: Which variants are listed; they have to match all filters.
        """
        return self._pages(METHOD, {"Page": page, "PageSize": page_size, "Filters": filters})
