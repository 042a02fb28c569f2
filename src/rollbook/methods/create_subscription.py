"""createSubscription: add a subscription to the account."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rows import Row
from rollbook.contract.tags import Id, Text
from rollbook.vocabulary.catalogue import Status, Title

CSU = error_table("CSU", Source.OURS, """
    51 The required permissions are not met to call the createSubscription method.
    52 The Name provided is not valid.
    53 The Description provided is not valid.
    54 The Status provided is not valid. Valid statuses are 'Active' or 'Inactive'.
""")  # fmt: skip


class Subscription(Row):
    """The new subscription."""

    Name = Title(error=CSU["52"], absent=CSU["52"], about="the subscription's name", sample="Back office")
    Description = Text(4000, error=CSU["53"], about="what it is for", sample="All that the office needs")
    Status = Status(error=CSU["54"])


class NewSubscription(Row):
    """The subscription that was made."""

    SubscriptionID = Id(sample="8")
    Name = Text(sample="Back office")


class CreateSubscription(Change):
    """Make a subscription. createVariant adds the variants in which users are enrolled."""

    known = OURS
    denied = CSU["51"]
    container, row = "Subscription", Subscription
    write = "subscription"
    info = Info(NewSubscription)
