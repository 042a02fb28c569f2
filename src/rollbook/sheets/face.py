"""The sheets' face: some rows of a sheet become one call in JSON, as a program would have sent it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import msgspec

from rollbook.api.answers import Head, show_kept, show_result
from rollbook.api.message import JsonMessage
from rollbook.calls.request import Result, Shown
from rollbook.contract.judge import fill
from rollbook.contract.method import Method
from rollbook.records.keys.callers import Credentials, KnownUser


class SheetMessage(JsonMessage):
    """A call of an import. A user whom the operator names has no keys that could be masked."""

    __slots__ = ()

    def without_keys(self, answer: bytes) -> bytes:
        """Mask the keys, where the caller has any."""
        return answer if isinstance(self.credentials, KnownUser) else super().without_keys(answer)


class SheetFace:
    """One call of an import. Its messages count rows as the sheet does; `rows` are the numbers of the call's rows."""

    name: ClassVar[str] = "sheet"

    def __init__(
        self,
        request_id: str,
        credentials: Credentials,
        method: str,
        content: Any,
        *,
        rows: Sequence[int] = (),
        is_dry_run: bool = False,
    ) -> None:
        self._request_id, self._credentials, self._method = request_id, credentials, method
        self._content, self._rows, self._is_dry_run = content, rows, is_dry_run
        self._sent = msgspec.json.encode(content)
        self.size = len(self._sent)

    def open(self) -> JsonMessage:
        """Return the call as one that came over HTTP."""
        return SheetMessage(self._credentials, self._method, self._sent, self._content)

    def check_options(self) -> None:
        """Do nothing: a sheet has no headers."""

    def show(self, method: type[Method] | None, result: Result, call: int | None) -> Shown:
        """Write the answer as JSON, with the rows of the sheet in its messages."""
        blocks = {block.number: block for block in result.blocks}
        numbers = dict(enumerate(self._rows, 1))
        faults = [
            replace(fault, message=fill(fault.error, numbers[fault.block], blocks[fault.block].sent))
            if fault.block in numbers and fault.block in blocks
            else fault
            for fault in result.faults
        ]
        head = Head(self._request_id, call, is_dry_run=self._is_dry_run)
        return show_result(head, method, replace(result, faults=faults))

    def show_again(self, body: bytes) -> Shown:
        """Return an answer that was kept."""
        return show_kept(body)


class CallError(msgspec.Struct, frozen=True):
    """One error of a call: its code, the sentence, and where it is."""

    code: str
    message: str
    pointer: str | None = None
    value: str | None = None


class CallRow(msgspec.Struct, frozen=True):
    """The outcome of one row of a call."""

    row: int = 1
    outcome: str = ""
    error: CallError | None = None
    answer: Mapping[str, Any] | None = None


class CallAnswer(msgspec.Struct, frozen=True):
    """The answer to a call; `code` and `detail` say why it was refused as a whole."""

    call_id: str | None = None
    rows: list[CallRow] = []
    code: str | None = None
    detail: str = ""
    pointer: str | None = None
    value: str | None = None

    @property
    def error(self) -> CallError | None:
        """The error that refused the call as a whole; None where each row has its own outcome."""
        return None if self.code is None or self.rows else CallError(self.code, self.detail, self.pointer, self.value)


def read_answer(body: bytes) -> CallAnswer:
    """Read an answer."""
    return msgspec.json.decode(body, type=CallAnswer)
