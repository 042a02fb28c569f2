"""What PostgreSQL prepares: the statements that say so, on connections of their own, with plans that stay right."""

import re
from contextlib import closing

import pytest
import sqlalchemy as sa

from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.records.sql.values import FEW
from tests.calls.test_plans import add_next_door, reads_whole
from tests.calls.test_statements import FIRST_SESSION, answer_of, fill_school, sessions
from tests.noted import kept, kept_plans
from tests.postgres import PostgreSQL, new_database
from tests.proxy import Wire
from tests.seed_calls import OLGA, session_package

on_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
NUMBER = re.compile(rb"(K\x00\x00\x00\x0c)....", re.DOTALL)
"""How a server tells a client the number of the process that serves it."""


@pytest.fixture
def school(database: Database) -> Database:
    """A database with many sessions to record."""
    fill_school(database)
    return database


def beginnings(database: Database) -> list[str]:
    """How the statements that are prepared begin."""
    return sorted(" ".join(re.findall(r"^SELECT \w+|^INSERT INTO \w+", each)) for each in kept(database))


def record(database: Database, first: int, size: int) -> None:
    package = session_package(OLGA, *sessions(FIRST_SESSION + first, size))
    assert b"<Result>Success</Result>" in answer_of(database, package).body


@on_postgresql
def test_the_statements_of_a_small_call_are_prepared(school):
    record(school, 0, 1)
    assert beginnings(school) == ["INSERT INTO calls", "INSERT INTO enrollments", "SELECT given", "SELECT user_key"]


@on_postgresql
def test_a_call_of_another_size_prepares_nothing_more(school):
    record(school, 0, 1)
    before = kept(school)
    record(school, 1, FEW)
    record(school, 1 + FEW, FEW + 1)
    assert kept(school) == before


@on_postgresql
def test_what_is_planned_for_many_rows_is_not_prepared(school):
    record(school, 0, FEW + 1)
    assert beginnings(school) == ["INSERT INTO calls", "SELECT user_key"]


@on_postgresql
def test_plans_are_made_anew_when_tables_have_grown(database):
    with closing(Database(database.url.render_as_string(hide_password=False), plans_seconds=0)) as fresh:
        fill_school(fresh)
        record(fresh, 0, 1)
        assert [plan for plan in kept_plans(fresh) if reads_whole("postgresql", plan)] != []
        with fresh.writing() as other:
            add_next_door(other)
        record(fresh, 1, 1)
        assert len(kept_plans(fresh)) == len(kept(fresh)) > 3
        assert [plan for plan in kept_plans(fresh) if reads_whole("postgresql", plan)] == []


@on_postgresql
def test_numbers_have_one_type_however_large_they_are(database):
    types = sa.text("SELECT pg_typeof(:one)::text, pg_typeof(:many)::text")
    with database.reading() as connection:
        for number in (1, 2**40):
            assert connection.execute(types, {"one": number, "many": [number]}).one() == ("bigint", "bigint[]")


@pytest.mark.parametrize(
    "loss",
    ["DEALLOCATE ALL", "ALTER TABLE users ALTER role TYPE varchar(20)"],
    ids=["the statements are gone", "a column has another type"],
)
@on_postgresql
def test_a_call_survives_the_loss_of_its_prepared_statements(school, loss):
    record(school, 0, 1)
    with school.reading() as connection:
        connection.exec_driver_sql(loss)
    record(school, 1, 1)
    record(school, 2, 1)


class Pooler(Wire):
    """A wire that makes up the number of the process, as poolers do."""

    def told(self, part: bytes) -> bytes:
        return NUMBER.sub(b"\\1\0\0\0\7", part)


def test_behind_a_pooler_nothing_is_prepared(own_postgresql: PostgreSQL):
    with (
        new_database(own_postgresql) as name,
        Pooler(own_postgresql, name) as pooler,
        closing(Database(pooler.url)) as database,
    ):
        schema.migrate(database)
        fill_school(database)
        record(database, 0, 1)
        assert kept(database) == []
