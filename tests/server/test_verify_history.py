"""`rollbook verify` compares calls, their changes and the rows, and names what does not agree."""

import pytest
import sqlalchemy as sa

from rollbook.methods import METHODS
from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.records.verify import verify
from rollbook.reference.samples import sample_package
from rollbook.worlds.load import load
from tests import cast
from tests.answers import package
from tests.consistency import check_database
from tests.damage import FOREIGN_KEYS_OFF, call, damage, wrong
from tests.methods.people import xml
from tests.methods.test_give_credits import GOOD
from tests.sampled import SAMPLED
from tests.seed_calls import OLGA

GIVE = package("giveCredits", f"<Credits>{xml(GOOD)}</Credits>", OLGA)
CALLS = (
    *(sample_package(METHODS[name]) for name in ("createUser", "createTeam", "enrollLearningModules")),
    *([GIVE] * 3),
)
DIFFERS = "a value is not what the last change of it says"
BROKEN = "a change does not begin with what the one before it left"
GONE = "the row is gone, and no change says so"
BACK = "the row is there, and a change says that it was deleted"
UNTOLD = "the row was made by no load, and no change says by which call"
WRITTEN = "a row that the call wrote is gone, and no change says so"
STRANGE = "the row names a call that did not write it"

OF_CREDITS = "table_name = 'group_variants'"
LAST = f"id = (SELECT max(id) FROM changes WHERE {OF_CREDITS})"
ENDS = f"SELECT max(id) FROM changes WHERE {OF_CREDITS} UNION SELECT min(id) FROM changes WHERE {OF_CREDITS}"
MIDDLE = f"{OF_CREDITS} AND id NOT IN ({ENDS})"
OF_FILE = "id = (SELECT min(id) FROM enrollments WHERE call_id IS NULL)"
OF_TEAM = "(SELECT call_id FROM changes WHERE table_name = 'teams')"
NEW_USER = "(SELECT max(id) FROM users)"
DAMAGES = [
    (f"UPDATE users SET surname = 'Nobody' WHERE id = {NEW_USER}", {f"users: {DIFFERS}": 1}),
    (f"UPDATE users SET profile = '{{}}' WHERE id = {NEW_USER}", {f"users: {DIFFERS}": 1}),
    ("DELETE FROM teams WHERE id = (SELECT max(id) FROM teams)", {f"teams: {GONE}": 1}),
    (f"DELETE FROM changes WHERE {LAST}", {f"group_variants: {DIFFERS}": 1}),
    (f"DELETE FROM changes WHERE {MIDDLE}", {f"group_variants: {BROKEN}": 1}),
    (
        f'UPDATE changes SET after = \'{{"credits": 7, "given": 99}}\' WHERE {LAST}',
        {f"group_variants: {DIFFERS}": 1},
    ),
    (
        f'UPDATE changes SET before = \'{{"credits": 1, "given": 1}}\' WHERE {MIDDLE}',
        {f"group_variants: {BROKEN}": 1},
    ),
    ("DELETE FROM changes WHERE table_name = 'users' AND before IS NULL", {f"users: {UNTOLD}": 1}),
    (
        "UPDATE changes SET table_name = 'teems' WHERE table_name = 'teams'",
        {"changes: table_name names no table": 1},
    ),
    (
        f"UPDATE changes SET call_id = 5 WHERE {LAST}",
        {"changes: account_id, call_id names nothing in calls": 1},
    ),
    (
        f"UPDATE calls SET recorded = 0, result = 'Failed' WHERE id = {OF_TEAM}",
        {"changes: the call recorded nothing, and yet has changes": 1},
    ),
    ("DELETE FROM enrollments WHERE call_id IS NOT NULL", {f"enrollments: {WRITTEN}": 1}),
    (
        f"UPDATE enrollments SET call_id = (SELECT id FROM calls WHERE method LIKE 'enroll%') WHERE {OF_FILE}",
        {f"enrollments: {STRANGE}": 1, "calls: there are more rows of the call than it recorded": 1},
    ),
]


@pytest.fixture
def told(database: Database) -> Database:
    """A database with calls that made rows, and changed one several times."""
    load(database, [SAMPLED, cast.NEXT_DOOR_SHOES])
    for sent in CALLS:
        call(database, sent)
    with database.reading() as connection:
        recorded = connection.execute(sa.select(tables.calls.c.recorded)).scalars().all()
    assert all(recorded)
    return database


def test_nothing_is_found_before_anything_is_damaged(told):
    check_database(told)


@pytest.mark.parametrize(("statement", "expected"), DAMAGES, ids=[each for each, _ in DAMAGES])
def test_what_calls_changes_and_rows_say_differently_is_found(told, statement, expected):
    damage(told, FOREIGN_KEYS_OFF[told.dialect], statement)
    assert wrong(told) == expected


def test_a_deleted_row_that_is_there_again_is_found(told):
    with told.reading() as connection:
        team = connection.execute(tables.teams.select().order_by(tables.teams.c.id.desc())).first()
        made = connection.scalar(sa.select(tables.changes.c.call_id).where(tables.changes.c.table_name == "teams"))
    content = xml({METHODS["takeBackCall"].container: {"CallID": made, "Reason": "Never asked for"}})
    call(told, package("takeBackCall", content, OLGA))
    check_database(told)
    values = ", ".join(f"'{value}'" if isinstance(value, str) else str(value) for value in team)
    damage(told, f"INSERT INTO teams VALUES ({values})")
    assert wrong(told) == {f"teams: {BACK}": 1}


def test_the_rows_that_differ_are_named_with_the_columns_and_without_their_values(told):
    damage(told, f"UPDATE users SET surname = 'Nobody', given_name = 'None' WHERE id = {NEW_USER}")
    [finding] = verify(told)
    [row] = finding.rows
    assert finding.kind == "history"
    assert (set(row), row["columns"]) == ({"account_id", "row_key", "columns"}, "given_name, surname")


def test_what_a_call_wrote_and_cannot_be_read_is_said(told):
    damage(told, "UPDATE calls SET written = package WHERE method = 'enrollLearningModules'")
    found = wrong(told)
    assert set(found.values()) == {1}
    assert all(each.startswith("cannot be checked: ") for each in found)


def test_a_load_between_changes_may_change_any_value(told):
    load(told, [SAMPLED.replace("credits: 2", "credits: 50")], reset_credits=True)
    check_database(told)
    call(told, GIVE)
    check_database(told)
    damage(told, "UPDATE group_variants SET credits = credits + 1, given = given + 1 WHERE credits > 50")
    assert wrong(told) == {f"group_variants: {DIFFERS}": 1}


def test_calls_from_before_the_history_are_compared_by_their_sums(told):
    damage(
        told,
        "DELETE FROM changes",
        "DELETE FROM loads",
        "UPDATE calls SET written = NULL, concluded_id = NULL",
    )
    check_database(told)
    damage(told, "DELETE FROM enrollments WHERE call_id IS NOT NULL")
    assert wrong(told) == {"calls: rows of the call are missing, in its account more than were ever removed": 1}
