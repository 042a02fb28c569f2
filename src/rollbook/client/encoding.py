"""What an encoding is asked for: to write a request, and to read its answer."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import httpx

from rollbook.client.wire import Method, Plain


class Keys(NamedTuple):
    """The keys of a call: both of the vendor's, or a key of ours that finds the account by itself."""

    account_api: str
    user_api: str
    key: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it is posted."""

    url: str
    headers: dict[str, str]
    content: bytes


@dataclass(slots=True)
class Answered:
    """An answer taken apart. `good` are rows by number, `refused` the errors of rows, `fault` that of the whole call.

    `is_away` says that nothing is recorded, and that the call may be sent again later.
    """

    good: list[tuple[int, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    fault: tuple[str, str] | None = None
    next: int | None = None
    call_id: str | None = None
    request_id: str = ""
    is_away: bool = False


class Encoding(Protocol):
    """One of the two languages of the API."""

    @property
    def index_url(self) -> str:
        """Where a Rollbook server says what it is."""

    @property
    def is_of_rollbook(self) -> bool:
        """Whether only Rollbook speaks it."""

    def write(self, method: Method[Any, Any], body: Plain, keys: Keys) -> Sent:
        """Write a request. A batch's body holds its rows under the element's name."""

    def read(self, method: Method[Any, Any], response: httpx.Response) -> Answered:
        """Read an answer; raise ValueError for what is none."""
