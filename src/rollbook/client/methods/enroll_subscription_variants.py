"""enrollSubscriptionVariants. Made by `make client` from the contract; do not edit."""

from collections.abc import Iterable
from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import BatchResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Given, Handling, Id, Method, Plain


class User(Given, kw_only=True):
    """The user."""

    email: str | None = field(name="Email", default=None)
    """The user's e-mail address, compared without case. E-mail address, at most 254 characters."""
    employee_id: str | None = field(name="EmployeeID", default=None)
    """The user's employee id, compared exactly. Text, at most 255 characters."""


class Enrollment(Given, kw_only=True):
    """One user in one subscription variant."""

    user: User | Plain = field(name="User")
    """The user. Without it the row is refused with ESV:09."""
    group_name: str = field(name="GroupName")
    """The group's name, compared without case and with inner blanks folded. Text, at most 255 characters. Without it
    the row is refused with ESV:03."""
    subscription_variant_id: Id = field(name="SubscriptionVariantID")
    """The subscription variant's id. Whole number, 1 to 2^63-1. Without it the row is refused with ESV:04."""
    enrollment_tag: str | None = field(name="EnrollmentTag", default=None)
    """Free text that is stored with the enrolment. Text, at most 255 characters."""


class Answer(Found, kw_only=True):
    """What is answered for a row that was recorded."""

    user: str | None = field(name="User", default=None)
    subscription_variant_id: str | None = field(name="SubscriptionVariantID", default=None)


Code = Literal[
    "ESV:06",
    "ESV:09",
    "ESV:01",
    "ESV:02",
    "ESV:03",
    "ESV:04",
    "ESV:05",
    "ESV:07",
    "ESV:08",
    "ESV:11",
    "ESV:13",
    "ESV:10",
    "ESV:12",
    "ESV:14",
]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="enrollSubscriptionVariants",
    kind="batch",
    container="SubscriptionVariantEnrollment",
    denied="ESV:06",
    element="Enrollment",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def enroll_subscription_variants(
        self, enrollments: Iterable[Enrollment | Plain], **how: Unpack[Handling]
    ) -> BatchResult[Answer, Code]:
        """Enrol many users in subscription variants; where the group's variant requires credits, each takes one.

        What is known of it: The vendor's page is known whole: request, answer and codes; one text is ours.
        """
        return self._batch(METHOD, enrollments, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def enroll_subscription_variants(
        self, enrollments: Iterable[Enrollment | Plain], **how: Unpack[Handling]
    ) -> BatchResult[Answer, Code]:
        """Enrol many users in subscription variants; where the group's variant requires credits, each takes one.

        What is known of it: The vendor's page is known whole: request, answer and codes; one text is ours.
        """
        return await self._batch(METHOD, enrollments, how)
