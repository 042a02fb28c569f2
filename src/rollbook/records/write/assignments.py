"""Writes what is assigned to groups: courses, and subscription variants."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from rollbook.records.given import Given
from rollbook.records.looks import ACCOUNT
from rollbook.records.write.upserts import Row, Upsert
from rollbook.wire.judge import Block

GROUP = sa.bindparam("group", type_=sa.BigInteger)


class Assignments:
    """Assigns things of one kind to a group and takes them away, in three statements at most, whatever their number.

    `name` is what the rules call the thing, `column` keeps its id. `action` is the tag that tells whether it comes or
    goes, `flags` are the columns of the wire's flags by tag.
    """

    def __init__(
        self, upsert: Upsert, name: str, column: str, *, action: str, flags: Mapping[str, str], dialect: str
    ) -> None:
        self._upsert, self._name, self._column = upsert, name, column
        self._action, self._flags = action, flags
        kept = upsert.table.c
        self._given = Given([("thing", sa.BigInteger())], dialect)
        own = (
            kept.account_id == ACCOUNT,
            kept.group_id == GROUP,
            kept[column].in_(sa.select(self._given.source.c.thing)),
        )
        self._assigned = sa.select(kept[column], *(kept[flag] for flag in flags.values())).where(*own)
        self._remove = upsert.table.delete().where(*own)

    def write(self, connection: sa.Connection, account: int, group: int, blocks: Sequence[Block]) -> None:
        """Add or change what comes, each flag as it was where it is not given; remove what goes, if it is there."""
        here = {ACCOUNT.key: account, GROUP.key: group}
        if comes := [block for block in blocks if not self._goes(block)]:
            were = connection.execute(self._assigned, {**self._things(comes), **here})
            rows = self._rows(account, group, comes, {row[0]: row[1:] for row in were})
            self._upsert.run(connection, self._upsert.in_order(rows))
        if goes := [block for block in blocks if self._goes(block)]:
            connection.execute(self._remove, {**self._things(goes), **here})

    def _goes(self, block: Block) -> bool:
        return bool(vars(block.row).get(self._action) == "Remove")

    def _things(self, blocks: Sequence[Block]) -> dict[str, object]:
        return self._given.parameters([(getattr(block.found, self._name),) for block in blocks])

    def _rows(self, account: int, group: int, blocks: Sequence[Block], were: Mapping[int, Sequence[bool]]) -> list[Row]:
        unset = (False,) * len(self._flags)
        rows: list[Row] = []
        for block in blocks:
            thing, sent = getattr(block.found, self._name), vars(block.row)
            flags = {
                column: was if sent[tag] is None else sent[tag]
                for (tag, column), was in zip(self._flags.items(), were.get(thing, unset), strict=True)
            }
            rows.append({"account_id": account, "group_id": group, self._column: thing, **flags})
        return rows
