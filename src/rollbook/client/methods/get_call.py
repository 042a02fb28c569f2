"""getCall. Made by `make client` from the contract; do not edit."""

import datetime as dt
from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Id, Method


class AnswerRefusal(Found, kw_only=True):
    """A block that was refused: its code, and where in it the reason is."""

    block: int | None = field(name="Block", default=None)
    code: str | None = field(name="Code", default=None)
    path: str | None = field(name="Path", default=None)
    value: str | None = field(name="Value", default=None)


class AnswerRow(Found, kw_only=True):
    """A row that the call inserted."""

    table: str | None = field(name="Table", default=None)
    row_id: str | None = field(name="RowID", default=None)


class Answer(Found, kw_only=True):
    """A call with all that is on record of it."""

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
    remote_address: str | None = field(name="RemoteAddress", default=None)
    milliseconds: int | None = field(name="Milliseconds", default=None)
    key_id: str | None = field(name="KeyID", default=None)
    taken_back_by_call_id: str | None = field(name="TakenBackByCallID", default=None)
    refusals: list[AnswerRefusal] = field(name="Refusals", default_factory=list)
    rows: list[AnswerRow] = field(name="Rows", default_factory=list)
    changes: int | None = field(name="Changes", default=None)


Code = Literal["GC:51", "GC:52", "GC:53"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="getCall",
    kind="report",
    container="Call",
    denied="GC:51",
    answer_lists={"Refusals": "Refusal", "Rows": "Row"},
    moments=frozenset(["ReceivedDate"]),
    item="Call",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def get_call(self, *, call_id: Id) -> Answer:
        """Show one call: who, when, by which face and key, what was refused and why, and the rows it wrote.

        What is known of it: Nothing: it is ours.

        call_id: The call's id: listCalls answers with it, and JSON answers name it. Whole number, 1 to 2^63-1. Without
        it the row is refused with GC:52.
        """
        return self._one(METHOD, {"CallID": call_id})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def get_call(self, *, call_id: Id) -> Answer:
        """Show one call: who, when, by which face and key, what was refused and why, and the rows it wrote.

        What is known of it: Nothing: it is ours.

        call_id: The call's id: listCalls answers with it, and JSON answers name it. Whole number, 1 to 2^63-1. Without
        it the row is refused with GC:52.
        """
        return await self._one(METHOD, {"CallID": call_id})
