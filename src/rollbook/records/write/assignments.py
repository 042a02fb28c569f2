"""Writes what is assigned to groups: courses, and subscription variants."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.contract.judge import Block
from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.sql.values import ValuesTable
from rollbook.records.write import upserts
from rollbook.records.write.blocks import WriteContext
from rollbook.records.write.upserts import Row, Upsert

GROUP = sa.bindparam("group", type_=sa.BigInteger)
Was = sa.Row[Any] | None
"""The row that is on record already, if there is one."""


class Assignments:
    """Assigns things of one kind to a group and takes them away, in three statements at most, whatever their number.

    `name` is what the rules call the thing, `column` keeps its id. `action` is the tag that says whether it comes or
    goes, `flags` are the columns of the wire's flags by tag. `new` is what a new row has besides.
    """

    upsert: Upsert
    name: str
    column: str
    action: str
    flags: Mapping[str, str]
    new: Row = {}

    def __init__(self, dialect: str) -> None:
        table = self.upsert.table
        self._given = ValuesTable([("thing", sa.BigInteger())], dialect)
        self._own = (
            table.c.account_id == ACCOUNT,
            table.c.group_id == GROUP,
            self._given.among(table.c[self.column], "thing"),
        )
        self._on_record = table.select().where(*self._own)
        self._remove: sa.Executable = table.delete().where(*self._own).returning(*table.c)

    def write(self, connection: sa.Connection, context: WriteContext, group: int, blocks: Sequence[Block]) -> None:
        """Add or change what comes, each flag as it was where it is not given; remove what goes, if it is there."""
        here = {ACCOUNT.key: context.account, GROUP.key: group}
        if comes := [block for block in blocks if not self._goes(block)]:
            found = connection.execute(self._on_record, {**self._things(comes), **here})
            were = {row._mapping[self.column]: row for row in found}
            rows: list[Row] = [
                {
                    "account_id": context.account,
                    "group_id": group,
                    self.column: self._thing(block),
                    **self._assigned(context, block, were.get(self._thing(block))),
                }
                for block in comes
            ]
            self.upsert.run(connection, self.upsert.in_order(rows))
            self._note(context, rows, were)
        if goes := [block for block in blocks if self._goes(block)]:
            gone = connection.execute(self._remove, {**self._things(goes), **here}).mappings().all()
            self._note_removed(context, gone)

    def _note(self, context: WriteContext, rows: Sequence[Row], were: Mapping[int, sa.Row[Any]]) -> None:
        for row in rows:
            was = were.get(row[self.column])
            if was is None:
                context.journal.insert(self.upsert.table, [{**self.new, **row}])
            else:
                context.journal.update(self.upsert.table, {name: was._mapping[name] for name in row}, row)

    def _note_removed(self, context: WriteContext, rows: Sequence[sa.RowMapping]) -> None:
        context.journal.delete(self.upsert.table, rows)

    def _assigned(self, context: WriteContext, block: Block, was: Was) -> dict[str, bool]:
        """Return the columns of a thing that comes: each flag as it was sent, else as it was, else unset."""
        del context
        sent = vars(block.row)
        return {
            column: bool(was is not None and was._mapping[column]) if sent[tag] is None else sent[tag]
            for tag, column in self.flags.items()
        }

    def _goes(self, block: Block) -> bool:
        return bool(vars(block.row).get(self.action) == "Remove")

    def _thing(self, block: Block) -> int:
        number: int = getattr(block.found, self.name)
        return number

    def _things(self, blocks: Sequence[Block]) -> dict[str, object]:
        return self._given.parameters([(self._thing(block),) for block in blocks])


class CourseAssignments(Assignments):
    """The courses of a group."""

    upsert, name, column = upserts.GROUP_MODULES, "learning_module", "learning_module_id"
    action = "LearningModuleAction"
    flags: Mapping[str, str] = {"AllowSelfEnroll": "allow_self_enroll", "AutoEnroll": "auto_enroll"}


class VariantAssignments(Assignments):
    """The variants of a group. One that is removed keeps its row, and with it the balance of credits."""

    upsert, name, column = upserts.GROUP_VARIANTS, "variant", "variant_id"
    action = "SubscriptionVariantAction"
    flags: Mapping[str, str] = {"RequiresCredits": "requires_credits"}
    new: Row = {"credits": 0, "given": 0}

    def __init__(self, dialect: str) -> None:
        super().__init__(dialect)
        table = self.upsert.table
        here = (*self._own, ~table.c.removed)
        self._remove = table.update().where(*here).values(removed=True).returning(*table.c)

    def _note_removed(self, context: WriteContext, rows: Sequence[sa.RowMapping]) -> None:
        for row in rows:
            context.journal.update(self.upsert.table, {**row, "removed": False}, row)

    def _assigned(self, context: WriteContext, block: Block, was: Was) -> dict[str, bool]:
        """Return the columns; only roles that reach every group decide whether credits are required.

        For others a variant that the group has stays as it is. One that comes requires credits if it does in a group
        that it may come from, or did so when it was removed.
        """
        columns = super()._assigned(context, block, was)
        if not context.role.is_above_groups:
            comes = was is None or was.removed
            required = was is not None and was.requires_credits
            columns["requires_credits"] = bool(required or (comes and block.found.costs_credits))
        return {**columns, "removed": False}
