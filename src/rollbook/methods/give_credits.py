"""giveCredits: add to, or take from, the credits that a group has left for a subscription variant."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Change
from rollbook.contract.rows import Either, Row
from rollbook.contract.rules import Find
from rollbook.contract.tags import Count, Id, OneOf, Whole
from rollbook.vocabulary.history import Reason
from rollbook.vocabulary.identifiers import GroupId, GroupName, VariantId

GCR = error_table("GCR", Source.OURS, """
    51 The required permissions are not met to call the giveCredits method.
    52 The GroupName or GroupID provided is not valid.
    53 The SubscriptionVariantID provided is not valid.
    54 The Credits provided are not valid. Valid are 1 to 1000000.
    55 The Action provided is not valid. Valid actions are 'Add' or 'Remove'.
    56 The Reason was not provided, or has more than 500 characters.
    57 The group '{GroupName}{GroupID}' does not exist.
    58 The group does not have the subscription variant '{SubscriptionVariantID}'.
    59 The group has not so many credits left, or would have more than 1000000000.
""")  # fmt: skip


class Given(Row):
    """Which group, which variant, and how many credits."""

    Group = Either(
        GroupName=GroupName(error=GCR["52"]), GroupID=GroupId(error=GCR["52"]), absent=GCR["52"], about="the group"
    )
    SubscriptionVariantID = VariantId(absent=GCR["53"], error=GCR["53"])
    Credits = Whole(1, 10**6, absent=GCR["54"], error=GCR["54"], about="how many credits", sample="5")
    Action = OneOf("Add", "Remove", error=GCR["55"], about="whether they are added or removed", default="Add")
    Reason = Reason(absent=GCR["56"], error=GCR["56"], about="why, such as an order's number", sample="Order 4711")


class Balance(Row):
    """What is left."""

    SubscriptionVariantID = Id(sample="16")
    Credits = Count(sample="15")


class GiveCredits(Change):
    """Give a group credits for a subscription variant, or take them away. Each time is on record with its reason."""

    known = "Nothing: it is ours."
    denied = GCR["51"]
    container, row = "Credits", Given
    rules = (
        Find("group", "group", by="Group", error=GCR["57"]),
        Find("variant", "active_variant", by="SubscriptionVariantID", error=GCR["58"]),
        Find("assignment", "group_variant", of=("group", "variant"), error=GCR["58"]),
    )
    write = "credits"
    info = Info(Balance, item="Credits")
    not_stored = {"credits_out_of_range": GCR["59"]}
