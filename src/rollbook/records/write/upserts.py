"""Writes rows of whole accounts in bulk: what is new goes in, what differs is changed, all else is left alone."""

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from rollbook.contract.text import name_key
from rollbook.records import tables
from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.sql.joins import InTurn
from rollbook.records.sql.statements import Home
from rollbook.records.sql.values import ValuesTable

Row = Mapping[str, Any]
"""The values of a row by the names of its columns."""

LOCK = 0x526F6C6D  # the advisory lock under which PostgreSQL lets one load of worlds work at a time
# One is returned for each row that is written: Citus's own count would be of all rows that it was given.
WRITTEN: sa.ColumnElement[int] = sa.literal_column("1", sa.Integer)


@dataclass(frozen=True)
class Upsert:
    """`INSERT … SELECT … ON CONFLICT DO UPDATE` where a column differs, for a table.

    `key` is the unique key by which a row is on record. `kept` are columns that an update leaves alone, `touched` are
    those it changes only along with another. Columns that the rows do not name are not touched at all.
    """

    table: sa.Table
    key: tuple[str, ...] = ("account_id", "id")
    kept: tuple[str, ...] = ("created_at",)
    touched: tuple[str, ...] = ()

    def in_order(self, rows: Sequence[Row]) -> list[Row]:
        """Sort rows by the key: those who write the same rows meet them in one order."""
        return sorted(rows, key=itemgetter(*self.key))

    def completed(
        self, connection: sa.Connection, account: int, rows: Sequence[Row], defaults: Mapping[str, Any]
    ) -> list[Row]:
        """Give each row the columns of `defaults` that it leaves out: their values on record, else the defaults.

        A document that is given changes the parts it names of the one on record. The rows on record are locked, so
        that no other transaction changes what is to stay as it is.
        """
        if not defaults:
            return list(rows)
        given, statement = _find(self, tuple(defaults), connection.dialect.name)
        key_of = itemgetter(*self.key) if len(self.key) > 1 else lambda row: (row[self.key[0]],)
        parameters = given.parameters([key_of(row) for row in rows])
        found = connection.execute(statement, {**parameters, ACCOUNT.key: account}).mappings()
        on_record: dict[Any, Row] = {key_of(row): dict(row) for row in found}
        return [complete(row, on_record.get(key_of(row), {}), defaults) for row in rows]

    def run(self, connection: sa.Connection, rows: Sequence[Row]) -> int:
        """Write the rows, which name the same columns; return how many are new or changed."""
        columns = tuple(rows[0])
        given, home, statement = _compose(self, columns, connection.dialect.name)
        values = [[row[name] for name in columns] for row in rows]
        parameters = {**given.parameters(values), **home.parameters(values[0])}
        return len(connection.execute(statement, parameters).all())


def complete(row: Row, on_record: Row, defaults: Mapping[str, Any]) -> Row:
    """Return the row with all columns of `defaults`: as given, else as on record, else the default."""
    kept = {name: on_record.get(name, default) for name, default in defaults.items()}
    values = {name: _merged(kept[name], row[name]) if name in row else kept[name] for name in defaults}
    return {**{name: value for name, value in row.items() if name not in defaults}, **values}


def _merged(kept: Any, given: Any) -> Any:
    """Return a document with what is given in the place of what has the same name; any other value as it is given."""
    if not isinstance(kept, Mapping):
        return given
    names = set(map(name_key, given))
    return {**{name: part for name, part in kept.items() if name_key(name) not in names}, **given}


@functools.cache
def _find(upsert: Upsert, columns: tuple[str, ...], dialect: str) -> tuple[ValuesTable, sa.Select[Any]]:
    """The rows on record that have the keys of given ones."""
    table = upsert.table
    given = ValuesTable([(name, table.c[name].type) for name in upsert.key], dialect)
    same = sa.and_(*(table.c[name] == given.source.c[name] for name in upsert.key), table.c[upsert.key[0]] == ACCOUNT)
    found = sa.select(*(table.c[name] for name in (*upsert.key, *columns)))
    in_order = found.select_from(InTurn(given.source, table, same)).order_by(*(table.c[name] for name in upsert.key))
    return given, in_order.with_for_update(of=table, key_share=True)


@functools.cache
def _compose(upsert: Upsert, columns: tuple[str, ...], dialect: str) -> tuple[ValuesTable, Home, sa.Executable]:
    table = upsert.table
    given = ValuesTable([(name, table.c[name].type) for name in columns], dialect)
    home = Home(columns, dialect)
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    insert = make(table).from_select(list(columns), home.select(given, columns))
    compared = [name for name in columns if name not in {*upsert.key, *upsert.kept, *upsert.touched}]
    if not compared:
        return given, home, insert.on_conflict_do_nothing(index_elements=upsert.key).returning(WRITTEN)
    update = insert.on_conflict_do_update(
        index_elements=upsert.key,
        set_={name: insert.excluded[name] for name in (*compared, *upsert.touched)},
        where=sa.or_(*(_differs(table.c[name], insert.excluded[name]) for name in compared)),
    )
    return given, home, update.returning(WRITTEN)


def _differs(kept: sa.ColumnElement[Any], given: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Compare documents as texts: PostgreSQL's `json` knows no equality, and equal ones are written alike."""
    if isinstance(kept.type, sa.JSON):
        kept, given = sa.cast(kept, sa.Text), sa.cast(given, sa.Text)
    return kept.is_distinct_from(given)


ACCOUNTS = Upsert(tables.accounts, key=("id",))
GROUPS = Upsert(tables.groups, touched=("modified_at",))
USERS = Upsert(tables.users, touched=("modified_at",))
CUSTOM_FIELDS = Upsert(tables.custom_fields)
TEAMS = Upsert(tables.teams)
TEAM_MEMBERS = Upsert(tables.team_members, key=("account_id", "team_id", "user_id"))
SUPERVISORS = Upsert(tables.supervisors, key=("account_id", "user_id", "supervisor_id"))
TAGS = Upsert(tables.tags)
GROUP_TAGS = Upsert(tables.group_tags, key=("account_id", "group_id", "tag_id", "tag_value"))
MEMBERSHIPS = Upsert(tables.memberships, key=("account_id", "group_id", "user_id"))
LEARNING_MODULES = Upsert(tables.learning_modules)
SESSIONS = Upsert(tables.sessions)
SUBSCRIPTIONS = Upsert(tables.subscriptions)
VARIANTS = Upsert(tables.variants)
VARIANT_MODULES = Upsert(tables.variant_learning_modules, key=("account_id", "variant_id", "learning_module_id"))
GROUP_MODULES = Upsert(tables.group_learning_modules, key=("account_id", "group_id", "learning_module_id"))
GROUP_VARIANTS = Upsert(tables.group_variants, key=("account_id", "group_id", "variant_id"))
GROUP_VARIANTS_WITH_BALANCE = dataclasses.replace(GROUP_VARIANTS, kept=("credits",))
SESSION_ENROLLMENTS = Upsert(
    tables.enrollments,
    key=("account_id", "session_id", "user_id"),
    kept=("id", "recorded_at"),
)
ENROLLMENTS = Upsert(tables.enrollments, kept=("recorded_at",))
SUBSCRIPTION_ENROLLMENTS = Upsert(tables.subscription_enrollments, kept=("recorded_at",))
"""What each noun is on record by. A row that a call wrote goes on pointing back to the call."""


def wait_for_other_loads(connection: sa.Connection) -> None:
    """Let one load work at a time, to the end of its transaction; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
