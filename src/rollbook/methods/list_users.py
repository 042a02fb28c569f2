"""listUsers: the users that the caller may see, page by page."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.permissions import MANAGE_USERS
from rollbook.contract.rows import Part, Row
from rollbook.contract.tags import Name, OneOf, Whole
from rollbook.vocabulary.filters import Several, days, sought
from rollbook.vocabulary.known_user import UserPage

LU = error_table("LU", Source.OURS, """
    51 The required permissions are not met to call the listUsers method.
    52 The Page provided is not valid.
    53 The PageSize provided is not valid. A page has 1000 users at most.
    54 The SortField provided is not valid. Valid fields are 'NAME' or 'EMPLOYEE_ID'.
    55 The SortOrder provided is not valid. Valid orders are 'ASC' or 'DESC'.
    56 The MatchType provided is not valid. Valid types are 'EXACT' or 'CONTAINS'.
    57 The UserStatus provided is not valid. Valid statuses are 'Active', 'Inactive' or 'All'.
    58 The {tag} provided is not a valid date.
    59 The {tag} provided is not valid.
    60 Team {item} - The TeamName provided is not valid.
""")  # fmt: skip


class UserIdentifier(Row):
    """All that are given have to match."""

    Email = sought(unmatched=LU["56"], unfit=LU["59"])
    EmployeeID = sought(unmatched=LU["56"], unfit=LU["59"])
    Name = sought(unmatched=LU["56"], unfit=LU["59"])


class Users(Row):
    """The container of the identifier."""

    UserIdentifier = Part(UserIdentifier)


class Filters(Row):
    """What a user must be like to be listed."""

    Users = Part(Users)
    HomeGroup = Name(255, error=LU["59"])
    GroupName = Name(255, error=LU["59"])
    UserStatus = OneOf("Active", "Inactive", "All", any_case=True, error=LU["57"])
    CreatedDate = days("CreatedDate", LU["58"])
    ModifiedDate = days("ModifiedDate", LU["58"])
    Teams = Several("TeamName", Name(255, error=LU["60"]))


class User(Row):
    """Which page, in which order, of which users."""

    Page = Whole(1, 10**9, error=LU["52"])
    PageSize = Whole(1, 1000, error=LU["53"])
    SortField = OneOf("NAME", "EMPLOYEE_ID", any_case=True, error=LU["54"])
    SortOrder = OneOf("ASC", "DESC", any_case=True, error=LU["55"])
    Filters = Part(Filters)


class ListUsers(Report):
    """List users; administrators and owners are never among them."""

    known = "Request from the vendor's page and a client; answer from a client; codes ours."
    access, denied = MANAGE_USERS, LU["51"]
    container, row = "User", User
    read = "users"
    info = Info(UserPage)  # fmt: skip
