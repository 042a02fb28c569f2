"""`rollbook verify`: a sound database is reported as sound, and anything wrong is named."""

import json

import pytest
import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.records.verify import verify
from rollbook.worlds import DEMO
from rollbook.worlds.load import load
from tests import cast
from tests.commands import run
from tests.consistency import check_database
from tests.damage import FOREIGN_KEYS_OFF, call, damage, fill, wrong
from tests.databases import fresh_database
from tests.learning_module_calls import batch, unenrollment_block
from tests.scenery import extended
from tests.seed_calls import OLGA

NEWEST = schema.needed_version()


@pytest.fixture
def used(database: Database) -> Database:
    """A database with two accounts and a call of every kind."""
    return fill(database)


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


BALANCE = "group_variants: credits are not what was given less what was taken"
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
            "enrollments: a row that the call wrote is gone, and no change says so": 3,
        },
    ),
    (
        "DELETE FROM calls WHERE method = 'enrollSubscriptionVariants'",
        {
            "subscription_enrollments: call_id names no call of the account": 2,
            "changes: account_id, call_id names nothing in calls": 1,
        },
    ),
    (
        "DELETE FROM enrollments WHERE session_id IS NOT NULL",
        {"enrollments: a row that the call wrote is gone, and no change says so": 3},
    ),
    (
        "DELETE FROM subscription_enrollments",
        {
            "subscription_enrollments: a row that the call wrote is gone, and no change says so": 2,
            BALANCE: 1,
        },
    ),
    ("UPDATE group_variants SET credits = credits + 1 WHERE variant_id = 17", {BALANCE: 1}),
    ("UPDATE group_variants SET given = 7 WHERE variant_id = 17", {BALANCE: 1}),
    (
        "UPDATE subscription_enrollments SET took_credit = FALSE",
        {BALANCE: 1},
    ),
    (
        "UPDATE calls SET recorded = 1 WHERE recorded > 0 AND method LIKE 'enrollSess%' OR method LIKE 'enrollLearn%'",
        {"calls: there are more rows of the call than it recorded": 2},
    ),
    (
        "UPDATE enrollments SET call_id = (SELECT id FROM calls WHERE method = 'listGroups') WHERE open",
        {
            "calls: there are more rows of the call than it recorded": 1,
            "enrollments: a row that the call wrote is gone, and no change says so": 2,
            "enrollments: the row names a call that did not write it": 2,
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


def test_an_unenrolled_row_is_not_missing_but_any_other_deleted_row_is(used):
    with used.reading() as connection:
        first, *_ = connection.execute(sa.select(tables.enrollments.c.id).where(tables.enrollments.c.open)).scalars()
    call(used, batch("unenrollLearningModules", OLGA, [unenrollment_block(first)]))
    check_database(used)
    damage(used, "DELETE FROM enrollments WHERE open")
    [finding] = verify(used)
    assert finding.kind == "call"
    [row] = finding.rows
    assert (finding.wrong, row["id"] == first) == (
        "enrollments: a row that the call wrote is gone, and no change says so",
        False,
    )


CREDITS = "{id: 23, requires_credits: true, credits: 2}"
TAKEN = f"""
  - {{user: {cast.NOOR.employee_id}, group: Sales, variant: {cast.CREDITS_VARIANT}, starts: 2024-03-01,
     ends: 2025-03-01, took_credit: true}}
"""
FIFTY = cast.FINA_SHOES.replace(CREDITS, CREDITS.replace("credits: 2", "credits: 50"))


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize("world", [FIFTY, extended(FIFTY, subscription_enrollments=TAKEN), cast.FINA_SHOES])
def test_credits_that_a_file_gives_or_takes_are_counted_as_given(used, world, reset):
    load(used, [world], reset_credits=reset)
    check_database(used)


def test_a_balance_that_was_wrong_stays_so_until_it_is_reset(used):
    damage(used, "UPDATE group_variants SET credits = credits + 3 WHERE variant_id = 23")
    load(used, [extended(FIFTY, subscription_enrollments=TAKEN)])
    [finding] = verify(used)
    assert (finding.kind, finding.wrong, [row["surplus"] for row in finding.rows]) == ("credits", BALANCE, [3])
    load(used, [FIFTY], reset_credits=True)
    check_database(used)


def test_the_command_says_that_a_sound_database_is_sound(used, database_url):
    check_database(used)
    done = run("verify", database_url=database_url)
    assert (done.exit_code, done.stdout) == (0, f"Sound: nothing is wrong in this database, schema {NEWEST}.\n")


def test_the_command_counts_what_is_wrong_and_shows_the_first_rows(used, database_url):
    damage(used, FOREIGN_KEYS_OFF[used.dialect], "UPDATE enrollments SET group_id = 999")
    done = run("verify", "--rows", "2", database_url=database_url)
    assert done.exit_code == 1
    first, *rows, last = done.stdout.splitlines()
    assert first == "enrollments: account_id, group_id names nothing in groups: 7"
    assert len(rows) == 2
    assert all("group_id 999" in row for row in rows)
    assert last == "  and 5 more"


def test_the_command_writes_json_for_machines(used, database_url):
    damage(used, FOREIGN_KEYS_OFF[used.dialect], "UPDATE enrollments SET group_id = 999 WHERE open")
    done = run("verify", "--json", database_url=database_url)
    assert done.exit_code == 1
    [finding] = map(json.loads, done.stdout.splitlines())
    assert (finding["kind"], finding["count"], len(finding["rows"])) == ("reference", 2, 2)
    assert finding["wrong"] == "enrollments: account_id, group_id names nothing in groups"
    assert {row["group_id"] for row in finding["rows"]} == {999}


def test_a_file_is_verified_in_place_of_the_database_and_not_changed(tmp_path):
    copy = tmp_path / "a copy, 100%?.db"
    with fresh_database("sqlite", tmp_path) as url:
        run("backup", copy, database_url=url)
    before = copy.read_bytes()
    assert run("verify", copy).exit_code == 0
    assert copy.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(copy.name)] == [copy.name]


def test_a_database_that_does_not_exist_is_not_created(tmp_path):
    path = tmp_path / "rollbook.db"
    done = run("verify", database_url=f"sqlite:///{path}")
    assert done.exit_code == 1
    assert f"there is no database {path}" in done.stderr
    assert not path.exists()


def test_a_file_that_is_not_a_database_of_ours_is_refused(tmp_path):
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
    assert f"the schema of the database is at {version}, this Rollbook needs {NEWEST}: {advice}" in done.stderr
