"""listUsers. Made by `make client` from the contract; do not edit."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls, AsyncPages
from rollbook.client.sync_calls import Calls, Pages
from rollbook.client.wire import Day, Found, Given, Method, Plain


class Email(Given, kw_only=True):
    """A value, and how it is compared."""

    match_type: Literal["EXACT", "CONTAINS"] | None = field(name="MatchType", default=None)
    """Whether the value has to match the whole text or a part of it, without case."""
    value: str | None = field(name="Value", default=None)
    """The e-mail address, or a part of it. Text, at most 255 characters."""


class EmployeeID(Given, kw_only=True):
    """A value, and how it is compared."""

    match_type: Literal["EXACT", "CONTAINS"] | None = field(name="MatchType", default=None)
    """Whether the value has to match the whole text or a part of it, without case."""
    value: str | None = field(name="Value", default=None)
    """The employee id, compared exactly, or a part of it. Text, at most 255 characters."""


class Name(Given, kw_only=True):
    """A value, and how it is compared."""

    match_type: Literal["EXACT", "CONTAINS"] | None = field(name="MatchType", default=None)
    """Whether the value has to match the whole text or a part of it, without case."""
    value: str | None = field(name="Value", default=None)
    """The name, given name and surname with a blank between them, or a part of it. Text, at most 255 characters."""


class UserIdentifier(Given, kw_only=True):
    """The user's names; all that are given have to match."""

    email: Email | Plain | None = field(name="Email", default=None)
    """The e-mail address."""
    employee_id: EmployeeID | Plain | None = field(name="EmployeeID", default=None)
    """The employee id."""
    name: Name | Plain | None = field(name="Name", default=None)
    """The name."""


class Users(Given, kw_only=True):
    """The container of one identifier."""

    user_identifier: UserIdentifier | Plain | None = field(name="UserIdentifier", default=None)
    """The user's names; all that are given have to match."""


class CreatedDate(Given, kw_only=True):
    """A range of dates."""

    created_date_from: Day | None = field(name="CreatedDateFrom", default=None)
    """The first day or moment that is included; in UTC."""
    created_date_to: Day | None = field(name="CreatedDateTo", default=None)
    """The last day or moment that is included; in UTC."""


class ModifiedDate(Given, kw_only=True):
    """A range of dates."""

    modified_date_from: Day | None = field(name="ModifiedDateFrom", default=None)
    """The first day or moment that is included; in UTC."""
    modified_date_to: Day | None = field(name="ModifiedDateTo", default=None)
    """The last day or moment that is included; in UTC."""


class Filters(Given, kw_only=True):
    """What a user must be like to be listed; they have to match all filters."""

    users: Users | Plain | None = field(name="Users", default=None)
    """The container of one identifier."""
    home_group: str | None = field(name="HomeGroup", default=None)
    """The name of the home group. Text, at most 255 characters."""
    group_name: str | None = field(name="GroupName", default=None)
    """The name of a group of which the user must be a member. Text, at most 255 characters."""
    user_status: Literal["Active", "Inactive", "All"] | None = field(name="UserStatus", default=None)
    """The user's status; by default all."""
    created_date: CreatedDate | Plain | None = field(name="CreatedDate", default=None)
    """When the user was created."""
    modified_date: ModifiedDate | Plain | None = field(name="ModifiedDate", default=None)
    """When the user was last changed."""
    teams: Sequence[str] | None = field(name="Teams", default=None)
    """Teams, of one of which the user must be a member. Container of up to 10,000 TeamName."""


class Answer(Found, kw_only=True):
    """A user."""

    id: str | None = field(name="ID", default=None)
    email: str | None = field(name="Email", default=None)
    employee_id: str | None = field(name="EmployeeID", default=None)
    given_name: str | None = field(name="GivenName", default=None)
    surname: str | None = field(name="Surname", default=None)
    name: str | None = field(name="Name", default=None)
    status: str | None = field(name="Status", default=None)
    title: str | None = field(name="Title", default=None)
    division: str | None = field(name="Division", default=None)
    home_group: str | None = field(name="HomeGroup", default=None)
    created_date: dt.datetime | None = field(name="CreatedDate", default=None)
    modified_date: dt.datetime | None = field(name="ModifiedDate", default=None)
    teams: list[str] = field(name="Teams", default_factory=list)


Code = Literal["LU:51", "LU:52", "LU:53", "LU:54", "LU:55", "LU:56", "LU:59", "LU:57", "LU:58", "LU:60"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="listUsers",
    kind="report",
    container="User",
    denied="LU:51",
    lists={"Filters/Teams": "TeamName"},
    answer_lists={"Users": "User", "Users/Teams": "Team"},
    moments=frozenset(["Users/CreatedDate", "Users/ModifiedDate"]),
    within="Users",
    pages_by="Page",
    page_size=50,
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def list_users(
        self,
        *,
        page: int | None = None,
        page_size: int | None = None,
        sort_field: Literal["NAME", "EMPLOYEE_ID"] | None = None,
        sort_order: Literal["ASC", "DESC"] | None = None,
        filters: Filters | Plain | None = None,
    ) -> Pages[Answer]:
        """List users; administrators and owners are never among them.

        What is known of it: Request from the vendor's page and a client; answer from a client; codes ours.

        page: Which page. Whole number, 1 to 1000000000.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        sort_field: The field to sort by.

        sort_order: Ascending or descending.

        filters: What a user must be like to be listed; they have to match all filters.
        """
        return self._pages(
            METHOD,
            {"Page": page, "PageSize": page_size, "SortField": sort_field, "SortOrder": sort_order, "Filters": filters},
        )


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    def list_users(
        self,
        *,
        page: int | None = None,
        page_size: int | None = None,
        sort_field: Literal["NAME", "EMPLOYEE_ID"] | None = None,
        sort_order: Literal["ASC", "DESC"] | None = None,
        filters: Filters | Plain | None = None,
    ) -> AsyncPages[Answer]:
        """List users; administrators and owners are never among them.

        What is known of it: Request from the vendor's page and a client; answer from a client; codes ours.

        page: Which page. Whole number, 1 to 1000000000.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        sort_field: The field to sort by.

        sort_order: Ascending or descending.

        filters: What a user must be like to be listed; they have to match all filters.
        """
        return self._pages(
            METHOD,
            {"Page": page, "PageSize": page_size, "SortField": sort_field, "SortOrder": sort_order, "Filters": filters},
        )
