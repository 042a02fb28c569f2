"""Where an import is done: the records, the gate, and who does it; and what the records know of a sheet."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rollbook.calls.gate import Gate
from rollbook.calls.request import Arrival, Options, may_use
from rollbook.calls.turns import Turn
from rollbook.contract.errors import BAD_KEYS, Refused
from rollbook.contract.method import Method
from rollbook.contract.tags import Tag
from rollbook.records.database.engine import Database
from rollbook.records.keys.callers import Caller, Credentials, Wanted, authenticate, load_caller
from rollbook.records.read.imports import find_known
from rollbook.sheets.face import CallAnswer, SheetFace, read_answer
from rollbook.sheets.targets import Target
from rollbook.vocabulary.identifiers import EmployeeId, GroupId, GroupName, LearningModuleId, UserEmail

KINDS: Sequence[tuple[type[Tag[Any]], str]] = (
    (UserEmail, "email"), (EmployeeId, "employee_id"), (GroupName, "group_name"), (GroupId, "group_id"),
    (LearningModuleId, "course_id"),
)  # fmt: skip
MOST_ROWS = 1_000


@dataclass(frozen=True)
class Office:
    """What all parts of an import share."""

    database: Database
    gate: Gate
    credentials: Credentials
    remote_address: str = "local"
    turn: Turn | None = None

    @property
    def most_rows(self) -> int:
        """How many rows a call may have."""
        return min(self.gate.most_blocks, MOST_ROWS)

    def caller(self, method: type[Method]) -> Caller:
        """Return who imports; refuse unknown credentials (SU:10), and who may use the method nowhere."""
        with self.database.reading() as connection:
            identity = authenticate(connection, self.credentials, datetime.now(UTC))
            if identity is None:
                raise Refused(BAD_KEYS)
            if self.turn is not None:
                self.turn.take(connection, identity.account)
            caller = load_caller(connection, identity, Wanted(method.access, method.supervisors))
        if caller is None:
            raise Refused(BAD_KEYS)
        if not may_use(caller, method):
            raise Refused(method.denied)
        return caller

    def call(self, method: str, content: Any, options: Options, rows: Sequence[int] = ()) -> CallAnswer:
        """Make one call through the gate."""
        number = uuid.uuid4().hex
        face = SheetFace(number, self.credentials, method, content, rows=rows, is_dry_run=options.is_dry_run)
        arrival = Arrival(number, datetime.now(UTC), self.remote_address, face, options)
        return read_answer(self.gate.answer(arrival, self.turn).body)


def kind_of(tag: Tag[Any]) -> str | None:
    """Return what a tag names on record; None for a tag that names nothing."""
    return next((kind for owner, kind in KINDS if isinstance(tag, owner)), None)


class Records:
    """What is on record, asked for those whose role shows them the whole account; others learn nothing by it."""

    def __init__(self, database: Database, caller: Caller) -> None:
        self._database = database
        self._account = caller.account
        self._is_open = caller.role.is_above_groups

    def ids(self, target: Target, texts: Collection[str]) -> Mapping[str, int] | None:
        """Return the ids of what the texts name on record; None where the tag names nothing."""
        kind = kind_of(target.tag)
        if kind is None:
            return None
        with self._database.reading() as connection:
            return find_known(connection, self._account, kind, texts)

    def known(self, target: Target, texts: Collection[str]) -> set[str] | None:
        """Return which of the texts are on record as such a tag; None where that is not told."""
        found = self.ids(target, texts) if self._is_open else None
        return None if found is None else set(found)
