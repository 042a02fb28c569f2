"""One call on its way through the steps: what came in, what each step learnt, what goes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from time import perf_counter

import sqlalchemy as sa

from rollbook.calls import headers
from rollbook.calls.turns import Turn
from rollbook.contract.answers import Values
from rollbook.contract.errors import Fault
from rollbook.contract.judge import Block, RuleContext
from rollbook.contract.method import Method, Report
from rollbook.contract.rules import Today
from rollbook.contract.tags import Texts
from rollbook.records.database.ids import new_ids
from rollbook.records.keys.callers import Caller
from rollbook.records.page_marks import PageMark
from rollbook.records.write.blocks import WriteContext
from rollbook.xml.envelope import Envelope

STRICT = b"\0Prefer: handling=strict"  # no package has a NUL


@dataclass(frozen=True, slots=True)
class Limits:
    """What the operator allows: bytes of a package, blocks of a call, plain HTTP or not; and what it calls slow."""

    package_bytes: int = 16 * 2**20
    blocks: int = 1000
    insecure_http: bool = False
    slow_seconds: float = 1


@dataclass(frozen=True, slots=True)
class Request:
    """What was sent over HTTP. `body` is None when it was larger than a package may be; header names are lower case.

    `repeated` names the headers that were sent more than once.
    """

    method: str
    is_secure: bool
    headers: Mapping[str, str]
    body: bytes | None
    remote_address: str
    id: str
    received_at: datetime
    repeated: frozenset[str] = frozenset()

    @property
    def idempotency_key(self) -> str | None:
        """The key that makes a repeated request safe; a dry run writes nothing, so it needs none."""
        return None if self.is_dry_run else self.headers.get(headers.IDEMPOTENCY_KEY) or None

    @property
    def is_strict(self) -> bool:
        """Whether the caller wants all blocks or none."""
        return headers.is_strict(self.headers)

    @property
    def is_dry_run(self) -> bool:
        """Whether the caller wants the judgement only."""
        return headers.is_dry_run(self.headers)


@dataclass(slots=True)
class Answer:
    """What is sent back: always XML with status 200."""

    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Call:
    """The state the steps share: each reads what earlier ones wrote and adds its own."""

    request: Request
    limits: Limits
    turn: Turn | None = None
    connection: sa.Connection = field(init=False)
    id: int = field(default_factory=lambda: new_ids()[0])
    package: bytes = b""
    envelope: Envelope = field(init=False)
    caller: Caller | None = None
    method: type[Method] | None = None
    texts: Sequence[Texts] = ()
    isolate_rows: bool = False
    keeps_key: bool = True
    started: float = field(default_factory=perf_counter)
    marked: float = field(init=False)
    spent: dict[str, float] = field(default_factory=dict)
    blocks: Sequence[Block] = ()
    lists: Mapping[str, Sequence[Block]] = field(default_factory=dict)
    rows: Sequence[Values] = ()
    marks: Sequence[PageMark] = ()
    faults: Sequence[Fault] = ()
    answer: Answer = field(default_factory=Answer)

    def __post_init__(self) -> None:
        self.marked = self.started

    @property
    def known_caller(self) -> Caller:
        """The caller, in the steps behind the one that checked the keys."""
        assert self.caller is not None  # noqa: S101  # the order of the steps sees to it
        return self.caller

    @property
    def known_method(self) -> type[Method]:
        """The method, in the steps behind the one that found it."""
        assert self.method is not None  # noqa: S101  # the order of the steps sees to it
        return self.method

    @property
    def digest(self) -> bytes:
        """What a request that comes again is known by: its package, and that it is strict."""
        digest = sha256(self.package)
        if self.request.is_strict:
            digest.update(STRICT)
        return digest.digest()

    @property
    def microseconds(self) -> int:
        """How long the call has taken so far."""
        return int((perf_counter() - self.started) * 1e6)

    @property
    def rule_context(self) -> RuleContext:
        """What judging the call needs to know."""
        caller = self.known_caller
        return RuleContext(caller.role, self.known_method.access, Today(self.request.received_at, caller.zone))

    @property
    def write_context(self) -> WriteContext:
        """In whose name the call writes, and when."""
        caller, now = self.known_caller, self.request.received_at
        return WriteContext(caller.account, caller.user, caller.role, self.id, now, caller.zone, self.isolate_rows)

    @property
    def good(self) -> list[Block]:
        """The blocks that met no error: they are on record, or would be."""
        return [block for block in self.blocks if block.error is None]

    @property
    def recorded(self) -> int:
        """How many blocks are on record; a report records nothing."""
        return 0 if self.method is not None and issubclass(self.method, Report) else len(self.good)

    @property
    def result(self) -> str:
        """Success when at least one block was good, else Failed. Source: DOC."""
        return "Success" if self.good else "Failed"

    def mark(self, doing: str) -> None:
        """Put the time since the last mark down to what was being done."""
        now = perf_counter()
        self.spent[doing] = self.spent.get(doing, 0) + now - self.marked
        self.marked = now

    def reset(self) -> None:
        """Forget what an attempt learnt, before the next one."""
        self.blocks, self.faults, self.answer, self.keeps_key = (), (), Answer(), True

    def refuse(self, faults: Sequence[Fault]) -> None:
        """Answer with these errors alone: nothing is recorded."""
        self.blocks = ()
        self.faults = faults
