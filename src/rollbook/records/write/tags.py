"""Writes the tags of groups: a tag that is new to the account is made, and a group's values of a tag are replaced."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from rollbook.contract.judge import Block
from rollbook.contract.text import name_key, normal
from rollbook.records.database.ids import new_ids
from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.sql.find import find_rows
from rollbook.records.sql.statements import Insert
from rollbook.records.sql.values import ValuesTable
from rollbook.records.tables import group_tags, groups, tags
from rollbook.records.write.blocks import WriteContext

NEW_TAG = ("account_id", "id", "name", "name_key")
GROUP = sa.bindparam("group", type_=sa.BigInteger)
Values = dict[int, list[str]]
"""Values by the id of their tag."""


class GroupTags:
    """Gives a group values of tags, in five statements at most, whatever their number."""

    def __init__(self, dialect: str) -> None:
        self._new_tags = Insert(
            tags,
            NEW_TAG,
            dialect,
            conflict=("account_id", "name_key"),
            returning=NEW_TAG,
            home=groups,
        )
        self._key = tuple(column.name for column in group_tags.primary_key)
        self._new_values = Insert(group_tags, self._key, dialect, conflict=self._key)
        self._given = ValuesTable([("tag_id", sa.BigInteger())], dialect)
        self._old_values = (
            group_tags.delete()
            .where(
                group_tags.c.account_id == ACCOUNT,
                group_tags.c.group_id == GROUP,
                self._given.among(group_tags.c.tag_id, "tag_id"),
            )
            .returning(*group_tags.c)
        )

    def write(self, connection: sa.Connection, context: WriteContext, group: int, blocks: Sequence[Block]) -> None:
        """Put the values of each block in the place of those that the group had of the tag; without any they stay."""
        account, journal = context.account, context.journal
        good = [block for block in blocks if block.row.TagValues]
        if not good:
            return
        made = self._make(
            connection, context, group, [normal(block.row.Tag.text) for block in good if block.found.tag is None]
        )
        values: Values = {}
        for block in good:
            tag = block.found.tag or made[block.row.Tag.key]
            values.setdefault(tag, []).extend(block.row.TagValues)
        given = self._given.parameters([(tag,) for tag in values])
        gone = connection.execute(self._old_values, {**given, ACCOUNT.key: account, GROUP.key: group})
        journal.delete(group_tags, gone.mappings())
        rows = [(account, group, tag, value) for tag, listed in values.items() for value in dict.fromkeys(listed)]
        self._new_values.run(connection, rows)
        journal.insert(group_tags, (dict(zip(self._key, row, strict=True)) for row in rows))

    def _make(
        self, connection: sa.Connection, context: WriteContext, group: int, names: Sequence[str]
    ) -> Mapping[str, int]:
        """Make tags of these names unless another call was faster; return the ids by the names as they are compared."""
        if not names:
            return {}
        account = context.account
        by_key = {name_key(name): name for name in reversed(names)}
        rows = [(account, number, by_key[key], key) for number, key in zip(new_ids(len(by_key)), by_key, strict=True)]
        made = self._new_tags.run(connection, rows, home=group)
        context.journal.insert(tags, (dict(zip(NEW_TAG, row, strict=True)) for row in made))
        return {tag.name_key: tag.id for tag in find_rows(connection, account, tags.c.name_key, list(by_key))}
