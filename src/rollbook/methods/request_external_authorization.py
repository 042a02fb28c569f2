"""requestExternalAuthorization: make a link with which a user is signed in to the console, once and within a minute."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Change
from rollbook.contract.rows import Either, Row
from rollbook.contract.rules import Find
from rollbook.contract.tags import ShownOnce, Text
from rollbook.vocabulary.identifiers import user

REA = error_table("REA", Source.OURS, """
    51 The required permissions are not met to call the requestExternalAuthorization method.
    52 Nobody can sign in to this server: the setting ROLLBOOK_CONSOLE is off.
    53 No Email or EmployeeID was provided.
    54 The user requested does not exist, or is not active.
    55 An administrator, auditor or owner cannot be signed in by this method.
""")  # fmt: skip


class Security(Row):
    """Who is to be signed in."""

    User = user(REA["54"], absent=REA["53"], of=Either)


class Authorization(Row):
    """The two parts of the link's token, and the link; it shows who is signed in, and a button that does it."""

    AuthKey = Text(sample="382713520119808000")
    RequestKey = ShownOnce(sample="shown-only-in-this-answer")
    RedirectPath = ShownOnce(sample="/console/link/382713520119808000.shown-only-in-this-answer")


class RequestExternalAuthorization(Change):
    """Make a one-time link into the console for a user who is no administrator, auditor or owner.

    It works once, within 60 seconds. The answer shows it, and nothing else ever does. A dry run shows none, and an
    answer that is sent again to the same Idempotency-Key has it masked.
    """

    known = "Request and rules from the vendor's page, answer recorded; from where it may be called and codes ours."
    denied, setting, off = REA["51"], "console", REA["52"]
    container, row = "Security", Security
    rules = (Find("user", "active_user", by="User", error=REA["54"]),)
    write, not_stored = "authorization", {"above_groups": REA["55"]}
    info = Info(Authorization)
