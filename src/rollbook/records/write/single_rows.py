"""Writes single rows: things that are made and changed by themselves, each declared by its table and columns."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, ClassVar

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.judge import Block
from rollbook.contract.method import Change
from rollbook.contract.text import name_key
from rollbook.records.database.ids import new_ids
from rollbook.records.write.blocks import WriteContext

Row = dict[str, Any]
"""A row, by column."""
Lists = Mapping[str, Sequence[Block]]


class SingleRow:
    """Makes one row, or changes the columns of it that the package names; the others stay as they are.

    `found` is the name by which the rules find the row: where they do not look for one, a new one is made. `columns`
    are the columns of tags by their paths, `answer` those of the answer by its tags, `new` is what a new row has in
    columns that are not given. Names are unique by a constraint: a call that lost a race is judged again.
    """

    table: ClassVar[sa.Table]
    found: ClassVar[str]
    columns: ClassVar[Mapping[str, str]]
    answer: ClassVar[Mapping[str, str]]
    new: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, dialect: str) -> None:
        """Needs nothing of the dialect."""

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Change], head: Block, lists: Lists
    ) -> Values:
        """Write the row and what is tied to it; return the answer's values."""
        del method
        number = getattr(head.found, self.found, None)
        if number is None:
            row = self.changed(self._born(context), context, head, lists)
            connection.execute(self.table.insert(), row)
            context.journal.insert(self.table, [row])
        else:
            own = (self.table.c.account_id == context.account) & (self.table.c.id == number)
            was = connection.execute(self.table.select().where(own).with_for_update(key_share=True)).one()._mapping
            row = self.changed(dict(was), context, head, lists)
            if differing := {name: value for name, value in row.items() if value != was[name]}:
                connection.execute(self.table.update().where(own).values(differing))
                context.journal.update(self.table, was, row)
            self.follow(connection, context, dict(was), row)
        self.tie(connection, context, row, lists)
        return {tag: row[column] for tag, column in self.answer.items()}

    def _born(self, context: WriteContext) -> Row:
        born = {"account_id": context.account, "id": new_ids()[0], **self.new}
        return {**born, "created_at": context.now} if "created_at" in self.table.c else born

    def changed(self, was: Row, context: WriteContext, head: Block, lists: Lists) -> Row:
        """Return the row as it will be: what is given in the place of what was."""
        del context, lists
        given = {column: attrgetter(path)(head.row) for path, column in self.columns.items()}
        row = {**was, **{column: value for column, value in given.items() if value is not None}}
        return {**row, "name_key": name_key(row["name"])} if "name_key" in self.table.c else row

    def follow(self, connection: sa.Connection, context: WriteContext, was: Row, row: Row) -> None:
        """Write what follows from a change in rows of other tables."""

    def tie(self, connection: sa.Connection, context: WriteContext, row: Row, lists: Lists) -> None:
        """Write what the package ties the row to."""
