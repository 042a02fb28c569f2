"""Finds rows of an account: those that given values lead to, or all of a table."""

import functools
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa

from rollbook.contract.text import normal
from rollbook.records.database.engine import Database
from rollbook.records.sql.values import ValuesTable
from rollbook.records.tables import accounts, api_keys

MOST_AT_ONCE = 5_000
MOST_PARAMETERS = 500
ACCOUNT = sa.bindparam("account", type_=sa.BigInteger)

T = TypeVar("T")


@contextmanager
def snapshot(database: Database) -> Iterator[sa.Connection]:
    """Give a connection that sees the database as it is now, whatever is written meanwhile."""
    begin = "BEGIN" if database.dialect == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
    with database.reading() as connection:
        connection.exec_driver_sql(begin)
        try:
            yield connection
        finally:
            connection.exec_driver_sql("ROLLBACK")


def parts(rows: Sequence[T], size: int = MOST_AT_ONCE) -> Iterator[Sequence[T]]:
    """Cut rows into as many as one statement should carry."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def find_account(connection: sa.Connection, name: str) -> sa.Row[Any] | None:
    """Return the account of this name."""
    return connection.execute(accounts.select().where(accounts.c.name == normal(name))).one_or_none()


def find_account_names(connection: sa.Connection) -> list[str]:
    """Return the names of all accounts, in order."""
    return list(connection.execute(sa.select(accounts.c.name).order_by(accounts.c.name)).scalars())


def find_account_ids(connection: sa.Connection) -> list[int]:
    """Return the ids of all accounts, in order."""
    return list(connection.execute(sa.select(accounts.c.id).order_by(accounts.c.id)).scalars())


def find_api_keys(connection: sa.Connection, hashes: Collection[bytes]) -> list[sa.Row[Any]]:
    """Return the rows of the keys that have these hashes, revoked ones too."""
    found: list[sa.Row[Any]] = []
    for some in parts(list(hashes), MOST_PARAMETERS):
        found += connection.execute(api_keys.select().where(api_keys.c.key_hash.in_(some)))
    return found


def find_rows(
    connection: sa.Connection, account: int, by: sa.Column[Any], values: Collection[Any]
) -> list[sa.Row[Any]]:
    """Return the account's rows that have one of the values in the column `by`, ordered by their ids.

    There must be an index that begins with the account and this column.
    """
    given, statement = _joined(by, connection.dialect.name)
    found: list[sa.Row[Any]] = []
    for some in parts(sorted(set(values))):
        asked = given.parameters([(value,) for value in some])
        found += (row for row in connection.execute(statement, {ACCOUNT.key: account, **asked}) if row.id is not None)
    return sorted(found, key=lambda row: row.id)


def find_ids(connection: sa.Connection, account: int, column: sa.Column[Any], least: int, most: int) -> Sequence[int]:
    """Return the ids between two, both included, that rows of the account have."""
    own = (column.table.c.account_id == account) & column.between(least, most)
    return connection.execute(sa.select(column).where(own)).scalars().all()


@functools.cache
def _joined(by: sa.Column[Any], dialect: str) -> tuple[ValuesTable, sa.Select[Any]]:
    """The values on the left of an outer join, so that each is looked up by key on both databases."""
    given = ValuesTable([("sought", by.type)], dialect)
    table = by.table
    matches = sa.and_(table.c.account_id == ACCOUNT, by == given.source.c.sought)
    return given, sa.select(*table.c).select_from(given.source.outerjoin(table, matches))


def find_all(connection: sa.Connection, table: sa.Table, account: int) -> list[sa.Row[Any]]:
    """Return all rows that an account has in a table, in the order of its primary key."""
    return list(connection.execute(table.select().where(table.c.account_id == account).order_by(*table.primary_key)))
