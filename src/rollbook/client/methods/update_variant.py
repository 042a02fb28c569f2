"""updateVariant. Made by `make client` from the contract; do not edit."""

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
    """The course's id. Whole number, 1 to 2^63-1. Without it the row is refused with UV:55."""
    learning_module_action: Literal["Add", "Remove"] | None = field(name="LearningModuleAction", default=None)
    """Whether the course is to be in the variant; it is where nothing is said."""


class Answer(Found, kw_only=True):
    """A variant that was made or changed, and its subscription."""

    variant_id: str | None = field(name="VariantID", default=None)
    subscription_id: str | None = field(name="SubscriptionID", default=None)
    name: str | None = field(name="Name", default=None)


Code = Literal["UV:51", "UV:58", "UV:52", "UV:55", "UV:56", "UV:57", "UV:53", "UV:54"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="updateVariant",
    kind="change",
    container="SubscriptionVariant",
    denied="UV:51",
    lists={"LearningModules": "LearningModule"},
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def update_variant(
        self,
        *,
        variant_id: Id,
        name: str | None = None,
        duration_type: Literal["Unlimited", "Days", "Date", "Dates"] | None = None,
        duration_days: int | None = None,
        start_date: Day | None = None,
        end_date: Day | None = None,
        status: Literal["Active", "Inactive"] | None = None,
        learning_modules: Sequence[LearningModule | Plain] | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Change a variant: its name, duration, status and courses. Users who are enrolled in it keep their period.

        What is known of it: Nothing: it is ours.

        variant_id: The variant's id. Whole number, 1 to 2^63-1. Without it the row is refused with UV:58.

        name: The variant's name. Text, at most 255 characters.

        duration_type: How long an enrolment lasts; Dates means the same as Date.

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
                "VariantID": variant_id,
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

    async def update_variant(
        self,
        *,
        variant_id: Id,
        name: str | None = None,
        duration_type: Literal["Unlimited", "Days", "Date", "Dates"] | None = None,
        duration_days: int | None = None,
        start_date: Day | None = None,
        end_date: Day | None = None,
        status: Literal["Active", "Inactive"] | None = None,
        learning_modules: Sequence[LearningModule | Plain] | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Change a variant: its name, duration, status and courses. Users who are enrolled in it keep their period.

        What is known of it: Nothing: it is ours.

        variant_id: The variant's id. Whole number, 1 to 2^63-1. Without it the row is refused with UV:58.

        name: The variant's name. Text, at most 255 characters.

        duration_type: How long an enrolment lasts; Dates means the same as Date.

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
                "VariantID": variant_id,
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
