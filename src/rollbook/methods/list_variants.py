"""listVariants: the variants of the account's subscriptions, page by page."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.permissions import ENROLL
from rollbook.contract.rows import Part, Row
from rollbook.contract.tags import Count, Id, Moment, OneOf, Text
from rollbook.vocabulary.filters import Page, PageSize

LV = error_table("LV", Source.OURS, """
    51 The required permissions are not met to call the listVariants method.
    52 The {tag} provided is not valid. A page has 1000 variants at most.
    53 The SubscriptionID provided is not valid.
    54 The Status provided is not valid. Valid statuses are 'Active' or 'Inactive'.
""")  # fmt: skip


class Filters(Row):
    """What a variant must be like to be listed."""

    SubscriptionID = Id(error=LV["53"], about="the subscription whose variants are listed", sample="7")
    Status = OneOf(
        "Active",
        "Inactive",
        any_case=True,
        error=LV["54"],
        about="the status; by default all",
        sample="Active",
    )


class SubscriptionVariant(Row):
    """Which page of which variants."""

    Page = Page(error=LV["52"])
    PageSize = PageSize(error=LV["52"])
    Filters = Part(Filters, about="which variants are listed; they have to match all filters")


class ListedVariant(Row):
    """A variant, and how long an enrolment in it lasts."""

    Name = Text(sample="Quarter")
    VariantID = Id(sample="17")
    SubscriptionID = Id(sample="7")
    SubscriptionName = Text(sample="Shop floor")
    DurationType = OneOf("Unlimited", "Days", "Date", sample="Days")
    DurationDays = Count(sample="90")
    StartDate = Moment(sample=None)
    EndDate = Moment(sample=None)
    Status = OneOf("Active", "Inactive")


class ListVariants(Report):
    """List variants by the names of subscription and variant.

    A learner sees those assigned to groups in which they may enrol.
    """

    known = "The name only, from pages of other methods: request, answer and codes ours."
    access, denied = ENROLL, LV["51"]
    container, row = "SubscriptionVariant", SubscriptionVariant
    read = "variants"
    info = Info(ListedVariant, container="Variants", item="Variant")
