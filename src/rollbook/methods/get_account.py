"""getAccount: what the account is called, and its time zone."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Error, Source
from rollbook.contract.method import OURS, Report
from rollbook.contract.rows import Row
from rollbook.contract.tags import Moment, OneOf, Text

DENIED = Error("GA:51", "The required permissions are not met to call the getAccount method.", Source.OURS)


class Account(Row):
    """The account, which is the caller's."""


class KnownAccount(Row):
    """What is known of the account."""

    Name = Text(sample="Fina Shoes")
    Timezone = Text(sample="US/Central")
    Status = OneOf("Active", "Inactive")
    CreatedDate = Moment(sample="2024-01-15 08:30:00.0")


class GetAccount(Report):
    """Show the account of the caller."""

    known = OURS
    denied = DENIED
    container, row = "Account", Account
    read = "account"
    info = Info(KnownAccount, item="Account")
