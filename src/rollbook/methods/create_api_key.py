"""createAPIKey: make a key with which a user calls the API. It is shown once."""

from rollbook.contract.answers import Info
from rollbook.contract.checks import in_future
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rows import Row
from rollbook.contract.rules import Find
from rollbook.contract.tags import Date, Id, ShownOnce, Text
from rollbook.vocabulary.identifiers import ShortText, known_user

CAK = error_table("CAK", Source.OURS, """
    51 The required permissions are not met to call the createAPIKey method.
    52 No Email, EmployeeID or ID was provided.
    53 The user requested does not exist.
    54 The Label provided is not valid.
    55 Only an owner can make a key for an owner.
    56 The ExpirationDate provided is not valid, or is not in the future.
""")  # fmt: skip


class APIKey(Row):
    """Whose the new key is, and what it is for."""

    Identifier = known_user(CAK["53"], absent=CAK["52"])
    Label = ShortText(error=CAK["54"], about="a note on what the key is for", sample="Payroll")
    ExpirationDate = Date(
        error=CAK["56"], about="from when on the key fails, in UTC; never where none is given", sample="31-Dec-2098"
    )


class NewAPIKey(Row):
    """The key that was made."""

    APIKeyID = Id(sample="301")
    UserAPI = ShownOnce(sample="shown-only-in-this-answer")
    Label = Text(sample="Payroll")


class CreateAPIKey(Change):
    """Make a key for a user. The answer shows it, and nothing else ever does: only its hash is kept.

    A dry run shows none, and an answer that is sent again to the same Idempotency-Key has it masked.
    """

    known = OURS
    denied = CAK["51"]
    container, row = "APIKey", APIKey
    rules = (
        in_future("ExpirationDate", CAK["56"]),
        Find("user", "user", by="Identifier", error=CAK["53"]),
    )
    write, not_stored = "new_api_key", {"owners_key": CAK["55"]}
    info = Info(NewAPIKey)
