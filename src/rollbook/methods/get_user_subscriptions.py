"""getUserSubscriptions: the subscriptions in which one user is enrolled."""

from rollbook.contract.answers import Info
from rollbook.contract.checks import no_administrator
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.permissions import MANAGE_USERS
from rollbook.contract.rows import Either, Row
from rollbook.contract.rules import Allow, Find
from rollbook.contract.tags import EmailAddress, Id, Moment, Text

GUS = error_table("GUS", Source.OURS, """
    51 The required permissions are not met to call the getUserSubscriptions method.
    52 No Email, EmployeeID or ID was provided.
    53 The user requested does not exist.
    54 The user requested is not accessible through the API.
""")  # fmt: skip


class User(Row):
    """The user asked for; a malformed identifier matches no user."""

    Identifier = Either(
        Email=EmailAddress(
            error=GUS["53"], about="the user's e-mail address, compared without case", sample="dana.brown@finashoes.com"
        ),
        EmployeeID=Text(255, error=GUS["53"], about="the user's employee id, compared exactly", sample="FS-1001"),
        ID=Id(error=GUS["53"], about="the id that listUsers and getUser show", sample="382713520119808000"),
        absent=GUS["52"],
        about="the user",
    )


class UserSubscription(Row):
    """An enrolment in a subscription; one without end has no EndDate."""

    ID = Id(sample="382713520119808000")
    SubscriptionName = Text(sample="Shop floor")
    SubscriptionID = Id(sample="7")
    VariantID = Id(sample="16")
    VariantName = Text(sample="Unlimited")
    GroupName = Text(sample="Sales")
    StartDate = Moment(sample="2024-03-01 09:00:00.0")
    EndDate = Moment(sample="2024-05-30 09:00:00.0")
    EnrollmentTag = Text(sample="spring intake")


class GetUserSubscriptions(Report):
    """List a user's subscription enrolments, those that are over too."""

    known = "Request from the vendor's page; answer known in part; codes ours."
    access, denied = MANAGE_USERS, GUS["51"]
    container, row = "User", User
    rules = (
        Find("user", "user", by="Identifier", error=GUS["53"]),
        no_administrator(GUS["54"]),
        Allow(within="home_group", error=GUS["54"]),
    )
    read = "user_subscriptions"
    info = Info(UserSubscription, container="UserSubscriptions", item="UserSubscription")
