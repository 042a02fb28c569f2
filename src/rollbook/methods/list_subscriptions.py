"""listSubscriptions: the account's subscriptions."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.rows import Part, Row
from rollbook.contract.tags import Id, OneOf, Text

LSUB = error_table("LSUB", Source.OURS, """
    51 The required permissions are not met to call the listSubscriptions method.
    52 The Status provided is not valid. Valid statuses are 'Active' or 'Inactive'.
""")  # fmt: skip


class Filters(Row):
    """What a subscription must be like to be listed."""

    Status = OneOf(
        "Active",
        "Inactive",
        any_case=True,
        error=LSUB["52"],
        about="the status; by default all",
        sample="Active",
    )


class SubscriptionVariant(Row):
    """Which subscriptions. The container has the vendor's name."""

    Filters = Part(Filters, about="which subscriptions are listed; they have to match all filters")


class ListedSubscription(Row):
    """A subscription."""

    Name = Text(sample="Shop floor")
    SubscriptionID = Id(sample="7")
    Description = Text(sample="All that the shop needs")
    Status = OneOf("Active", "Inactive")


class ListSubscriptions(Report):
    """List subscriptions by name."""

    known = "Request and tags of the answer from the vendor's page; what the tags mean and codes ours."
    denied = LSUB["51"]
    container, row = "SubscriptionVariant", SubscriptionVariant
    read = "subscriptions"
    info = Info(ListedSubscription, container="Subscriptions", item="Subscription")
