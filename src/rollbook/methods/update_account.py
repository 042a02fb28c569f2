"""updateAccount: change what the account is called, and its time zone."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rows import Row
from rollbook.contract.tags import Text
from rollbook.vocabulary.identifiers import ShortText
from rollbook.vocabulary.timezones import ZoneName

UA = error_table("UA", Source.OURS, """
    51 The required permissions are not met to call the updateAccount method.
    52 The Name provided is not valid.
    53 The Timezone provided is not valid.
    54 Another account has the Name provided.
""")  # fmt: skip


class Account(Row):
    """What changes of the account; what is not named, or empty, stays as it is."""

    Name = ShortText(
        error=UA["52"], about="the account's name, by which world files and commands find it", sample="Fina Shoes Inc."
    )
    Timezone = ZoneName(
        error=UA["53"], about="in which days and times without an offset are understood", sample="US/Mountain"
    )


class ChangedAccount(Row):
    """The account as it is now."""

    Name = Text(sample="Fina Shoes Inc.")
    Timezone = Text(sample="US/Mountain")


class UpdateAccount(Change):
    """Change the account of the caller.

    Moments on record stay the moments they are. Days are understood in the new time zone from then on, those of
    variants too.
    """

    known = OURS
    denied = UA["51"]
    container, row = "Account", Account
    write, not_stored = "account", {"account_name_taken": UA["54"]}
    info = Info(ChangedAccount)
