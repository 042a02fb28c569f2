"""Takes a call back: what it inserted goes, what it changed or deleted returns, unless somebody changed it since."""

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.errors import Refused
from rollbook.contract.judge import Block
from rollbook.contract.method import Batch, Change
from rollbook.methods import METHODS
from rollbook.records.tables import calls, changes, subscription_enrollments
from rollbook.records.write.blocks import WriteContext, changer
from rollbook.records.write.credits import Credits
from rollbook.records.write.undo import CREDITS, Undo
from rollbook.records.write.undo_rights import Reach
from rollbook.records.write.user_rules import broken_rule

Written = Mapping[str, list[int]]
"""The ids of rows that name the call themselves, by table."""


@changer("take_back", "nothing of what the call wrote, but for what was changed since; the history of all of it stays")
class TakeBack:
    """Undoes a batch row by row. The change of one thing is undone wholly or not at all, as it was made."""

    def __init__(self, dialect: str) -> None:
        self._credits = Credits(dialect)

    def __call__(
        self,
        connection: sa.Connection,
        context: WriteContext,
        method: type[Change],
        head: Block,
        lists: Mapping[str, Sequence[Block]],
    ) -> Values:
        """Undo what the call did; return how many rows were taken back, and which are kept with the reason."""
        del lists
        call = _lock(connection, context, head.found.call)
        made_by = METHODS.get(call.method)
        written: Written = msgspec.json.decode(zlib.decompress(call.written)) if call.written else {}
        noted = _changes_of(connection, context.account, call.id)
        if not _may_take_back(connection, context, call, written, noted):
            raise Refused(method.not_stored["call_of_others"])
        if _is_taken_back(connection, context.account, call.id):
            raise Refused(method.not_stored["call_taken_back"])
        context.journal.reason, context.journal.takes_back = head.row.Reason, call.id
        undo = Undo(connection, context)
        self._undo(undo, written, noted)
        if not undo.done and not undo.kept:
            raise Refused(method.not_stored["call_wrote_nothing"])
        is_batch = made_by is not None and issubclass(made_by, Batch)
        if undo.kept and not (is_batch and undo.done):
            kept = undo.kept[0]
            raise Refused(method.not_stored["all_kept"], Table=kept["Table"], RowID=kept["RowID"], Why=kept["Why"])
        if why := broken_rule(connection, context.account, undo.users, undo.groups):
            raise Refused(method.not_stored["rules_broken"], Why=why)
        return {"CallID": call.id, "TakenBack": undo.done, "Kept": len(undo.kept), "KeptRows": undo.kept}

    def _undo(self, undo: Undo, written: Written, noted: Sequence[sa.Row[Any]]) -> None:
        """Undo the newest first, so that nothing is deleted before what refers to it."""
        for table_name, numbers in written.items():
            gone = undo.remove_written(table_name, numbers)
            if table_name == subscription_enrollments.name:
                paid = Counter((row["group_id"], row["variant_id"]) for row in gone if row["took_credit"])
                if paid:
                    self._credits.give_back(undo.connection, undo.context, paid)
        # Credits that enrolments took have returned with these already.
        returned = {CREDITS} if subscription_enrollments.name in written else set()
        undo.revert([each for each in noted if each.table_name not in returned])
        undo.end_access()


def _lock(connection: sa.Connection, context: WriteContext, number: int) -> Any:
    """Return the call; of two who take it back at once, the second waits and then sees that it is done."""
    own = (calls.c.account_id == context.account) & (calls.c.id == number)
    columns = (calls.c.id, calls.c.user_id, calls.c.method, calls.c.takes_back_id, calls.c.written)
    return connection.execute(sa.select(*columns).where(own).with_for_update(key_share=True)).one()


def _changes_of(connection: sa.Connection, account: int, number: int) -> Sequence[sa.Row[Any]]:
    """Return what the call changed, the newest first."""
    of_call = (changes.c.account_id == account) & (changes.c.call_id == number)
    return connection.execute(changes.select().where(of_call).order_by(changes.c.id.desc())).all()


def _may_take_back(
    connection: sa.Connection, context: WriteContext, call: Any, written: Written, noted: Sequence[sa.Row[Any]]
) -> bool:
    """Whether the caller's role reaches every group, or they made the call and could make it again."""
    if context.role.is_above_groups:
        return True
    if call.user_id != context.user:
        return False
    made_by = METHODS.get(_first_made(connection, context.account, call))
    return made_by is not None and Reach(connection, context, made_by.access).covers(written, noted)


def _first_made(connection: sa.Connection, account: int, call: Any) -> str:
    """Return the method of the call; of one that took back another, the method of that."""
    method: str = call.method
    while call.takes_back_id is not None:
        own = (calls.c.account_id == account) & (calls.c.id == call.takes_back_id)
        call = connection.execute(sa.select(calls.c.method, calls.c.takes_back_id).where(own)).one()
        method = call.method
    return method


def _is_taken_back(connection: sa.Connection, account: int, number: int) -> bool:
    """Whether a call took it back that was not taken back itself."""
    own = (calls.c.account_id == account) & (calls.c.takes_back_id == number) & (calls.c.result == "Success")
    takers = connection.execute(sa.select(calls.c.id).where(own)).scalars().all()
    return any(not _is_taken_back(connection, account, taker) for taker in takers)
