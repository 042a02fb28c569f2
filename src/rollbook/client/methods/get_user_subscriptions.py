"""getUserSubscriptions. Made by `make client` from the contract; do not edit."""

import datetime as dt
from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Id, Method


class Answer(Found, kw_only=True):
    """An enrolment in a subscription; one without end has no EndDate."""

    id: str | None = field(name="ID", default=None)
    subscription_name: str | None = field(name="SubscriptionName", default=None)
    subscription_id: str | None = field(name="SubscriptionID", default=None)
    variant_id: str | None = field(name="VariantID", default=None)
    variant_name: str | None = field(name="VariantName", default=None)
    group_name: str | None = field(name="GroupName", default=None)
    start_date: dt.datetime | None = field(name="StartDate", default=None)
    end_date: dt.datetime | None = field(name="EndDate", default=None)
    enrollment_tag: str | None = field(name="EnrollmentTag", default=None)


Code = Literal["GUS:51", "GUS:52", "GUS:53", "GUS:54"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="getUserSubscriptions",
    kind="report",
    container="User",
    denied="GUS:51",
    moments=frozenset(["StartDate", "EndDate"]),
    item="UserSubscription",
    answer_container="UserSubscriptions",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def get_user_subscriptions(
        self, *, email: str | None = None, employee_id: str | None = None, id: Id | None = None
    ) -> list[Answer]:
        """List a user's subscription enrolments, those that are over too.

        What is known of it: Request from the vendor's page; answer known in part; codes ours.

        email: The user's e-mail address, compared without case. E-mail address, at most 254 characters.

        employee_id: The user's employee id, compared exactly. Text, at most 255 characters.

        id: The id that listUsers and getUser show. Whole number, 1 to 2^63-1.
        """
        return self._list(METHOD, {"Email": email, "EmployeeID": employee_id, "ID": id})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def get_user_subscriptions(
        self, *, email: str | None = None, employee_id: str | None = None, id: Id | None = None
    ) -> list[Answer]:
        """List a user's subscription enrolments, those that are over too.

        What is known of it: Request from the vendor's page; answer known in part; codes ours.

        email: The user's e-mail address, compared without case. E-mail address, at most 254 characters.

        employee_id: The user's employee id, compared exactly. Text, at most 255 characters.

        id: The id that listUsers and getUser show. Whole number, 1 to 2^63-1.
        """
        return await self._list(METHOD, {"Email": email, "EmployeeID": employee_id, "ID": id})
