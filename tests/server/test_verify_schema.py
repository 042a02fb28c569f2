"""`rollbook verify`: what the database no longer enforces is found all the same."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.records.verify import verify
from tests.consistency import check_database
from tests.damage import damage, fill, wrong
from tests.databases import fresh_database

RELAXED = (
    "PRAGMA writable_schema = ON",
    "UPDATE sqlite_schema SET sql = replace(sql, 'given_name TEXT NOT NULL', 'given_name TEXT') WHERE name = 'users'",
)


@pytest.fixture
def used(database: Database) -> Database:
    """A database with two accounts and a call of every kind."""
    return fill(database)


@pytest.fixture
def used_sqlite(tmp_path: Path) -> Iterator[Database]:
    with fresh_database("sqlite", tmp_path) as url:
        yield from filled(url)


@pytest.fixture
def used_postgresql(tmp_path: Path) -> Iterator[Database]:
    with fresh_database("postgresql", tmp_path) as url:
        yield from filled(url)


def filled(url: str) -> Iterator[Database]:
    with closing(Database(url)) as database:
        yield fill(database)


def test_a_condition_that_does_not_hold_is_found_though_nothing_enforced_it(used):
    drop = "ALTER TABLE group_variants DROP CONSTRAINT ck_group_variants_credits"
    off = {"sqlite": "PRAGMA ignore_check_constraints = ON", "postgresql": drop}[used.dialect]
    damage(used, off, "UPDATE group_variants SET credits = -1, given = -1 WHERE variant_id = 17")
    found = wrong(used)
    assert found.pop("group_variants: ck_group_variants_credits does not hold") == 1
    assert (
        list(found)
        == {
            "sqlite": ["the database file: CHECK constraint failed in group_variants"],
            "postgresql": ["group_variants: check constraint ck_group_variants_credits is missing"],
        }[used.dialect]
    )


def test_a_second_row_is_found_where_there_must_be_one(used):
    columns = ", ".join(column.name for column in tables.enrollments.c if column.name not in {"id", "call_id"})
    again = f"INSERT INTO enrollments (id, {columns}) SELECT -id, {columns} FROM enrollments WHERE open"
    damage(used, "DROP INDEX uq_enrollments_one_open", again)
    assert wrong(used) == {
        "enrollments: index uq_enrollments_one_open is missing, or not as declared": 1,
        "enrollments: account_id, user_id, learning_module_id is there more than once where open": 2,
    }


def test_a_value_that_is_missing_is_found(used):
    relax = {"sqlite": RELAXED, "postgresql": ("ALTER TABLE users ALTER COLUMN given_name DROP NOT NULL",)}
    damage(used, *relax[used.dialect])
    damage(used, "UPDATE users SET given_name = NULL WHERE employee_id = 'FS-1000'")
    assert wrong(used) == {
        "users: column given_name differs (nullable)": 1,
        "users: a value is missing that must be there": 1,
    }


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DROP INDEX ix_users_inactive", "users: index ix_users_inactive is missing, or not as declared"),
        ("DROP TABLE report_pages", "report_pages: the table is missing"),
        ("ALTER TABLE sessions DROP COLUMN details", "sessions: column details is missing"),
    ],
)
def test_what_the_schema_lacks_is_found(used, statement, expected):
    damage(used, statement)
    found = wrong(used)
    assert found.pop(expected) == 1
    [table, *_] = expected.split(":")
    assert all("cannot be checked" in each or each.startswith(f"{table}: index") for each in found)
    assert any("cannot be checked" in each for each in found) == ("INDEX" not in statement)


def test_what_an_operator_has_added_is_not_wrong(used):
    damage(used, "CREATE TABLE notes (id INTEGER)", "CREATE INDEX own ON users (surname)")
    check_database(used)


@pytest.mark.parametrize(
    ("statement", "column"),
    [
        ("UPDATE group_variants SET requires_credits = 'many' WHERE variant_id = 17", "group_variants"),
        ("UPDATE users SET profile = '{' WHERE employee_id = 'FS-1000'", "users"),
        ("UPDATE enrollments SET enrolled_at = 5 WHERE open AND user_id IN (SELECT min(user_id) FROM enrollments)", ""),
    ],
)
def test_sqlite_values_of_another_kind_are_found(used_sqlite, statement, column):
    damage(used_sqlite, statement)
    found = wrong(used_sqlite)
    assert found == {f"{column or 'enrollments'}: a value is not of its column's type": 1}


def test_damage_to_sqlites_file_is_found(used_sqlite):
    path = Path(str(used_sqlite.url.database))
    used_sqlite.close()
    with sqlite3.connect(path) as connection:
        [(root,)] = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'ix_users_account_id_name_key_id'"
        )
        [(size,)] = connection.execute("PRAGMA page_size")
    connection.close()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    found = next(verify(used_sqlite))
    assert (found.kind, "malformed" in found.wrong) == ("file", True)


POSTGRESQL: list[tuple[str, Sequence[str], dict[str, int]]] = [
    (
        "a unique constraint is gone",
        (
            "ALTER TABLE users DROP CONSTRAINT uq_users_account_id_email_key",
            "UPDATE users SET email_key = 'dana.brown@finashoes.com' WHERE employee_id = 'FS-1000'",
        ),
        {
            "users: constraint uq_users_account_id_email_key is missing, or not as declared": 1,
            "users: account_id, email_key is there more than once": 1,
        },
    ),
    (
        "a primary key is gone",
        (
            "ALTER TABLE report_pages DROP CONSTRAINT pk_report_pages",
            """INSERT INTO report_pages SELECT account_id, id, '\\x00', 2, '', 1, now(), 1, now()
            FROM users, generate_series(1, 2) WHERE employee_id = 'FS-1'""",
        ),
        {"report_pages: account_id, user_id, filters_digest, page is there more than once": 1},
    ),
    (
        "a foreign key is gone",
        ("ALTER TABLE calls DROP CONSTRAINT fk_calls_account_id_user_id",),
        {"calls: foreign key fk_calls_account_id_user_id is missing, or not as declared": 1},
    ),
    (
        "a constraint was never validated",
        (
            "ALTER TABLE users DROP CONSTRAINT ck_users_role",
            "UPDATE users SET role = 'king' WHERE employee_id = 'FS-1'",
            "ALTER TABLE users ADD CONSTRAINT ck_users_role CHECK (role <> 'king') NOT VALID",
        ),
        {"users: constraint ck_users_role was never validated": 1, "users: ck_users_role does not hold": 1},
    ),
    (
        "the triggers of a foreign key are switched off",
        ("ALTER TABLE team_members DISABLE TRIGGER ALL",),
        {
            f"team_members: foreign key fk_team_members_account_id{column} is switched off": 1
            for column in ("_team_id", "_user_id")
        },
    ),
    (
        "an index is not valid",
        ("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_users_inactive'::regclass",),
        {"users: index ix_users_inactive is not valid": 1},
    ),
]


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("statements", "expected"), [each[1:] for each in POSTGRESQL], ids=[each[0] for each in POSTGRESQL]
)
def test_what_postgresql_no_longer_enforces_is_found(used_postgresql, statements, expected):
    damage(used_postgresql, *statements)
    assert wrong(used_postgresql) == expected
