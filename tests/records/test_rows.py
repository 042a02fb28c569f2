"""Many rows in one statement: all go in, and those that meet an equal one stay out."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.sql.statements import Delete, Insert

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
COLUMNS = ("id", "name", "timezone", "created_at")


def account(account_id: int, name: str) -> tuple[int, str, str, datetime]:
    return account_id, name, "UTC", NOW


def names(database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(sa.select(tables.accounts.c.name).order_by(tables.accounts.c.id)))


def test_all_rows_go_in_and_the_asked_columns_come_back(database):
    insert = Insert(tables.accounts, COLUMNS, database.dialect, returning=("id", "name"))
    with database.writing() as connection:
        written = insert.run(connection, [account(2, "Fina Shoes"), account(1, "Acme")])
    assert sorted(written) == [(1, "Acme"), (2, "Fina Shoes")]
    assert names(database) == ["Acme", "Fina Shoes"]


def test_a_row_that_meets_an_equal_one_is_left_out(database):
    insert = Insert(tables.accounts, COLUMNS, database.dialect, conflict=("name",), returning=("id",))
    with database.writing() as connection:
        insert.run(connection, [account(1, "Acme")])
        written = insert.run(connection, [account(2, "Acme"), account(3, "Fina Shoes"), account(4, "Fina Shoes")])
    assert len(written) == 1
    assert names(database) == ["Acme", "Fina Shoes"]


def test_without_a_conflict_named_an_equal_row_fails_the_statement(database):
    insert = Insert(tables.accounts, COLUMNS, database.dialect)
    with pytest.raises(sa.exc.IntegrityError), database.writing() as connection:
        insert.run(connection, [account(1, "Acme"), account(2, "Acme")])
    assert names(database) == []


def test_no_rows_write_nothing(database):
    insert = Insert(tables.accounts, COLUMNS, database.dialect, returning=("id",))
    with database.writing() as connection:
        assert insert.run(connection, []) == []
    assert names(database) == []


def tag(account_id: int, number: int, name: str) -> dict[str, object]:
    return {"account_id": account_id, "id": number, "name": name, "name_key": name}


def test_rows_are_deleted_by_their_ids_where_they_are_still_what_they_should_be(database):
    delete = Delete(tables.tags, database.dialect, only=tables.tags.c.name == "old")
    insert = Insert(tables.accounts, COLUMNS, database.dialect)
    rows = [tag(1, 1, "old"), tag(1, 2, "new"), tag(2, 1, "old"), tag(2, 3, "old")]
    for row in rows[1:]:
        row["name_key"] = f"{row['name']} {row['id']}"
    with database.writing() as connection:
        insert.run(connection, [account(1, "Acme"), account(2, "Fina Shoes")])
        connection.execute(tables.tags.insert(), rows)
        gone = delete.run(connection, [(1,), (2,), (3,), (4,)], account=1)
        assert [(row["id"], row["name"]) for row in gone] == [(1, "old")]
        assert delete.run(connection, [], account=2) == []
        left = connection.execute(
            sa.select(tables.tags.c.account_id, tables.tags.c.id).order_by(*tables.tags.primary_key)
        )
        assert left.all() == [(1, 2), (2, 1), (2, 3)]
