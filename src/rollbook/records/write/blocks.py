"""What all writes of a batch share: who acts, and how the rows of good blocks go in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.judge import Block
from rollbook.contract.method import Batch, Change
from rollbook.contract.permissions import Role
from rollbook.records.ports import Ports
from rollbook.records.sql.statements import Insert
from rollbook.records.write.journal import Journal


@dataclass(frozen=True, slots=True)
class WriteContext:
    """The call in whose name is written. With `isolate_rows` the single row that a database refuses is found.

    `password_hash` is what is kept of the password that the call sets; None if it sets none. `console_address` is what
    stands before the path of a link into the console.
    """

    account: int
    user: int
    role: Role
    call: int
    now: datetime
    zone: ZoneInfo
    journal: Journal = field(default_factory=Journal)
    isolate_rows: bool = False
    password_hash: str | None = field(default=None, repr=False)
    console_address: str = ""


class BlockWriter(Protocol):
    """Writes the good blocks of one method; a block that cannot be written gets its error."""

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Batch], blocks: Sequence[Block]
    ) -> None:
        """Write the blocks, all of which passed the rules."""


class Changer(Protocol):
    """Writes the change of one thing, wholly; returns the answer's values, or raises Refused with a declared error."""

    def __call__(
        self,
        connection: sa.Connection,
        context: WriteContext,
        method: type[Change],
        head: Block,
        lists: Mapping[str, Sequence[Block]],
    ) -> Values:
        """Write the change. `lists` holds the rows of the call's lists by path, such as Groups or Profile.Teams."""


writer = Ports[Callable[[str], BlockWriter]]()
"""What writes the blocks of a batch, made for a dialect."""

changer = Ports[Callable[[str], Changer]]()
"""What writes the change of one thing, made for a dialect."""

OBSTACLES: Mapping[str, str] = {
    "group_full": "a group to which users are added would have more users than its limit",
    "home_group_left": "the home group would not be one of the user's groups",
    "home_group_taken": "the group is the home group of a user who is to be removed from it",
    "group_in_use": "the group would become inactive, and an active user would be in it",
    "email_is_employee_id": "the Email would be another user's EmployeeID",
    "field_gone": "another call took a custom field of the user away while this one was being judged",
    "group_inactive": "the user would be active, and one of the groups would be inactive",
    "own_supervisor": "the user would be their own supervisor",
    "password_of_holder": "below administrator, the caller may not do all that the user may do in some group",
    "owners_key": "the user is an owner of the account, and the caller is not",
    "above_groups": "the user is an administrator, auditor or owner of the account",
    "key_revoked": "the key is revoked already",
    "last_owner": "the account would have no active owner any more",
    "account_name_taken": "another account of the server has the Name",
    "no_email": "SendEmailTo is Self, and the user would have no e-mail address",
    "no_alternate_email": "SendEmailTo is Alternate, and the user would have no AlternateEmail",
    "call_of_others": "below administrator, the caller did not make the call, or could not make it again",
    "call_wrote_nothing": "the call wrote nothing that can be taken back",
    "call_taken_back": "the call was taken back already",
    "all_kept": "nothing of the call can be taken back, because its rows were changed since or are needed by others",
    "rules_broken": "afterwards a rule about users and groups would not hold",
    "credits_out_of_range": "there would be fewer than no credits left, or more than 1,000,000,000",
    "no_supervisor_email": "SendEmailTo is Supervisor, and no supervisor of the user would have an e-mail address",
}
"""What only the writer of a change can find out, by the name under which contracts have an error for it."""

Run = Callable[[sa.Connection, Sequence[Sequence[Any]]], list[tuple[Any, ...]]]
"""Writes rows with one statement, whatever their number; returns those that were written, of each the id first."""


def insert_blocks(
    connection: sa.Connection,
    insert: Insert,
    context: WriteContext,
    method: type[Batch],
    rows: Mapping[int, tuple[Block, Sequence[Any]]],
) -> list[Block]:
    """Insert one row a block, keyed by its id, where rows name their call; return the blocks not written."""
    lost = write_blocks(connection, insert.run, context, method, rows)
    context.journal.write_own(insert.table, (number for number, (block, _) in rows.items() if block.refusal is None))
    return lost


def write_blocks(
    connection: sa.Connection,
    run: Run,
    context: WriteContext,
    method: type[Batch],
    rows: Mapping[int, tuple[Block, Sequence[Any]]],
) -> list[Block]:
    """Write one row a block, keyed by its id; return the blocks not written.

    A row that the statement passed over lost a race: its block gets the method's `conflict`. One that the database
    itself refuses gets `not_stored`, but only where rows are isolated; else the error is raised.
    """
    refused: list[int] = []
    if context.isolate_rows:
        written = _write_each(connection, run, rows, list(rows), refused)
    else:
        written = {row[0] for row in run(connection, [row for _, row in rows.values()])}
    lost = []
    for number, (block, _) in rows.items():
        if number not in written:
            block.refuse(method.not_stored if number in refused else method.conflict)
            lost.append(block)
    return lost


def _write_each(
    connection: sa.Connection,
    run: Run,
    rows: Mapping[int, tuple[Block, Sequence[Any]]],
    numbers: list[int],
    refused: list[int],
) -> set[int]:
    """Write what the database takes; halve what it refuses until the single rows are found."""
    try:
        with connection.begin_nested():
            return {row[0] for row in run(connection, [rows[number][1] for number in numbers])}
    except sa.exc.DBAPIError as error:
        if error.connection_invalidated:
            raise
        if len(numbers) == 1:
            refused.extend(numbers)
            return set()
        half = len(numbers) // 2
        parts = (numbers[:half], numbers[half:])
        return set().union(*(_write_each(connection, run, rows, part, refused) for part in parts))
