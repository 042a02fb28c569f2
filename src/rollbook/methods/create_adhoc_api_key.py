"""createAdhocAPIKey: make a key with which a user calls the API for three minutes. It is shown once."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Change
from rollbook.contract.rows import Row
from rollbook.contract.rules import Find
from rollbook.contract.tags import Id, Moment, ShownOnce
from rollbook.vocabulary.identifiers import known_user

CAAK = error_table("CAAK", Source.OURS, """
    51 The required permissions are not met to call the createAdhocAPIKey method.
    52 This server makes no ad hoc keys: the setting ROLLBOOK_ADHOC_KEYS is off.
    53 No Email, EmployeeID or ID was provided.
    54 The user requested does not exist, or is not active.
    55 An ad hoc key cannot be made for an administrator, auditor or owner.
""")  # fmt: skip


class User(Row):
    """Whose the new key is."""

    Identifier = known_user(CAAK["54"], absent=CAAK["53"])


class AdhocAPIKey(Row):
    """The key that was made, and the moment from which on it fails."""

    APIKeyID = Id(sample="302")
    UserAPI = ShownOnce(sample="shown-only-in-this-answer")
    ExpirationDate = Moment(sample="2024-02-29 16:08:12.25")


class CreateAdhocAPIKey(Change):
    """Make a key that lives three minutes, for a user who is no administrator, auditor or owner.

    The answer shows it, and nothing else ever does: only its hash is kept. A dry run shows none, and an answer that is
    sent again to the same Idempotency-Key has it masked. The server makes such keys only where its operator allows it.
    """

    known = "Request and the life of a key from the vendor's page; for whom, answer and codes ours."
    denied, setting, off = CAAK["51"], "adhoc_keys", CAAK["52"]
    container, row = "User", User
    rules = (Find("user", "active_user", by="Identifier", error=CAAK["54"]),)
    write, not_stored = "adhoc_key", {"above_groups": CAAK["55"]}
    info = Info(AdhocAPIKey)
