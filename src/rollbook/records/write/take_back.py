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
from rollbook.contract.method import Batch, Change, Method
from rollbook.methods import METHODS
from rollbook.records.tables import calls, changes, memberships, subscription_enrollments
from rollbook.records.write.blocks import WriteContext, changer
from rollbook.records.write.credits import Credits
from rollbook.records.write.undo import CREDITS, Undo
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
        _check_theirs(connection, context, method, call, made_by)
        if _is_taken_back(connection, context.account, call.id):
            raise Refused(method.not_stored["call_taken_back"])
        context.journal.reason, context.journal.takes_back = head.row.Reason, call.id
        written: Written = msgspec.json.decode(zlib.decompress(call.written)) if call.written else {}
        undo = Undo(connection, context)
        self._undo(undo, call.id, written)
        if not undo.done and not undo.kept:
            raise Refused(method.not_stored["call_wrote_nothing"])
        is_batch = made_by is not None and issubclass(made_by, Batch)
        if undo.kept and not (is_batch and undo.done):
            kept = undo.kept[0]
            raise Refused(method.not_stored["all_kept"], Table=kept["Table"], RowID=kept["RowID"], Why=kept["Why"])
        if why := broken_rule(connection, context.account, undo.users, undo.groups):
            raise Refused(method.not_stored["rules_broken"], Why=why)
        return {"CallID": call.id, "TakenBack": undo.done, "Kept": len(undo.kept), "KeptRows": undo.kept}

    def _undo(self, undo: Undo, call: int, written: Written) -> None:
        """Undo the newest first, so that nothing is deleted before what refers to it."""
        for table_name, numbers in written.items():
            gone = undo.remove_written(table_name, numbers)
            if table_name == subscription_enrollments.name:
                paid = Counter((row["group_id"], row["variant_id"]) for row in gone if row["took_credit"])
                if paid:
                    self._credits.give_back(undo.connection, undo.context, paid)
        of_call = (changes.c.account_id == undo.context.account) & (changes.c.call_id == call)
        noted = undo.connection.execute(changes.select().where(of_call).order_by(changes.c.id.desc())).all()
        # Credits that enrolments took have returned with these already.
        returned = {CREDITS} if subscription_enrollments.name in written else set()
        undo.revert([each for each in noted if each.table_name not in returned])


def _lock(connection: sa.Connection, context: WriteContext, number: int) -> Any:
    """Return the call; of two who take it back at once, the second waits and then sees that it is done."""
    own = (calls.c.account_id == context.account) & (calls.c.id == number)
    columns = (calls.c.id, calls.c.user_id, calls.c.method, calls.c.written)
    return connection.execute(sa.select(*columns).where(own).with_for_update(key_share=True)).one()


def _check_theirs(
    connection: sa.Connection, context: WriteContext, method: type[Change], call: Any, made_by: type[Method] | None
) -> None:
    """Refuse a caller whose role does not reach every group, unless they made the call and may still make it."""
    if context.role.is_above_groups:
        return
    held = sa.select(memberships.c.group_id).where(
        memberships.c.account_id == context.account,
        memberships.c.user_id == context.user,
        memberships.c.permissions.op("&")(int(made_by.access if made_by else 0)) != 0,
    )
    if call.user_id != context.user or connection.execute(held.limit(1)).one_or_none() is None:
        raise Refused(method.not_stored["call_of_others"])


def _is_taken_back(connection: sa.Connection, account: int, number: int) -> bool:
    """Whether a call took it back that was not taken back itself."""
    own = (calls.c.account_id == account) & (calls.c.takes_back_id == number) & (calls.c.result == "Success")
    takers = connection.execute(sa.select(calls.c.id).where(own)).scalars().all()
    return any(not _is_taken_back(connection, account, taker) for taker in takers)
