"""getUserSupervisees: the users whom one user supervises, page by page."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.permissions import Permission
from rollbook.contract.rows import Row
from rollbook.contract.rules import Allow, Find
from rollbook.contract.tags import OneOf
from rollbook.vocabulary.filters import Page, PageSize
from rollbook.vocabulary.identifiers import known_user
from rollbook.vocabulary.known_user import UserPage

GUSE = error_table("GUSE", Source.OURS, """
    51 The required permissions are not met to call the getUserSupervisees method.
    52 The {tag} provided is not valid. A page has 1000 users at most.
    53 The SortOrder provided is not valid. Valid orders are 'Asc' or 'Desc'.
    54 No Email, EmployeeID or ID was provided.
    55 The user requested does not exist.
    56 The user requested is not accessible through the API.
""")  # fmt: skip


class WholePage(PageSize):
    """How many entries a page has: by default as many as it may have. Source: DOC."""

    sample = "1000"
    default = 1000


class User(Row):
    """Which page of whose supervisees."""

    Page = Page(error=GUSE["52"])
    PageSize = WholePage(error=GUSE["52"])
    SortOrder = OneOf(
        "Asc", "Desc", any_case=True, error=GUSE["53"], about="by name, ascending or descending", default="Asc"
    )
    Identifier = known_user(GUSE["55"], absent=GUSE["54"])


class GetUserSupervisees(Report):
    """List whom a user supervises. Who supervises may ask for their own; others see whom listUsers would show them."""

    known = "Request from the vendor's page; answer as listUsers gives it, which is ours, as the codes are."
    access = Permission.MANAGE_GROUP | Permission.MANAGE_USERS
    supervisors, denied = True, GUSE["51"]
    container, row = "User", User
    rules = (
        Find("user", "user", by="Identifier", error=GUSE["55"]),
        Allow(within="home_group", oneself="user", error=GUSE["56"]),
    )
    read = "supervisees"
    info = Info(UserPage)
