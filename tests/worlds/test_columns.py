"""Every column of an account's tables outlives dump and load; one that worlds do not know of fails here."""

from contextlib import closing

import pytest
import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.vocabulary.users import IN_PROFILE
from rollbook.worlds import DEMO, dump, load
from rollbook.worlds.model import Group, Session
from tests.databases import fresh_database
from tests.worlds.alike import MADE_ANEW, TABLES, rows_of
from tests.worlds.generated import NAME, Generated


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
    assert list(told.values()) == [set(IN_PROFILE), set(Group.user_help.parts), set(Session.details.parts)]


def test_every_column_outlives_dump_and_load(whole, tmp_path):
    (tmp_path / "other").mkdir()
    with fresh_database("sqlite", tmp_path / "other") as url, closing(Database(url)) as other:
        load(other, [dump(whole, NAME), dump(whole, "Fina Shoes")])
        before, after = rows_of(whole), rows_of(other)
    assert {name for name in before if before[name] != after[name]} == set()
