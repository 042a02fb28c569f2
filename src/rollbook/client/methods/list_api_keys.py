"""listAPIKeys. Made by `make client` from the contract; do not edit."""

import datetime as dt
from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls, AsyncPages
from rollbook.client.sync_calls import Calls, Pages
from rollbook.client.wire import Found, Given, Method, Plain


class Filters(Given, kw_only=True):
    """What a key must be like to be listed."""

    status: Literal["Active", "Expired", "Revoked"] | None = field(name="Status", default=None)
    """Whether the key opens the account, is past its ExpirationDate, or is revoked; all where nothing is said."""


class Answer(Found, kw_only=True):
    """A key, without the key itself; the account's own has no user."""

    api_key_id: str | None = field(name="APIKeyID", default=None)
    email: str | None = field(name="Email", default=None)
    employee_id: str | None = field(name="EmployeeID", default=None)
    label: str | None = field(name="Label", default=None)
    status: str | None = field(name="Status", default=None)
    created_date: dt.datetime | None = field(name="CreatedDate", default=None)
    expiration_date: dt.datetime | None = field(name="ExpirationDate", default=None)
    revoked_date: dt.datetime | None = field(name="RevokedDate", default=None)


Code = Literal["LAK:51", "LAK:52", "LAK:53"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="listAPIKeys",
    kind="report",
    container="APIKey",
    denied="LAK:51",
    moments=frozenset(["CreatedDate", "ExpirationDate", "RevokedDate"]),
    item="APIKey",
    answer_container="APIKeys",
    pages_by="Page",
    page_size=50,
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def list_api_keys(
        self, *, page: int | None = None, page_size: int | None = None, filters: Filters | Plain | None = None
    ) -> Pages[Answer]:
        """List the keys of the account and of its users in the order in which they were made.

        What is known of it: Nothing: it is ours.

        page: Which page. Whole number, 1 to 1000000000.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        filters: What a key must be like to be listed.
        """
        return self._pages(METHOD, {"Page": page, "PageSize": page_size, "Filters": filters})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    def list_api_keys(
        self, *, page: int | None = None, page_size: int | None = None, filters: Filters | Plain | None = None
    ) -> AsyncPages[Answer]:
        """List the keys of the account and of its users in the order in which they were made.

        What is known of it: Nothing: it is ours.

        page: Which page. Whole number, 1 to 1000000000.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        filters: What a key must be like to be listed.
        """
        return self._pages(METHOD, {"Page": page, "PageSize": page_size, "Filters": filters})
