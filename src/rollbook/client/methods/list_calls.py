"""listCalls. Made by `make client` from the contract; do not edit."""

import datetime as dt
from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls, AsyncPages
from rollbook.client.sync_calls import Calls, Pages
from rollbook.client.wire import Day, Found, Given, Id, Method, Plain


class ReceivedDate(Given, kw_only=True):
    """A range of dates."""

    received_date_from: Day | None = field(name="ReceivedDateFrom", default=None)
    """The first day or moment that is included; in UTC."""
    received_date_to: Day | None = field(name="ReceivedDateTo", default=None)
    """The last day or moment that is included; in UTC."""


class User(Given, kw_only=True):
    """Who called."""

    email: str | None = field(name="Email", default=None)
    """The user's e-mail address, compared without case. E-mail address, at most 254 characters."""
    employee_id: str | None = field(name="EmployeeID", default=None)
    """The user's employee id, compared exactly. Text, at most 255 characters."""


class Filters(Given, kw_only=True):
    """What a call must be like to be listed; all filters count together."""

    method: str | None = field(name="Method", default=None)
    """The method's name, exactly as it is kept. Text, at most 255 characters."""
    result: Literal["Success", "Failed"] | None = field(name="Result", default=None)
    """Whether it recorded anything."""
    received_date: ReceivedDate | Plain | None = field(name="ReceivedDate", default=None)
    """When the call arrived."""
    error_code: str | None = field(name="ErrorCode", default=None)
    """A code with which the call refused something. Text, at most 20 characters."""
    user: User | Plain | None = field(name="User", default=None)
    """Who called."""


class Answer(Found, kw_only=True):
    """A call: who asked what, when, and the outcome in numbers."""

    call_id: str | None = field(name="CallID", default=None)
    received_date: dt.datetime | None = field(name="ReceivedDate", default=None)
    method: str | None = field(name="Method", default=None)
    face: str | None = field(name="Face", default=None)
    caller_id: str | None = field(name="CallerID", default=None)
    caller_email: str | None = field(name="CallerEmail", default=None)
    caller_employee_id: str | None = field(name="CallerEmployeeID", default=None)
    result: str | None = field(name="Result", default=None)
    recorded: int | None = field(name="Recorded", default=None)
    refused: int | None = field(name="Refused", default=None)
    error_codes: str | None = field(name="ErrorCodes", default=None)
    request_id: str | None = field(name="RequestID", default=None)
    reason: str | None = field(name="Reason", default=None)
    takes_back_call_id: str | None = field(name="TakesBackCallID", default=None)


Code = Literal["LCA:51", "LCA:52", "LCA:53", "LCA:54", "LCA:55", "LCA:56", "LCA:59", "LCA:57", "LCA:58"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="listCalls",
    kind="report",
    container="Call",
    denied="LCA:51",
    answer_lists={"Calls": "Call"},
    moments=frozenset(["Calls/ReceivedDate"]),
    within="Calls",
    pages_by="Before",
    page_size=50,
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def list_calls(
        self, *, before: Id | None = None, page_size: int | None = None, filters: Filters | Plain | None = None
    ) -> Pages[Answer]:
        """List the calls to the account, with who made them and the outcome. Reports and refused calls are among them.

        What is known of it: Nothing: it is ours.

        before: Only what is older than this: the Next of the page before. Whole number, 1 to 2^63-1.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        filters: What a call must be like to be listed; all filters count together.
        """
        return self._pages(METHOD, {"Before": before, "PageSize": page_size, "Filters": filters})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    def list_calls(
        self, *, before: Id | None = None, page_size: int | None = None, filters: Filters | Plain | None = None
    ) -> AsyncPages[Answer]:
        """List the calls to the account, with who made them and the outcome. Reports and refused calls are among them.

        What is known of it: Nothing: it is ours.

        before: Only what is older than this: the Next of the page before. Whole number, 1 to 2^63-1.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        filters: What a call must be like to be listed; all filters count together.
        """
        return self._pages(METHOD, {"Before": before, "PageSize": page_size, "Filters": filters})
