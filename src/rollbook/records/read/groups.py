"""What is asked about groups."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.judge import Block
from rollbook.contract.text import name_key
from rollbook.records.read.context import ReportContext, reader
from rollbook.records.sql.values import Column, ValuesTable, among
from rollbook.records.tables import group_learning_modules, group_tags, groups, learning_modules, memberships, tags

SOUGHT: list[Column] = [("number", sa.BigInteger()), ("tag_id", sa.BigInteger()), ("name_key", sa.Text())]
"""A tag that is sought, by its place among them: its id or its name."""
Key = tuple[str, Any]
"""By what a tag is sought, TagID or TagName, and the id or the folded name."""
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
    holders = _find_holders(connection, account, list(dict.fromkeys(_key_of(tag) for tag in sought)))
    return sorted(set.intersection(*(_groups_with(holders[_key_of(tag)], tag.TagValues) for tag in sought)))


def _key_of(sought: Any) -> Key:
    return sought.Tag.side, sought.Tag.key


def _groups_with(holders: Sequence[tuple[int, str]], values: Sequence[str] | None) -> set[int]:
    """Return the groups that hold a tag with one of the values, or with any where none are given."""
    wanted = frozenset(values or ())
    return {group for group, value in holders if not wanted or value in wanted}


def _find_holders(connection: sa.Connection, account: int, keys: Sequence[Key]) -> dict[Key, list[tuple[int, str]]]:
    """Find the groups that have a tag, and its values in them, by the tag's key.

    Tags are looked up by id and by name apart: no database uses an index where it is asked for either at once.
    """
    given = ValuesTable(SOUGHT, connection.dialect.name)
    one, by_id, by_name, held = given.source.c, tags.alias("by_id"), tags.alias("by_name"), group_tags.c
    tag = sa.func.coalesce(by_id.c.id, by_name.c.id)
    found = sa.select(one.number, held.group_id, held.tag_value).select_from(
        given.source.outerjoin(by_id, (by_id.c.account_id == account) & (by_id.c.id == one.tag_id))
        .outerjoin(by_name, (by_name.c.account_id == account) & (by_name.c.name_key == one.name_key))
        .outerjoin(group_tags, (held.account_id == account) & (held.tag_id == tag))
    )
    rows = [
        (number, *(key if side == each else None for each in ("TagID", "TagName")))
        for number, (side, key) in enumerate(keys)
    ]
    holders: dict[Key, list[tuple[int, str]]] = {key: [] for key in keys}
    for number, group, value in connection.execute(found, given.parameters(rows)):
        if group is not None:
            holders[keys[number]].append((group, value))
    return holders
