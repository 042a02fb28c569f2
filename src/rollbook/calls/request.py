"""What goes into a call and what it returns, the same for every face."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, NamedTuple, Protocol

from rollbook.contract.answers import Values
from rollbook.contract.errors import Fault
from rollbook.contract.judge import Block, RuleContext
from rollbook.contract.method import Method, Report
from rollbook.contract.nodes import Node
from rollbook.contract.permissions import Role
from rollbook.contract.rules import Today
from rollbook.contract.tags import Texts
from rollbook.records.keys.callers import Caller, Credentials
from rollbook.records.page_marks import PageMark
from rollbook.records.write.blocks import WriteContext
from rollbook.records.write.journal import Journal


@dataclass(frozen=True, slots=True)
class Options:
    """How a call is to be done: all blocks or none, judged only, and the key that makes it safe to repeat."""

    is_strict: bool = False
    is_dry_run: bool = False
    idempotency_key: str | None = None


class Message(Protocol):
    """A call as it was sent, parsed by its face. `digest` distinguishes messages that have the same idempotency key."""

    @property
    def credentials(self) -> Credentials:
        """What identifies the caller."""

    @property
    def method(self) -> str:
        """The method's name, trimmed."""

    @property
    def parameters(self) -> Node:
        """The node that holds the method's container."""

    @property
    def digest(self) -> bytes:
        """The SHA-256 of what was sent."""

    def check_structure(self) -> None:
        """Refuse what does not belong around the parameters (SU:13)."""

    def masked_method(self) -> str:
        """Return the method's name as it is recorded: a key sent in its place is masked."""

    def masked(self) -> bytes:
        """Return the message as it is recorded: whole, with keys and passwords masked."""

    def without_keys(self, answer: bytes) -> bytes:
        """Return an answer as it is recorded: a key that was sent as a name is masked."""


@dataclass(slots=True)
class Result:
    """The result of a call: its blocks, the rows of the answer, and the errors that refuse it as a whole.

    `lists` holds the rows of a change's lists as blocks, by their path. `marks` says where pages of a report begin.
    """

    blocks: Sequence[Block] = ()
    lists: Mapping[str, Sequence[Block]] = field(default_factory=dict)
    rows: Sequence[Values] = ()
    marks: Sequence[PageMark] = ()
    faults: Sequence[Fault] = ()

    @property
    def good(self) -> list[Block]:
        """The blocks without an error: they are on record, or would be but for the dry run."""
        return [block for block in self.blocks if block.refusal is None]

    @property
    def refused(self) -> list[Fault]:
        """The errors of the refused blocks."""
        return [block.fault() for block in self.blocks if block.refusal is not None]

    @property
    def word(self) -> str:
        """Success when at least one block was good, else Failed. Source: DOC."""
        return "Success" if self.good else "Failed"


class Shown(NamedTuple):
    """An answer as a face wrote it. Status and media type are None if the face has only one."""

    body: bytes
    status: int | None = None
    media_type: str | None = None


class Face(Protocol):
    """One request in one wire format: reads its message, and writes the result in the same format."""

    name: ClassVar[str]

    @property
    def size(self) -> int:
        """How many bytes the message has, once it is opened."""

    def open(self) -> Message:
        """Parse the message; refuse what is not one (SU:01 to SU:09)."""

    def check_options(self) -> None:
        """Refuse options that are not understood (SU:12)."""

    def show(self, method: type[Method] | None, result: Result, call: int | None) -> Shown:
        """Write the answer. The method is None if the call was refused before it was known.

        `call` is the id under which the call goes on record, None if it does not.
        """

    def show_again(self, body: bytes) -> Shown:
        """Return an answer from a call record, as it was shown then."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request as it arrived: its id in the log, when and from where it came, and how it is to be done."""

    id: str
    received_at: datetime
    remote_address: str
    face: Face
    options: Options = Options()


def may_use(caller: Caller, method: type[Method]) -> bool:
    """Whether a caller may use a method somewhere; the rules judge where."""
    may_write = caller.role.may_write or issubclass(method, Report)
    return caller.has_access and may_write and (caller.role is Role.OWNER or not method.owners_only)


@dataclass(frozen=True, slots=True)
class Request:
    """A call that is understood: the caller, the method, its texts and options."""

    caller: Caller
    method: type[Method]
    texts: Sequence[Texts]
    options: Options
    received_at: datetime

    @property
    def is_report(self) -> bool:
        """Whether the method changes nothing."""
        return issubclass(self.method, Report)

    def rule_context(self) -> RuleContext:
        """Return what the rules need to know about the call."""
        caller = self.caller
        return RuleContext(caller.role, self.method.access, Today(self.received_at, caller.zone))

    def write_context(
        self, call: int, journal: Journal, password_hash: str | None, console_address: str, *, isolate_rows: bool
    ) -> WriteContext:
        """Return the account, caller and call that the rows are written for, and the journal of the changes."""
        caller = self.caller
        return WriteContext(
            caller.account,
            caller.user,
            caller.role,
            call,
            self.received_at,
            caller.zone,
            journal,
            isolate_rows,
            password_hash,
            console_address,
        )
