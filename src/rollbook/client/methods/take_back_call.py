"""takeBackCall. Made by `make client` from the contract; do not edit."""

from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Handling, Id, Method


class AnswerRow(Found, kw_only=True):
    """A row that stays as it is, and why."""

    table: str | None = field(name="Table", default=None)
    row_id: str | None = field(name="RowID", default=None)
    why: str | None = field(name="Why", default=None)


class Answer(Found, kw_only=True):
    """How many rows are as they were before the call, and which are not."""

    call_id: str | None = field(name="CallID", default=None)
    taken_back: int | None = field(name="TakenBack", default=None)
    kept: int | None = field(name="Kept", default=None)
    kept_rows: list[AnswerRow] = field(name="KeptRows", default_factory=list)


Code = Literal["TBC:51", "TBC:52", "TBC:53", "TBC:54", "TBC:55", "TBC:56", "TBC:57", "TBC:58", "TBC:59"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="takeBackCall",
    kind="change",
    container="Call",
    denied="TBC:51",
    answer_lists={"KeptRows": "Row"},
    item="Call",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def take_back_call(self, *, call_id: Id, reason: str, **how: Unpack[Handling]) -> ChangeResult[Answer, Code]:
        """Take back what a call wrote: rows go that it inserted, values and credits return. What changed since is kept.

        What is known of it: Nothing: it is ours.

        call_id: The call's id: listCalls answers with it, and JSON answers name it. Whole number, 1 to 2^63-1. Without
        it the row is refused with TBC:52.

        reason: Why it is taken back. Text, at most 500 characters. Without it the row is refused with TBC:53.
        """
        return self._change(METHOD, {"CallID": call_id, "Reason": reason}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def take_back_call(self, *, call_id: Id, reason: str, **how: Unpack[Handling]) -> ChangeResult[Answer, Code]:
        """Take back what a call wrote: rows go that it inserted, values and credits return. What changed since is kept.

        What is known of it: Nothing: it is ours.

        call_id: The call's id: listCalls answers with it, and JSON answers name it. Whole number, 1 to 2^63-1. Without
        it the row is refused with TBC:52.

        reason: Why it is taken back. Text, at most 500 characters. Without it the row is refused with TBC:53.
        """
        return await self._change(METHOD, {"CallID": call_id, "Reason": reason}, how)
