"""listChanges. Made by `make client` from the contract; do not edit."""

import datetime as dt
from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls, AsyncPages
from rollbook.client.sync_calls import Calls, Pages
from rollbook.client.wire import Found, Given, Id, Method, Number, Plain


class User(Given, kw_only=True):
    """The person whom the rows are about."""

    email: str | None = field(name="Email", default=None)
    """The user's e-mail address, compared without case. E-mail address, at most 254 characters."""
    employee_id: str | None = field(name="EmployeeID", default=None)
    """The user's employee id, compared exactly. Text, at most 255 characters."""


class Filters(Given, kw_only=True):
    """Which changes; all filters count together, and without any all changes are listed."""

    call_id: Id | None = field(name="CallID", default=None)
    """The call's id: listCalls answers with it, and JSON answers name it. Whole number, 1 to 2^63-1."""
    table: str | None = field(name="Table", default=None)
    """The kind of the row: the name of its table. Text, at most 255 characters."""
    row_id: Number | None = field(name="RowID", default=None)
    """The row's id, or its ids with slashes between them. Text, at most 255 characters."""
    user: User | Plain | None = field(name="User", default=None)
    """The person whom the rows are about."""


class AnswerColumn(Found, kw_only=True):
    """A value, and what it was before."""

    name: str | None = field(name="Name", default=None)
    before: str | None = field(name="Before", default=None)
    after: str | None = field(name="After", default=None)


class Answer(Found, kw_only=True):
    """What one call did to one row."""

    change_id: str | None = field(name="ChangeID", default=None)
    call_id: str | None = field(name="CallID", default=None)
    method: str | None = field(name="Method", default=None)
    changed_date: dt.datetime | None = field(name="ChangedDate", default=None)
    caller_id: str | None = field(name="CallerID", default=None)
    caller_email: str | None = field(name="CallerEmail", default=None)
    caller_employee_id: str | None = field(name="CallerEmployeeID", default=None)
    action: str | None = field(name="Action", default=None)
    table: str | None = field(name="Table", default=None)
    row_id: str | None = field(name="RowID", default=None)
    person_id: str | None = field(name="PersonID", default=None)
    reason: str | None = field(name="Reason", default=None)
    columns: list[AnswerColumn] = field(name="Columns", default_factory=list)


Code = Literal["LCH:51", "LCH:52", "LCH:53", "LCH:54", "LCH:55", "LCH:56", "LCH:58", "LCH:57"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="listChanges",
    kind="report",
    container="Change",
    denied="LCH:51",
    answer_lists={"Changes": "Change", "Changes/Columns": "Column"},
    moments=frozenset(["Changes/ChangedDate"]),
    within="Changes",
    pages_by="Before",
    page_size=50,
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def list_changes(
        self, *, before: Id | None = None, page_size: int | None = None, filters: Filters | Plain | None = None
    ) -> Pages[Answer]:
        """List changes: old value, new value, who, when and why.

        What is known of it: Nothing: it is ours.

        before: Only what is older than this: the Next of the page before. Whole number, 1 to 2^63-1.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        filters: Which changes; all filters count together, and without any all changes are listed.
        """
        return self._pages(METHOD, {"Before": before, "PageSize": page_size, "Filters": filters})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    def list_changes(
        self, *, before: Id | None = None, page_size: int | None = None, filters: Filters | Plain | None = None
    ) -> AsyncPages[Answer]:
        """List changes: old value, new value, who, when and why.

        What is known of it: Nothing: it is ours.

        before: Only what is older than this: the Next of the page before. Whole number, 1 to 2^63-1.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        filters: Which changes; all filters count together, and without any all changes are listed.
        """
        return self._pages(METHOD, {"Before": before, "PageSize": page_size, "Filters": filters})
