"""setRole: make a user a learner, an auditor, an administrator or an owner."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.permissions import Role
from rollbook.contract.rows import Row
from rollbook.contract.rules import Find
from rollbook.contract.tags import Count, EmailAddress, OneOf, Text
from rollbook.vocabulary.identifiers import known_user

SR = error_table("SR", Source.OURS, """
    51 The required permissions are not met to call the setRole method.
    52 No Email, EmployeeID or ID was provided.
    53 The user requested does not exist.
    54 The Role provided is not valid. Valid roles are 'Learner', 'Auditor', 'Administrator' or 'Owner'.
    55 The account needs an active owner.
""")  # fmt: skip
ROLES = tuple(role.title() for role in Role)


class User(Row):
    """The user, and the role."""

    Identifier = known_user(SR["53"], absent=SR["52"])
    Role = OneOf(
        *ROLES,
        any_case=True,
        error=SR["54"],
        absent=SR["54"],
        about="an auditor reads the whole account, an administrator changes it, an owner also gives roles",
        sample="Auditor",
    )


class UserWithRole(Row):
    """The user, the role, and how many keys were revoked with it."""

    Email = EmailAddress(sample="dana.brown@finashoes.com")
    EmployeeID = Text(sample="FS-1001")
    Role = OneOf(*ROLES, sample="Auditor")
    RevokedKeys = Count(sample="0")


class SetRole(Change):
    """Give a user a role in the account. Only owners may.

    The keys of a user who becomes an owner are revoked: an administrator may have made them. The sign-ins and one-time
    links of a user who may do more than before end, and so does a password that they did not choose themselves.
    """

    known = OURS
    owners_only, denied = True, SR["51"]
    container, row = "User", User
    rules = (Find("user", "user", by="Identifier", error=SR["53"]),)
    write, not_stored = "role", {"last_owner": SR["55"]}
    info = Info(UserWithRole)
