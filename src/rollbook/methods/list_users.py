"""listUsers: the users that the caller may see, page by page."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.permissions import MANAGE_USERS
from rollbook.contract.rows import Part, Row
from rollbook.contract.tags import OneOf
from rollbook.vocabulary.filters import Page, PageSize, Several, days, match_filter
from rollbook.vocabulary.identifiers import GroupName
from rollbook.vocabulary.known_user import UserPage
from rollbook.vocabulary.users import TeamName

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


EMAIL = "the e-mail address, or a part of it"
EMPLOYEE_ID = "the employee id, compared exactly, or a part of it"
NAME = "the name, given name and surname with a blank between them, or a part of it"
MADE = ("01-Jan-2024", "31-Dec-2999")
STATUS = "the user's status; by default all"


class UserIdentifier(Row):
    """The user's names; all that are given have to match."""

    Email = match_filter(EMAIL, "dana.brown@finashoes.com", unmatched=LU["56"], unfit=LU["59"])
    EmployeeID = match_filter(EMPLOYEE_ID, "FS-1001", unmatched=LU["56"], unfit=LU["59"])
    Name = match_filter(NAME, "Dana Brown", unmatched=LU["56"], unfit=LU["59"])


class Users(Row):
    """The container of one identifier."""

    UserIdentifier = Part(UserIdentifier)


class Filters(Row):
    """What a user must be like to be listed; they have to match all filters."""

    Users = Part(Users)
    HomeGroup = GroupName(error=LU["59"], about="the name of the home group")
    GroupName = GroupName(error=LU["59"], about="the name of a group of which the user must be a member")
    UserStatus = OneOf("Active", "Inactive", "All", any_case=True, error=LU["57"], about=STATUS)
    CreatedDate = days("CreatedDate", LU["58"], about="when the user was created", samples=MADE)
    ModifiedDate = days("ModifiedDate", LU["58"], about="when the user was last changed", samples=MADE)
    Teams = Several("TeamName", TeamName(error=LU["60"]), about="teams, of one of which the user must be a member")


class User(Row):
    """Which page, in which order, of which users."""

    Page = Page(error=LU["52"])
    PageSize = PageSize(error=LU["53"])
    SortField = OneOf(
        "NAME", "EMPLOYEE_ID", any_case=True, error=LU["54"], about="the field to sort by", default="NAME"
    )
    SortOrder = OneOf("ASC", "DESC", any_case=True, error=LU["55"], about="ascending or descending", default="ASC")
    Filters = Part(Filters)


class ListUsers(Report):
    """List users; administrators and owners are never among them."""

    known = "Request from the vendor's page and a client; answer from a client; codes ours."
    access, denied = MANAGE_USERS, LU["51"]
    container, row = "User", User
    read = "users"
    info = Info(UserPage)  # fmt: skip
