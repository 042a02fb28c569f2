"""enrollSubscriptionVariants: enrol many users in subscription variants that their groups have."""

from rollbook.contract.checks import applies_today
from rollbook.contract.errors import Error, Source, error_table
from rollbook.contract.method import Batch
from rollbook.contract.permissions import ENROLL
from rollbook.contract.rows import Row
from rollbook.contract.rules import Allow, Distinct, Find, Refuse, TakeCredit
from rollbook.vocabulary.enrollments import EnrollmentTag
from rollbook.vocabulary.identifiers import GroupName, VariantId, user

ESV = error_table("ESV", Source.SEED, """
    01 The E-mail address provided is not valid.
    02 The Employee ID provided is not valid.
    03 The Group Name provided is not valid.
    04 The Subscription Variant ID provided is not valid.
    05 The Enrollment Tag provided is not valid.
    06 The required permissions are not met to call the enrollSubscriptionVariants method.
    07 Enrollment {block} - The email address '{Email}' is not a valid user.
    08 Enrollment {block} - The employee id '{EmployeeID}' is not a valid user.
    09 Enrollment {block} - No user identifier was provided.
    10 Enrollment {block} - The Subscription Variant ID provided is not valid.
    11 Enrollment {block} - The group name '{GroupName}' is not valid.
    12 Enrollment {block} - You cannot assign the subscription variant under the group selected.
    13 Enrollment {block} - You do not have permissions to assign a user a subscription variant\
 under the group selected.
""")  # fmt: skip


def esv_14(reason: str, source: Source = Source.SEED) -> Error:
    """Make one of the seed's dynamic errors: they share the code, and the text is the reason."""
    return Error("ESV:14", f"Enrollment {{block}} - {reason}", source)


NO_CREDITS = esv_14("Insufficient credits")
UNLIMITED = esv_14("User already has an unlimited enrollment in the subscription")
EXPIRED = esv_14("The subscription variant has expired")
NOT_WRITTEN = esv_14("The enrollment could not be recorded", Source.OURS)


class Enrollment(Row):
    """One user in one subscription variant."""

    User = user(ESV["01"], ESV["02"], absent=ESV["09"])
    GroupName = GroupName(absent=ESV["03"], error=ESV["03"])
    SubscriptionVariantID = VariantId(absent=ESV["04"], error=ESV["04"])
    EnrollmentTag = EnrollmentTag(error=ESV["05"])


class EnrollSubscriptionVariants(Batch):
    """Enrol many users in subscription variants; where the group's variant requires credits, each takes one."""

    known = "The vendor's page is known whole: request, answer and codes; one text is ours."
    access, denied = ENROLL, ESV["06"]
    container, row = "SubscriptionVariantEnrollment", Enrollment
    rules = (
        Find("user", "active_user", by="User", error={"Email": ESV["07"], "EmployeeID": ESV["08"]}),
        Find("group", "group", by="GroupName", error=ESV["11"]),
        Allow(within="group", error=ESV["13"]),
        Find("variant", "active_variant", by="SubscriptionVariantID", error=ESV["10"]),
        Find("membership", "membership", of=("group", "user"), error=ESV["12"]),
        Find("assignment", "group_variant", of=("group", "variant"), error=ESV["12"]),
        applies_today(EXPIRED),
        Refuse("unlimited_enrollment", "unlimited_enrollment", of=("subscription", "user"), error=UNLIMITED),
        Distinct(of=("subscription", "user"), after="unlimited", error=UNLIMITED),
        TakeCredit(of=("group", "variant"), error=NO_CREDITS),
    )
    write, conflict, not_stored = "subscription_enrollment", UNLIMITED, NOT_WRITTEN
    echo = ("User", "SubscriptionVariantID")
