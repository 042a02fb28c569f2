"""What calls come to: rows recorded and refused, and the errors that end a call."""

from dataclasses import dataclass, field
from typing import Generic

from rollbook.client.wire import A, C


class ClientError(Exception):
    """Whatever keeps a call from its answer, or its rows from being recorded."""


class NoAnswer(ClientError):  # noqa: N818  # a name of the API
    """No answer came, however often the call was sent. Whether it is recorded is not known."""


class BadAnswer(ClientError):  # noqa: N818  # a name of the API
    """Something came that is no answer of the API."""


class CallRefused(ClientError):  # noqa: N818  # a name of the API
    """The whole call was refused: nothing is recorded. `code` is the error's code, `request_id` the server's name."""

    def __init__(self, code: str, message: str, request_id: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.request_id = code, message, request_id


@dataclass(frozen=True, slots=True)
class Recorded(Generic[A]):
    """A row that was recorded, or in a dry run would be. `row` is its number in the batch, from 1."""

    row: int
    answer: A


@dataclass(frozen=True, slots=True)
class Refused(Generic[C]):
    """A row that was refused. `row` is its number, from 1. By XML `pointer`, `value` and `source` are not known.

    `pointer` (RFC 6901) is the place of the error in the package that the row was sent in, `value` the text there.
    """

    row: int
    code: C
    message: str
    source: str | None = field(default=None, compare=False)
    pointer: str | None = field(default=None, compare=False)
    value: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class BatchResult(Generic[A, C]):
    """The outcome of a batch, in the order of its rows. `request_ids` are those of its packages."""

    recorded: list[Recorded[A]]
    refused: list[Refused[C]]
    request_ids: list[str] = field(default_factory=list, compare=False)
    call_ids: list[str] = field(default_factory=list, compare=False)

    @property
    def ok(self) -> bool:
        """Whether no row was refused."""
        return not self.refused


@dataclass(frozen=True, slots=True)
class ChangeResult(Generic[A, C]):
    """The outcome of a change: either an answer, or the reason in `refused`."""

    answer: A | None
    refused: list[Refused[C]]
    request_ids: list[str] = field(default_factory=list, compare=False)
    call_ids: list[str] = field(default_factory=list, compare=False)

    @property
    def ok(self) -> bool:
        """Whether the change was made."""
        return self.answer is not None


class RowsRefused(ClientError, Generic[C]):  # noqa: N818  # a name of the API
    """Rows of a strict call were refused. `refused` names them; a Rollbook server has recorded none of the others."""

    def __init__(self, refused: list[Refused[C]]) -> None:
        first = refused[0]
        super().__init__(f"{len(refused)} refused; row {first.row}: {first.code}: {first.message}")
        self.refused = refused
