"""What is asked about groups."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.judge import Block
from rollbook.contract.text import name_key
from rollbook.records.read.context import ReportContext, reader
from rollbook.records.sql.values import Column, ValuesTable, among
from rollbook.records.tables import group_learning_modules, group_tags, groups, learning_modules, memberships, tags

SOUGHT: list[Column] = [
    ("number", sa.BigInteger()),
    ("tag_id", sa.BigInteger()),
    ("name_key", sa.Text()),
    ("tag_value", sa.Text()),
]
"""A tag that is sought, by its place among them: its id or its name, and one of its values; none stands for any."""
OF_TAG = (tags.c.account_id == group_tags.c.account_id) & (tags.c.id == group_tags.c.tag_id)


@reader("group", "one group")
def read_group(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read the group that the block's rules found, with its tags and the numbers of its users and courses."""
    own, number = groups.c, block.found.group
    # The account is given in each part: where a count takes it from the row around, Citus asks every shard.
    users = sa.select(sa.func.count()).where(
        memberships.c.account_id == asked.account, memberships.c.group_id == number
    )
    learning_modules = sa.select(sa.func.count()).where(
        group_learning_modules.c.account_id == asked.account, group_learning_modules.c.group_id == number
    )
    group = connection.execute(
        sa.select(
            own.name.label("Name"),
            own.identifier.label("GroupID"),
            own.created_at.label("CreatedDate"),
            own.modified_at.label("ModifiedDate"),
            own.description.label("Description"),
            own.home_group_message.label("HomeGroupMessage"),
            own.notification_emails.label("NotificationEmails"),
            users.scalar_subquery().label("UserCount"),
            learning_modules.scalar_subquery().label("LearningModuleCount"),
            own.status.label("Status"),
        ).where(own.account_id == asked.account, own.id == number)
    ).one()
    return [{**group._mapping, "Tags2": _tags_of(connection, asked.account, number)}]


def _tags_of(connection: sa.Connection, account: int, group: int) -> list[Values]:
    """Read a group's tags, each with its values in one comma separated text."""
    found = connection.execute(
        sa.select(tags.c.id, tags.c.name, group_tags.c.tag_value)
        .join_from(group_tags, tags, OF_TAG)
        .where(group_tags.c.account_id == account, group_tags.c.group_id == group)
        .order_by(tags.c.name_key, group_tags.c.tag_value)
    )
    values: dict[tuple[int, str], list[str]] = {}
    for tag, name, value in found:
        values.setdefault((tag, name), []).append(value)
    return [{"TagID": tag, "TagName": name, "TagValues": ",".join(listed)} for (tag, name), listed in values.items()]


@reader("group_learning_modules", "the courses assigned to the group, by name")
def read_group_learning_modules(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read the courses of the group that the block's rules found, whatever their status, by name."""
    own, assigned = learning_modules.c, group_learning_modules.c
    found = connection.execute(
        sa.select(
            own.id.label("LearningModuleID"), own.name.label("Name"), own.type.label("Type"), own.status.label("Status")
        )
        .join_from(
            group_learning_modules,
            learning_modules,
            (own.account_id == assigned.account_id) & (own.id == assigned.learning_module_id),
        )
        .where(assigned.account_id == asked.account, assigned.group_id == block.found.group)
        .order_by(own.name, own.id)
    )
    return [dict(learning_module._mapping) for learning_module in found]


@reader("groups", "the groups that the caller may see and the filters let through, by name")
def read_groups(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read the groups that the filters let through, as far as the caller may see them, by name."""
    own = groups.c
    conditions = _conditions(connection, asked.account, block.row.Filters)
    found = connection.execute(
        sa.select(own.name.label("Name"), own.identifier.label("GroupID"))
        .where(own.account_id == asked.account, asked.may_see(own.id), *conditions)
        .order_by(own.name_key)
    )
    return [dict(group._mapping) for group in found]


def _conditions(connection: sa.Connection, account: int, filters: Any) -> Iterator[sa.ColumnElement[bool]]:
    """Give what the filters demand of a group. A match with nothing finds no group."""
    sought, name = filters.GroupName, groups.c.name_key
    if sought.Value is None:
        if sought.MatchType is not None:
            yield sa.false()
    elif sought.MatchType == "CONTAINS":
        yield name.contains(name_key(sought.Value), autoescape=True)
    else:
        yield name == name_key(sought.Value)
    if filters.GroupStatus is not None:
        yield groups.c.status == filters.GroupStatus
    if filters.Tags2:
        yield among(groups.c.id, groups_with(connection, account, filters.Tags2), connection.dialect.name)


def groups_with(connection: sa.Connection, account: int, sought: Sequence[Any]) -> list[int]:
    """Return the groups that have all of the tags, each with one of its values where there are any."""
    given = ValuesTable(SOUGHT, connection.dialect.name)
    one = given.source.c
    named = (tags.c.id == one.tag_id) | (tags.c.name_key == one.name_key)
    valued = one.tag_value.is_(None) | (group_tags.c.tag_value == one.tag_value)
    pairs = (
        sa.select(one.number, group_tags.c.group_id)
        .join_from(given.source, tags, (tags.c.account_id == account) & named)
        .join(group_tags, OF_TAG & valued)
        .distinct()
    )
    rows = [row for number, tag in enumerate(sought) for row in _rows_of(number, tag)]
    found = Counter(group for _, group in connection.execute(pairs, given.parameters(rows)))
    return [group for group, number in found.items() if number == len(sought)]


def _rows_of(number: int, sought: Any) -> Iterator[tuple[int, int | None, str | None, str | None]]:
    """Give the rows that stand for one of the tags that are sought."""
    side, _, key = sought.Tag
    for value in sought.TagValues or (None,):
        yield number, key if side == "TagID" else None, key if side == "TagName" else None, value
