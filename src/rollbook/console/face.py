"""The console's face: a form becomes a call in JSON, and its answer what a page shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import msgspec

from rollbook.api.answers import Head, show_kept, show_result
from rollbook.api.message import JsonMessage, parse
from rollbook.calls.request import Result, Shown
from rollbook.contract.method import Method
from rollbook.records.keys.sign_ins import SignInToken

MOST_VALUES = 2**20


class ConsoleFace:
    """One call that a page makes. It is kept as the JSON that a program would have sent."""

    name: ClassVar[str] = "console"

    def __init__(self, request_id: str, token: SignInToken, method: str, content: Any, *, is_dry_run: bool) -> None:
        self._request_id = request_id
        self._token = token
        self._method = method
        self._sent = msgspec.json.encode(content)
        self._is_dry_run = is_dry_run
        self.size = len(self._sent)

    def open(self) -> JsonMessage:
        """Take the call apart, as one that came over HTTP."""
        return JsonMessage(self._token, self._method, self._sent, parse(self._sent, MOST_VALUES))

    def check_options(self) -> None:
        """Do nothing: a page has no headers of its own."""

    def show(self, method: type[Method] | None, result: Result, call: int | None) -> Shown:
        """Write the answer as JSON."""
        return show_result(Head(self._request_id, call, is_dry_run=self._is_dry_run), method, result)

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
    """The outcome of one row."""

    row: int = 1
    outcome: str = ""
    answer: Mapping[str, Any] | None = None
    error: CallError | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a call, as the JSON answer has it. `code` and `detail` say why it was refused as a whole."""

    result: str
    call_id: str | None = None
    dry_run: bool = False
    recorded: int = 0
    refused: int = 0
    rows: list[CallRow] = []
    status: int = 200
    code: str | None = None
    detail: str = ""
    pointer: str | None = None
    value: str | None = None

    @property
    def is_good(self) -> bool:
        """Whether anything is on record, or would be."""
        return self.result == "Success"

    @property
    def errors(self) -> list[CallError]:
        """The errors of the refused rows; of a call that was refused as a whole its one error."""
        errors = [row.error for row in self.rows if row.error is not None]
        if not errors and self.code is not None:
            errors = [CallError(self.code, self.detail, self.pointer, self.value)]
        return errors

    @property
    def by_row(self) -> Mapping[int, CallError]:
        """The errors by the number of their row, from 1."""
        return {row.row: row.error for row in self.rows if row.error is not None}

    @property
    def sentence(self) -> str:
        """What is said in the page's status: 18 recorded, 2 refused."""
        if self.dry_run:
            return f"Would record {self.recorded}, refuse {self.refused}. Nothing is written yet."
        return f"{self.recorded} recorded, {self.refused} refused"


def read_outcome(body: bytes) -> Outcome:
    """Read the outcome of a call from its answer in JSON."""
    return msgspec.json.decode(body, type=Outcome)


@dataclass(frozen=True, slots=True)
class Deed:
    """What a page wants done: a method with its content, tried or recorded. Its key makes it safe to resend."""

    method: str
    content: Any
    is_trial: bool = False
    is_strict: bool = False
    key: str | None = field(default=None)
