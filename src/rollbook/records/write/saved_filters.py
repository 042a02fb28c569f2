"""Filters that people keep under a name of their own: an address of a screen each."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from rollbook.records.database.ids import new_ids
from rollbook.records.tables import saved_filters

own = saved_filters.c
MOST = 100
"""As many filters one person may keep of a screen."""


class SavedFilter(NamedTuple):
    """A filter: its name, and what stands after the question mark of the address."""

    name: str
    query: str


def find_filters(connection: sa.Connection, account: int, user: int, screen: str) -> Sequence[SavedFilter]:
    """Return the filters that a user keeps of a screen, by name."""
    found = connection.execute(
        sa.select(own.name, own.query).where(_of(account, user, screen)).order_by(own.name).limit(MOST)
    )
    return [SavedFilter(row.name, row.query) for row in found]


def keep_filter(connection: sa.Connection, account: int, user: int, screen: str, kept: SavedFilter) -> bool:
    """Keep a filter, in the place of an earlier one of the same name; False where there are too many."""
    forget_filter(connection, account, user, screen, kept.name)
    if len(find_filters(connection, account, user, screen)) >= MOST:
        return False
    row = {"account_id": account, "id": new_ids()[0], "user_id": user, "screen": screen}
    connection.execute(saved_filters.insert().values(**row, name=kept.name, query=kept.query))
    return True


def forget_filter(connection: sa.Connection, account: int, user: int, screen: str, name: str) -> None:
    """Forget a filter."""
    connection.execute(saved_filters.delete().where(_of(account, user, screen), own.name == name))


def _of(account: int, user: int, screen: str) -> sa.ColumnElement[bool]:
    return (own.account_id == account) & (own.user_id == user) & (own.screen == screen)
