"""`rollbook verify`: a sound database is found sound, and whatever is wrong is named."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from rollbook.gate.call import Limits, Request
from rollbook.gate.gate import Gate
from rollbook.records import tables
from rollbook.records.engine import Database
from rollbook.records.verify import verify
from rollbook.worlds import DEMO
from rollbook.worlds.load import load
from tests import cast
from tests.answers import package
from tests.books import check_database
from tests.calls import OLGA, session_package, variant_package
from tests.commands import run
from tests.course_calls import batch, enrollment_block, history_block, unenrollment_block
from tests.databases import fresh_database

LENA = {"Email": cast.LENA.email}
NOOR = {"Email": None, "EmployeeID": cast.NOOR.employee_id}
PACKAGES = (
    session_package(OLGA, {}, LENA, NOOR),
    session_package(OLGA, {}),
    variant_package(OLGA, {"SubscriptionVariantID": cast.CREDITS_VARIANT}, LENA),
    batch("enrollLearningModules", OLGA, map(enrollment_block, [{}, LENA])),
    batch("enrollmentHistoryImport", OLGA, map(history_block, [{}, {"LearningModuleID": cast.SCORM_COURSE}])),
    package("listGroups", "<Group><Filters></Filters></Group>", OLGA),
    package("noSuchMethod", "<Group/>", OLGA),
)
"""One call after the other: of every kind that writes rows with its id, one refused, and two that write none."""

FOREIGN_KEYS_OFF = {"sqlite": "PRAGMA foreign_keys = OFF", "postgresql": "SET session_replication_role = replica"}
CONDITIONS_OFF = {"sqlite": "PRAGMA ignore_check_constraints = ON", "postgresql": ""}
RELAXED = (
    "PRAGMA writable_schema = ON",
    "UPDATE sqlite_schema SET sql = replace(sql, 'given_name TEXT NOT NULL', 'given_name TEXT') WHERE name = 'users'",
)


def call(database: Database, sent: str) -> None:
    """Make a call through the gate, in this process."""
    Gate(database, Limits()).answer(
        Request(
            method="POST",
            is_secure=True,
            headers={"content-type": "text/xml"},
            body=sent.encode(),
            remote_address="127.0.0.1",
            id="the-request",
            received_at=datetime.now(UTC),
        )
    )


@pytest.fixture
def used(database: Database) -> Database:
    """A database with two accounts and a call of every kind."""
    load(database, [cast.FINA_SHOES, cast.NEXT_DOOR_SHOES])
    for sent in PACKAGES:
        call(database, sent)
    return database


@pytest.fixture
def used_sqlite(tmp_path: Path) -> Iterator[Database]:
    with fresh_database("sqlite", tmp_path) as url:
        yield from filled(url)


@pytest.fixture
def used_postgresql(tmp_path: Path) -> Iterator[Database]:
    with fresh_database("postgresql", tmp_path) as url:
        yield from filled(url)


def filled(url: str) -> Iterator[Database]:
    database = Database(url)
    load(database, [cast.FINA_SHOES])
    for sent in PACKAGES:
        call(database, sent)
    yield database
    database.close()


def damage(database: Database, *statements: str) -> None:
    """Change the database as nothing of ours does."""
    url = database.url.set(drivername=database.dialect).render_as_string(hide_password=False)
    if database.dialect == "sqlite":
        with sqlite3.connect(str(database.url.database)) as changing:
            for each in statements:
                changing.execute(each)
        changing.close()
        database.close()  # what it has open still knows the old schema
        return
    with psycopg.connect(url) as connection:
        for each in filter(None, statements):
            connection.execute(each.encode())


def wrong(database: Database) -> dict[str, int]:
    """What is found, with the number of rows."""
    return {finding.wrong: finding.count for finding in verify(database)}


def test_the_world_of_the_demo_is_sound(database):
    load(database, [DEMO])
    check_database(database)


def test_a_database_is_sound_after_calls_of_every_kind(used):
    with used.reading() as connection:
        recorded = connection.execute(sa.select(tables.calls.c.recorded).order_by(tables.calls.c.id)).scalars().all()
    assert recorded == [3, 0, 2, 2, 2, 0, 0]
    check_database(used)


def test_a_database_is_sound_after_its_world_is_loaded_again(used):
    load(used, [cast.FINA_SHOES.replace("credits: 2", "credits: 50")])
    check_database(used)


REFERENCES = [
    (
        "UPDATE enrollments SET group_id = 999 WHERE open",
        {"enrollments: account_id, group_id names nothing in groups": 2},
    ),
    (
        "UPDATE enrollments SET learning_module_id = 3863 WHERE session_id = 501",
        {"enrollments: account_id, learning_module_id, session_id names nothing in sessions": 3},
    ),
    (
        "UPDATE supervisors SET supervisor_id = 5",
        {"supervisors: account_id, supervisor_id names nothing in users": 1},
    ),
    (
        "UPDATE api_keys SET user_id = 5 WHERE user_id IN (SELECT id FROM users WHERE employee_id = 'FS-1')",
        {"api_keys: account_id, user_id names nothing in users": 1},
    ),
    (
        """UPDATE calls SET account_id = users.account_id, user_id = users.id FROM users
        WHERE employee_id = 'ND-1' AND method = 'enrollSessionHistory'""",
        {
            "enrollments: call_id names no call of the account": 3,
            "calls: rows of the call are missing, in its account more than were ever unenrolled": 1,
        },
    ),
    (
        "DELETE FROM calls WHERE method = 'enrollSubscriptionVariants'",
        {"subscription_enrollments: call_id names no call of the account": 2},
    ),
    (
        "DELETE FROM enrollments WHERE session_id IS NOT NULL",
        {"calls: rows of the call are missing, in its account more than were ever unenrolled": 1},
    ),
    ("DELETE FROM subscription_enrollments", {"calls: rows of the call are missing": 1}),
    (
        "UPDATE calls SET recorded = 1 WHERE recorded > 0 AND method LIKE 'enrollSess%' OR method LIKE 'enrollLearn%'",
        {"calls: there are more rows of the call than it recorded": 2},
    ),
    (
        "UPDATE enrollments SET call_id = (SELECT id FROM calls WHERE method = 'listGroups') WHERE open",
        {
            "calls: there are more rows of the call than it recorded": 1,
            "calls: rows of the call are missing, in its account more than were ever unenrolled": 1,
        },
    ),
    (
        "UPDATE calls SET result = 'Failed' WHERE recorded = 3",
        {"calls: result and recorded contradict each other": 1},
    ),
    (
        "UPDATE calls SET result = 'Success' WHERE method = 'noSuchMethod'",
        {"calls: result and recorded contradict each other": 1},
    ),
    (
        "UPDATE calls SET recorded = 1 WHERE method = 'listGroups'",
        {"calls: result and recorded contradict each other": 1},
    ),
]


@pytest.mark.parametrize(("statement", "expected"), REFERENCES, ids=[each for each, _ in REFERENCES])
def test_rows_that_do_not_fit_together_are_found(used, statement, expected):
    first = "INSERT INTO supervisors SELECT account_id, id, id FROM users WHERE employee_id = 'FS-1000'"
    damage(used, FOREIGN_KEYS_OFF[used.dialect], first, statement)
    assert wrong(used) == expected


def test_what_is_unenrolled_is_not_missing_but_what_else_goes_is(used):
    with used.reading() as connection:
        first, *_ = connection.execute(sa.select(tables.enrollments.c.id).where(tables.enrollments.c.open)).scalars()
    call(used, batch("unenrollLearningModules", OLGA, [unenrollment_block(first)]))
    check_database(used)
    damage(used, "DELETE FROM enrollments WHERE open")
    [finding] = verify(used)
    assert finding.kind == "call"
    [row] = finding.rows
    assert (row["method"], row["recorded"], row["rows"]) == ("enrollLearningModules", 2, 0)
    assert (row["gone"], row["unenrolled"]) == (2, 1)


def test_a_condition_that_does_not_hold_is_found_though_nothing_enforced_it(used):
    drop = "ALTER TABLE group_variants DROP CONSTRAINT ck_group_variants_credits"
    off = {"sqlite": "PRAGMA ignore_check_constraints = ON", "postgresql": drop}[used.dialect]
    damage(used, off, "UPDATE group_variants SET credits = -1 WHERE variant_id = 23")
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
        ("UPDATE group_variants SET credits = 'many' WHERE variant_id = 23", "group_variants"),
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
            for column in ("", "_team_id", "_user_id")
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
def test_what_postgresql_no_longer_sees_to_is_found(used_postgresql, statements, expected):
    damage(used_postgresql, *statements)
    assert wrong(used_postgresql) == expected


def test_the_command_says_that_a_sound_database_is_sound(used, database_url):
    check_database(used)
    done = run("verify", database_url=database_url)
    assert (done.exit_code, done.stdout) == (0, "Sound: nothing is wrong in this database, schema 0002.\n")


def test_the_command_counts_what_is_wrong_and_shows_the_first_rows(used, database_url):
    damage(used, FOREIGN_KEYS_OFF[used.dialect], "UPDATE enrollments SET group_id = 999")
    done = run("verify", "--rows", "2", database_url=database_url)
    assert done.exit_code == 1
    first, *rows, last = done.stdout.splitlines()
    assert first == "enrollments: account_id, group_id names nothing in groups: 7"
    assert len(rows) == 2
    assert all("group_id 999" in row for row in rows)
    assert last == "  and 5 more"


def test_the_command_tells_machines(used, database_url):
    damage(used, FOREIGN_KEYS_OFF[used.dialect], "UPDATE enrollments SET group_id = 999 WHERE open")
    done = run("verify", "--json", database_url=database_url)
    assert done.exit_code == 1
    [finding] = map(json.loads, done.stdout.splitlines())
    assert (finding["kind"], finding["count"], len(finding["rows"])) == ("reference", 2, 2)
    assert finding["wrong"] == "enrollments: account_id, group_id names nothing in groups"
    assert {row["group_id"] for row in finding["rows"]} == {999}


def test_a_file_is_verified_in_place_of_the_database_and_left_as_it_is(used_sqlite, tmp_path):
    copy = tmp_path / "a copy, 100%?.db"
    run("backup", copy, database_url=str(used_sqlite.url))
    before = copy.read_bytes()
    assert run("verify", copy).exit_code == 0
    assert copy.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(copy.name)] == [copy.name]


def test_a_database_that_is_not_there_is_not_made(tmp_path):
    path = tmp_path / "rollbook.db"
    done = run("verify", database_url=f"sqlite:///{path}")
    assert done.exit_code == 1
    assert f"there is no database {path}" in done.stderr
    assert not path.exists()


def test_a_file_that_is_no_database_of_ours_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("Shoes. " * 1000)
    done = run("verify", tmp_path / "notes.txt")
    assert done.exit_code == 1
    assert "notes.txt is not a database of Rollbook's" in done.stderr


@pytest.mark.parametrize(
    ("version", "advice"), [("0001", "run `rollbook migrate`"), ("9999", "install a newer Rollbook")]
)
def test_a_database_of_another_schema_is_refused(used, database_url, version, advice):
    damage(used, f"UPDATE alembic_version SET version_num = '{version}'")
    done = run("verify", database_url=database_url)
    assert done.exit_code == 1
    assert f"the schema of the database is at {version}, this Rollbook needs 0002: {advice}" in done.stderr
