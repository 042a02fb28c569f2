"""getUserSupervisees. Made by `make client` from the contract; do not edit."""

import datetime as dt
from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls, AsyncPages
from rollbook.client.sync_calls import Calls, Pages
from rollbook.client.wire import Found, Given, Id, Method, Plain


class Identifier(Given, kw_only=True):
    """The user."""

    email: str | None = field(name="Email", default=None)
    """The user's e-mail address, compared without case. E-mail address, at most 254 characters."""
    employee_id: str | None = field(name="EmployeeID", default=None)
    """The user's employee id, compared exactly. Text, at most 255 characters."""
    id: Id | None = field(name="ID", default=None)
    """The id as listUsers and getUser return it. Whole number, 1 to 2^63-1."""


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


Code = Literal["GUSE:51", "GUSE:52", "GUSE:53", "GUSE:54", "GUSE:55", "GUSE:56"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="getUserSupervisees",
    kind="report",
    container="User",
    denied="GUSE:51",
    answer_lists={"Users": "User", "Users/Teams": "Team"},
    moments=frozenset(["Users/CreatedDate", "Users/ModifiedDate"]),
    within="Users",
    pages_by="Page",
    page_size=1000,
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def get_user_supervisees(
        self,
        *,
        identifier: Identifier | Plain,
        page: int | None = None,
        page_size: int | None = None,
        sort_order: Literal["Asc", "Desc"] | None = None,
    ) -> Pages[Answer]:
        """List whom a user supervises. Who supervises may ask for their own; others see whom listUsers would show them.

        What is known of it: Request from the vendor's page; answer as listUsers gives it, which is ours, as the codes
        are.

        page: Which page. Whole number, 1 to 1000000000.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        sort_order: By name, ascending or descending.

        identifier: The user. Without it the row is refused with GUSE:54.
        """
        return self._pages(
            METHOD, {"Page": page, "PageSize": page_size, "SortOrder": sort_order, "Identifier": identifier}
        )


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    def get_user_supervisees(
        self,
        *,
        identifier: Identifier | Plain,
        page: int | None = None,
        page_size: int | None = None,
        sort_order: Literal["Asc", "Desc"] | None = None,
    ) -> AsyncPages[Answer]:
        """List whom a user supervises. Who supervises may ask for their own; others see whom listUsers would show them.

        What is known of it: Request from the vendor's page; answer as listUsers gives it, which is ours, as the codes
        are.

        page: Which page. Whole number, 1 to 1000000000.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        sort_order: By name, ascending or descending.

        identifier: The user. Without it the row is refused with GUSE:54.
        """
        return self._pages(
            METHOD, {"Page": page, "PageSize": page_size, "SortOrder": sort_order, "Identifier": identifier}
        )
