"""Every column of an account's tables outlives dump and load; one that worlds do not know of fails here."""

import pytest
import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.engine import Database
from rollbook.wire.profile import IN_PROFILE
from rollbook.worlds import DEMO, dump, load
from rollbook.worlds.model import Details, UserHelp
from tests.databases import fresh_database
from tests.worlds.generated import NAME, Generated

APART = {"calls", "api_keys", "report_pages"}
"""What is no part of a world: the audit trail, keys, of which only hashes are known, and marks between pages."""
MADE_ANEW = {"created_at", "modified_at", "recorded_at", "call_id"}
TABLES = [table for table in tables.metadata.sorted_tables if table.name not in APART]


def rows_of(database):
    """The rows of each table. An id stands as its place among the ids of its table, for ids are made anew."""
    with database.reading() as connection:
        found = {table: connection.execute(table.select()).mappings().all() for table in TABLES}
    places = {
        table: {number: place for place, number in enumerate(sorted(row["id"] for row in rows))}
        for table, rows in found.items()
        if "id" in table.c
    }

    def told(column, value):
        if column.name == "details":
            users = places[tables.users]
            return {**value, "InternalInstructors": [users[each] for each in value.get("InternalInstructors", [])]}
        target = target_of(column)
        return value if target is None or value is None else places[target][value]

    columns = {table: [column for column in table.c if column.name not in MADE_ANEW] for table in TABLES}
    return {
        table: sorted(repr([told(column, row[column.name]) for column in columns[table]]) for row in rows)
        for table, rows in found.items()
    }


def target_of(column: sa.Column[object]) -> sa.Table | None:
    """The table whose id stands in the column, if any."""
    if column.name == "id":
        return column.table
    return next((key.column.table for key in column.foreign_keys if key.column.name == "id"), None)


@pytest.fixture
def whole(database: Database) -> Database:
    """A database with two accounts that have everything."""
    load(database, [Generated(seed=11, users=150).text(), DEMO])
    return database


def test_these_worlds_have_more_than_one_value_in_every_column(whole):
    """So none can get lost unseen."""
    with whole.reading() as connection:
        found = {table: connection.execute(table.select()).mappings().all() for table in TABLES}
    columns = [column for table in TABLES for column in table.c if column.name not in MADE_ANEW]
    assert [str(each) for each in columns if len({repr(row[each.name]) for row in found[each.table]}) < 2] == []


def test_these_worlds_have_every_tag_that_is_kept_in_a_document(whole):
    with whole.reading() as connection:
        told = {
            column: {name for (document,) in connection.execute(sa.select(column)) for name in document}
            for column in (tables.users.c.profile, tables.groups.c.user_help, tables.sessions.c.details)
        }
    assert list(told.values()) == [set(IN_PROFILE), set(UserHelp.kinds), set(Details.kinds)]


def test_every_column_outlives_dump_and_load(whole, tmp_path):
    (tmp_path / "other").mkdir()
    with fresh_database("sqlite", tmp_path / "other") as url:
        other = Database(url)
        load(other, [dump(whole, NAME), dump(whole, "Fina Shoes")])
        before, after = rows_of(whole), rows_of(other)
        other.close()
    assert {table.name for table in TABLES if before[table] != after[table]} == set()
