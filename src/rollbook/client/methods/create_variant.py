"""createVariant. Made by `make client` from the contract; do not edit."""

from collections.abc import Sequence
from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Day, Found, Given, Handling, Id, Method, Plain


class LearningModule(Given, kw_only=True):
    """A course that the variant contains, or no longer."""

    id: Id = field(name="ID")
    """The course's id. Whole number, 1 to 2^63-1. Without it the row is refused with CV:55."""


class Answer(Found, kw_only=True):
    """A variant that was made or changed, and its subscription."""

    variant_id: str | None = field(name="VariantID", default=None)
    subscription_id: str | None = field(name="SubscriptionID", default=None)
    name: str | None = field(name="Name", default=None)


Code = Literal["CV:51", "CV:58", "CV:52", "CV:55", "CV:57", "CV:53", "CV:54"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="createVariant",
    kind="change",
    container="SubscriptionVariant",
    denied="CV:51",
    lists={"LearningModules": "LearningModule"},
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def create_variant(
        self,
        *,
        subscription_id: Id,
        name: str,
        duration_type: Literal["Unlimited", "Days", "Date", "Dates"],
        duration_days: int | None = None,
        start_date: Day | None = None,
        end_date: Day | None = None,
        status: Literal["Active", "Inactive"] | None = None,
        learning_modules: Sequence[LearningModule | Plain] | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Make a variant of a subscription, in which users are enrolled once updateGroup has assigned it to a group.

        What is known of it: Nothing: it is ours.

        subscription_id: The subscription's id. Whole number, 1 to 2^63-1. Without it the row is refused with CV:58.

        name: The variant's name. Text, at most 255 characters. Without it the row is refused with CV:52.

        duration_type: How long an enrolment lasts; Dates means the same as Date. Without it the row is refused with
        CV:52.

        duration_days: With Days: how many, from the moment of enrolment. Whole number, 1 to 36500.

        start_date: With Date: the first day, in the account's time zone.

        end_date: With Date: the last day, in the account's time zone.

        status: Only what is active can be enrolled in; Active where nothing is said.

        learning_modules: The courses of the variant; of those that are not named nothing changes. Container of up to
        10,000 LearningModule.
        """
        return self._change(
            METHOD,
            {
                "SubscriptionID": subscription_id,
                "Name": name,
                "DurationType": duration_type,
                "DurationDays": duration_days,
                "StartDate": start_date,
                "EndDate": end_date,
                "Status": status,
                "LearningModules": learning_modules,
            },
            how,
        )


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def create_variant(
        self,
        *,
        subscription_id: Id,
        name: str,
        duration_type: Literal["Unlimited", "Days", "Date", "Dates"],
        duration_days: int | None = None,
        start_date: Day | None = None,
        end_date: Day | None = None,
        status: Literal["Active", "Inactive"] | None = None,
        learning_modules: Sequence[LearningModule | Plain] | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Make a variant of a subscription, in which users are enrolled once updateGroup has assigned it to a group.

        What is known of it: Nothing: it is ours.

        subscription_id: The subscription's id. Whole number, 1 to 2^63-1. Without it the row is refused with CV:58.

        name: The variant's name. Text, at most 255 characters. Without it the row is refused with CV:52.

        duration_type: How long an enrolment lasts; Dates means the same as Date. Without it the row is refused with
        CV:52.

        duration_days: With Days: how many, from the moment of enrolment. Whole number, 1 to 36500.

        start_date: With Date: the first day, in the account's time zone.

        end_date: With Date: the last day, in the account's time zone.

        status: Only what is active can be enrolled in; Active where nothing is said.

        learning_modules: The courses of the variant; of those that are not named nothing changes. Container of up to
        10,000 LearningModule.
        """
        return await self._change(
            METHOD,
            {
                "SubscriptionID": subscription_id,
                "Name": name,
                "DurationType": duration_type,
                "DurationDays": duration_days,
                "StartDate": start_date,
                "EndDate": end_date,
                "Status": status,
                "LearningModules": learning_modules,
            },
            how,
        )
