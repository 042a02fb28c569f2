"""updateSubscription: change a subscription; what is not named, or empty, stays as it is."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rows import Row
from rollbook.contract.rules import Find
from rollbook.contract.tags import Id, Text
from rollbook.vocabulary.catalogue import Status, Title

USU = error_table("USU", Source.OURS, """
    51 The required permissions are not met to call the updateSubscription method.
    52 The Name provided is not valid.
    53 The Description provided is not valid.
    54 The Status provided is not valid. Valid statuses are 'Active' or 'Inactive'.
    55 The SubscriptionID provided is not valid.
""")  # fmt: skip


class Subscription(Row):
    """The subscription, and what changes of it."""

    SubscriptionID = Id(error=USU["55"], absent=USU["55"], about="the subscription's id", sample="7")
    Name = Title(error=USU["52"], about="the subscription's name", sample="Shop floor")
    Description = Text(4000, error=USU["53"], about="what it is for", sample="All that the shop needs")
    Status = Status(error=USU["54"])


class ChangedSubscription(Row):
    """The subscription that was changed."""

    SubscriptionID = Id(sample="7")
    Name = Text(sample="Shop floor")


class UpdateSubscription(Change):
    """Change a subscription. Enrolments in it keep their period, whatever its status."""

    known = OURS
    denied = USU["51"]
    container, row = "Subscription", Subscription
    rules = (Find("subscription", "subscription", by="SubscriptionID", error=USU["55"]),)
    write = "subscription"
    info = Info(ChangedSubscription)
