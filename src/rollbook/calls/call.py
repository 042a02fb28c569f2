"""One call on its way through the steps: what each step found out, and how long it took."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from time import perf_counter

import sqlalchemy as sa

from rollbook.calls.request import Arrival, Message, Options, Request, Result, Shown
from rollbook.calls.turns import Turn
from rollbook.contract.answers import Values
from rollbook.contract.errors import Fault
from rollbook.contract.method import Change, Method, Report
from rollbook.contract.tags import ShownOnce, Texts
from rollbook.records.database.ids import new_ids
from rollbook.records.keys.callers import Caller
from rollbook.records.write.journal import Journal

STRICT = b"handling=strict"
MASK = b"***"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the operator allows: bytes of a package, blocks of a call, plain HTTP or not; and which calls are slow.

    `switched_off` names the settings on which methods depend and that are off. `console_address` is what stands before
    the path of a link into the console.
    """

    package_bytes: int = 16 * 2**20
    blocks: int = 1000
    insecure_http: bool = False
    slow_seconds: float = 1
    switched_off: frozenset[str] = frozenset()
    console_address: str = ""


@dataclass(slots=True)
class Answer:
    """What is sent back: the body as the face wrote it, and headers.

    Status and media type are None if the face has only one.
    """

    body: bytes = b""
    status: int | None = None
    media_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def show(self, shown: Shown) -> None:
        """Take over what a face wrote."""
        self.body, self.status, self.media_type = shown


@dataclass(slots=True)
class Stopwatch:
    """How long each step of a call took, over all its attempts. Seconds."""

    started: float = field(default_factory=perf_counter)
    marked: float = 0
    spent: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.marked = self.started

    def mark(self, doing: str) -> None:
        """Add the time since the last mark to what was being done."""
        now = perf_counter()
        self.spent[doing] = self.spent.get(doing, 0) + now - self.marked
        self.marked = now

    @property
    def microseconds(self) -> int:
        """How long the call has taken so far."""
        return int((perf_counter() - self.started) * 1e6)


@dataclass(slots=True)
class Call:
    """The state that the steps share: each reads what earlier steps found out and adds its own."""

    arrival: Arrival
    limits: Limits
    turn: Turn | None = None
    id: int = field(default_factory=lambda: new_ids()[0])
    connection: sa.Connection = field(init=False)
    message: Message = field(init=False)
    caller: Caller | None = None
    method: type[Method] | None = None
    texts: Sequence[Texts] = ()
    request: Request = field(init=False)
    result: Result = field(default_factory=Result)
    answer: Answer = field(default_factory=Answer)
    journal: Journal = field(default_factory=Journal)
    isolate_rows: bool = False
    keeps_key: bool = True
    password_hash: str | None = None
    watch: Stopwatch = field(default_factory=Stopwatch)

    @property
    def options(self) -> Options:
        """How the call is to be done."""
        return self.arrival.options

    @property
    def known_caller(self) -> Caller:
        """The caller, for the steps after the one that loads it."""
        assert self.caller is not None  # noqa: S101  # the order of the steps sees to it
        return self.caller

    @property
    def known_method(self) -> type[Method]:
        """The method, for the steps after the one that finds it."""
        assert self.method is not None  # noqa: S101  # the order of the steps sees to it
        return self.method

    @property
    def digest(self) -> bytes:
        """What identifies a repeated request: its message, and whether it is strict."""
        digest = self.message.digest
        return sha256(digest + STRICT).digest() if self.options.is_strict else digest

    @property
    def record_id(self) -> int | None:
        """The id under which the call goes on record; None for a dry run or an unknown caller."""
        return None if self.caller is None or self.options.is_dry_run else self.id

    @property
    def recorded(self) -> int:
        """How many blocks are on record; a report records nothing."""
        return 0 if self.method is not None and issubclass(self.method, Report) else len(self.result.good)

    @property
    def secret_tags(self) -> list[str]:
        """The tags of the answer whose values nothing keeps."""
        if self.method is None or not issubclass(self.method, Change):
            return []
        return [name for name, tag in self.method.info.row.tags.items() if isinstance(tag, ShownOnce)]

    def rows_without_secrets(self) -> list[Values]:
        """Return the rows of the answer as a dry run shows them: it made no secret that would be good for anything."""
        return [{**row, **dict.fromkeys(self.secret_tags)} for row in self.result.rows]

    def without_secrets(self, answer: bytes) -> bytes:
        """Return an answer as it is recorded: secrets that it shows are masked. They need no escapes in any face."""
        for secret in (row[tag] for row in self.result.rows for tag in self.secret_tags):
            answer = answer.replace(str(secret).encode(), MASK)
        return answer

    def show_again(self, kept: bytes) -> None:
        """Answer with an earlier answer; `kept` is its body as recorded, deflated."""
        self.answer.show(self.arrival.face.show_again(zlib.decompress(kept)))

    def reset(self) -> None:
        """Forget what an attempt found out, before the next one."""
        self.result, self.answer, self.journal, self.keeps_key = Result(), Answer(), Journal(), True

    def refuse(self, faults: Sequence[Fault]) -> None:
        """Answer with these errors alone: nothing is recorded."""
        self.result, self.journal = Result(faults=faults), Journal()
