"""updateVariant: change a subscription variant; what is not named, or empty, stays as it is."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rules import Find
from rollbook.vocabulary.catalogue import VARIANT_ERRORS, VariantIds, duration_is_whole, variant_row

UV = error_table("UV", Source.OURS, VARIANT_ERRORS + """
    51 The required permissions are not met to call the updateVariant method.
    58 The VariantID provided is not valid.
""")  # fmt: skip


class UpdateVariant(Change):
    """Change a variant: its name, duration, status and courses. Users who are enrolled in it keep their period."""

    known = OURS
    denied = UV["51"]
    container, row = "SubscriptionVariant", variant_row(UV, new=False)
    rules = (
        duration_is_whole(UV["53"], UV["54"]),
        Find("variant", "variant", by="VariantID", error=UV["58"]),
    )
    write = "variant"
    info = Info(VariantIds)
