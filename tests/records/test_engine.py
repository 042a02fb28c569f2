"""Databases: what is committed stays, what fails leaves nothing, and an account's rows point at its own only."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import psycopg
import pytest
import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.records.patience import Patience

TIMEOUTS = ("statement_timeout", "lock_timeout")
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def add_account(connection: sa.Connection, account_id: int) -> None:
    name = f"Account {account_id}"
    connection.execute(tables.accounts.insert().values(id=account_id, name=name, timezone="UTC", created_at=NOW))


def add_group(connection: sa.Connection, account_id: int, group_id: int) -> None:
    group = {"account_id": account_id, "id": group_id, "name": "Sales", "name_key": "sales"}
    connection.execute(tables.groups.insert().values(**group, created_at=NOW, modified_at=NOW))


def add_user(connection: sa.Connection, account_id: int, user_id: int, home_group_id: int | None) -> None:
    user = {"account_id": account_id, "id": user_id, "employee_id": f"E-{user_id}", "given_name": "Dana"}
    user |= {"surname": "Brown", "home_group_id": home_group_id}
    connection.execute(tables.users.insert().values(**user, created_at=NOW, modified_at=NOW))


def ids(database: Database, table: sa.Table) -> list[int]:
    with database.reading() as connection:
        return list(connection.scalars(sa.select(table.c.id).order_by(table.c.id)))


def test_a_written_block_is_there_for_the_next_reader(database):
    with database.writing() as connection:
        add_account(connection, 1)
        add_account(connection, 2)
    assert ids(database, tables.accounts) == [1, 2]


def test_a_block_that_fails_is_undone_as_a_whole(database):
    def write_and_fail() -> None:
        with database.writing() as connection:
            add_account(connection, 1)
            add_group(connection, 1, 10)
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()
    assert ids(database, tables.accounts) == []
    assert ids(database, tables.groups) == []


def test_an_open_block_is_not_seen_by_a_reader(database):
    with database.writing() as connection:
        add_account(connection, 1)
        assert ids(database, tables.accounts) == []


def test_a_user_may_have_a_group_of_the_same_account(database):
    with database.writing() as connection:
        add_account(connection, 1)
        add_group(connection, 1, 10)
        add_user(connection, 1, 100, home_group_id=10)
    assert ids(database, tables.users) == [100]


def test_a_user_cannot_have_a_group_of_another_account(database):
    with database.writing() as connection:
        add_account(connection, 1)
        add_account(connection, 2)
        add_group(connection, 2, 10)
    with pytest.raises(sa.exc.IntegrityError), database.writing() as connection:
        add_user(connection, 1, 100, home_group_id=10)
    assert ids(database, tables.users) == []


def test_two_accounts_may_use_the_same_ids(database):
    with database.writing() as connection:
        for account_id in (1, 2):
            add_account(connection, account_id)
            add_group(connection, account_id, 10)
    assert ids(database, tables.groups) == [10, 10]


def test_moments_come_back_in_utc(database):
    with database.writing() as connection:
        add_account(connection, 1)
    with database.reading() as connection:
        created_at = connection.scalar(sa.select(tables.accounts.c.created_at))
    assert created_at == NOW
    assert created_at.tzinfo is UTC


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30_000)]
)
def test_sqlite_is_opened_to_last(database, pragma, value):
    with database.reading() as reading, database.writing() as writing:
        for connection in (reading, writing):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_postgresql_keeps_its_durable_commit(database):
    with database.reading() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_postgresql_plans_for_the_values_of_each_statement(database):
    """A plan that is kept goes on with the wrong index when a table has grown, and Citus cannot route it."""
    with database.reading() as connection:
        for number in range(9):
            connection.execute(sa.select(tables.accounts).where(tables.accounts.c.id == number))
        assert connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar() == 0


def test_a_connection_in_use_while_the_database_is_closed_is_closed_when_it_is_given_back(database_url):
    with closing(Database(database_url)) as database, database.reading() as connection:
        driver = connection.connection.driver_connection
        database.close()
        assert driver is not None
        assert connection.scalar(sa.text("SELECT 1")) == 1
    with pytest.raises((sqlite3.ProgrammingError, psycopg.OperationalError), match="closed"):
        driver.execute("SELECT 1")


def test_a_database_of_another_kind_is_refused_with_its_name():
    with pytest.raises(ValueError, match="'mysql'"):
        Database("mysql://localhost/rollbook")


@pytest.mark.parametrize(
    "written", ["postgresql://host/name", "postgres://host/name", "postgresql+psycopg://host/name"]
)
def test_postgresql_is_opened_with_psycopg_however_its_url_is_written(written):
    with closing(Database(written)) as database:
        assert database.url.drivername == "postgresql+psycopg"


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_machine_that_is_gone_is_noticed_in_the_time_that_is_set(database_url):
    assert set_for(Database(database_url, patience=Patience(statement=5, network=7))) == {
        "connect_timeout": "7",
        "tcp_user_timeout": "7000",
        "keepalives_idle": "7",
        "keepalives_interval": "2",
        "keepalives_count": "3",
        "statement_timeout": "5s",
        "lock_timeout": "30s",
    }


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_what_the_address_says_counts(database_url):
    said = "&connect_timeout=3&options=-c%20statement_timeout%3D4s"
    found = set_for(Database(database_url + said, patience=Patience(statement=5, network=7)))
    assert (found["connect_timeout"], found["statement_timeout"], found["lock_timeout"]) == ("3", "4s", "30s")


def set_for(database: Database) -> dict[str, str]:
    """What a connection knows of time."""
    with database.reading() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        known = driver.info.get_parameters()
        shown = {name: connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in TIMEOUTS}
    database.close()
    return {name: value for name, value in known.items() if name.startswith(("conn", "tcp", "keep"))} | shown
