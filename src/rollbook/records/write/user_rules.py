"""Rules about users and groups that no constraint of the database can say, asked of rows that were written."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from rollbook.records.sql.values import among
from rollbook.records.tables import groups, memberships, users
from rollbook.records.write.memberships import find_active_in_inactive

INACTIVE = "an active user would be in an inactive group"
HOMELESS = "the home group would not be one of the user's groups"
FULL = "a group would have more users than its limit"
NAMESAKE = "an e-mail address would be another user's employee id"


def broken_rule(
    connection: sa.Connection, account: int, user_ids: Collection[int], group_ids: Collection[int]
) -> str | None:
    """Return the first rule that does not hold for these users and groups; None where all do."""
    if not user_ids and not group_ids:
        return None
    if find_active_in_inactive(connection, account):
        return INACTIVE
    for why, statement in (
        (HOMELESS, _homeless(connection, account, user_ids)),
        (FULL, _full(connection, account, group_ids)),
        (NAMESAKE, _namesakes(connection, account, user_ids)),
    ):
        if connection.execute(statement.limit(1)).one_or_none() is not None:
            return why
    return None


def _these(connection: sa.Connection, account: int, table: Any, ids: Collection[int]) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.account_id == account, among(table.c.id, sorted(ids), connection.dialect.name))


def _homeless(connection: sa.Connection, account: int, ids: Collection[int]) -> sa.Select[Any]:
    home = sa.exists().where(
        memberships.c.account_id == account,
        memberships.c.group_id == users.c.home_group_id,
        memberships.c.user_id == users.c.id,
    )
    return sa.select(users.c.id).where(
        _these(connection, account, users, ids), users.c.home_group_id.is_not(None), ~home
    )


def _full(connection: sa.Connection, account: int, ids: Collection[int]) -> sa.Select[Any]:
    seated = (
        sa.select(sa.func.count())
        .select_from(memberships)
        .where(memberships.c.account_id == account, memberships.c.group_id == groups.c.id)
        .scalar_subquery()
    )
    return sa.select(groups.c.id).where(_these(connection, account, groups, ids), groups.c.user_limit < seated)


def _namesakes(connection: sa.Connection, account: int, ids: Collection[int]) -> sa.Select[Any]:
    other = users.alias("other")
    same = (other.c.address_key == users.c.email_key) | (other.c.email_key == users.c.address_key)
    join = (other.c.account_id == account) & (other.c.id != users.c.id) & same
    return sa.select(users.c.id).join_from(users, other, join).where(_these(connection, account, users, ids))
