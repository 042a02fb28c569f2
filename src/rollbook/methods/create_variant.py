"""createVariant: add a variant to a subscription."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rules import Find
from rollbook.vocabulary.catalogue import VARIANT_ERRORS, VariantIds, duration_is_whole, variant_row

CV = error_table("CV", Source.OURS, VARIANT_ERRORS + """
    51 The required permissions are not met to call the createVariant method.
    58 The SubscriptionID provided is not valid.
""")  # fmt: skip


class CreateVariant(Change):
    """Make a variant of a subscription, in which users are enrolled once updateGroup has assigned it to a group."""

    known = OURS
    denied = CV["51"]
    container, row = "SubscriptionVariant", variant_row(CV, new=True)
    rules = (
        duration_is_whole(CV["53"], CV["54"]),
        Find("subscription", "subscription", by="SubscriptionID", error=CV["58"]),
    )
    write = "variant"
    info = Info(VariantIds)
