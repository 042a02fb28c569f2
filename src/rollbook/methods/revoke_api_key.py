"""revokeAPIKey: revoke the key of a user, for good."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rows import Row
from rollbook.contract.rules import Find
from rollbook.contract.tags import Id, Moment

RAK = error_table("RAK", Source.OURS, """
    51 The required permissions are not met to call the revokeAPIKey method.
    52 The APIKeyID provided is not valid.
    53 Only an owner can revoke the key of an owner.
    54 The key is revoked already.
""")  # fmt: skip


class APIKey(Row):
    """The key that is revoked."""

    APIKeyID = Id(
        error=RAK["52"],
        absent=RAK["52"],
        about="the key's id, as listAPIKeys returns it; not of the account's own key",
        sample="301",
    )


class RevokedAPIKey(Row):
    """The key that was revoked."""

    APIKeyID = Id(sample="301")
    RevokedDate = Moment(sample="2024-03-01 15:00:00.0")


class RevokeAPIKey(Change):
    """Revoke a key: it fails from the next call on. That is never undone; createAPIKey makes another."""

    known = OURS
    denied = RAK["51"]
    container, row = "APIKey", APIKey
    rules = (Find("api_key", "api_key", by="APIKeyID", error=RAK["52"]),)
    write, not_stored = "revoked_api_key", {"owners_key": RAK["53"], "key_revoked": RAK["54"]}
    info = Info(RevokedAPIKey)
