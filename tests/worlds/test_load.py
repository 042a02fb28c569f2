"""Loading puts on record what the files say: all of it or nothing, and twice is as once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.keys.api_keys import hash_of
from rollbook.worlds import DEMO, WorldMistakes, dump, load
from tests import cast
from tests.cast import FINA_SHOES, NEXT_DOOR_SHOES

SMALL = """
account: {name: Acme, timezone: Europe/Berlin}
users:
  - {email: ann@acme.example, employee_id: A-1, given_name: Ann, surname: Smith, home_group: Red}
groups:
  - name: Red
    members: [{user: A-1, permissions: [MARKER, PROCTOR]}]
    learning_modules: [Welding, Reading]
    subscription_variants: [{id: Quarter, requires_credits: true, credits: 3}]
learning_modules:
  - name: Welding
    type: Instructor-Led
    sessions: [{starts: 2024-03-01T09:00, minutes: 60}, {id: 12, starts: 2024-03-02T09:00, minutes: 60}]
  - {name: Reading, type: Online}
subscriptions:
  - {name: All, variants: [{name: Quarter, duration: {days: 90}}]}
enrollments:
  - {user: A-1, group: Red, learning_module: Reading, status: Completed, enrolled: 2024-03-01}
  - {user: A-1, group: Red, learning_module: Welding, session: 12, status: Attended, enrolled: 2024-03-02T07:30}
subscription_enrollments:
  - {user: A-1, group: Red, variant: Quarter, starts: 2024-03-01, ends: 2024-05-30, tag: first}
  - {user: A-1, group: Red, variant: Quarter, starts: 2024-03-01, ends: 2024-05-30, tag: second}
"""
ACCOUNT = "account: {name: Acme, timezone: Europe/Berlin}\n"


def rows(database, table):
    with database.reading() as connection:
        found = connection.execute(table.select().order_by(*table.primary_key)).mappings()
        return [dict(row) for row in found]


def everything(database):
    """All rows but for the record of the loads themselves."""
    kept = (table for table in tables.metadata.sorted_tables if table is not tables.loads)
    return {table.name: rows(database, table) for table in kept}


def change(database, statement):
    with database.writing() as connection:
        connection.execute(statement)


def test_the_first_load_tells_what_it_made(database):
    [loaded] = load(database, [SMALL])
    assert loaded.account == "Acme"
    assert [loaded.account_id] == [row["id"] for row in rows(database, tables.accounts)]
    assert {noun: tuple(count) for noun, count in loaded.counts.items() if count.named} == {
        "accounts": (1, 1),
        "groups": (1, 1),
        "users": (1, 1),
        "memberships": (1, 1),
        "learning_modules": (2, 2),
        "sessions": (2, 2),
        "subscriptions": (1, 1),
        "variants": (1, 1),
        "group_learning_modules": (2, 2),
        "group_variants": (1, 1),
        "enrollments": (2, 2),
        "subscription_enrollments": (2, 2),
    }


@pytest.mark.parametrize(
    "world", [SMALL, FINA_SHOES, NEXT_DOOR_SHOES, DEMO], ids=["small", "fina", "next door", "demo"]
)
def test_the_second_load_changes_nothing(database, world):
    load(database, [world])
    before = everything(database)
    [again] = load(database, [world])
    assert again.api_key is None
    assert {noun: count.changed for noun, count in again.counts.items() if count.changed} == {}
    assert everything(database) == before


def test_values_are_on_record_as_the_file_says(database):
    load(database, [SMALL])
    [user] = rows(database, tables.users)
    assert user["email_key"] == "ann@acme.example"
    assert (user["name_key"], user["role"], user["status"]) == ("ann smith", "learner", "Active")
    session = rows(database, tables.sessions)[0]
    assert session["starts_at"] == datetime(2024, 3, 2, 8, 0, tzinfo=UTC)
    assert session["ends_at"] == datetime(2024, 3, 2, 9, 0, tzinfo=UTC)
    assert [row["enrolled_at"].isoformat() for row in rows(database, tables.enrollments)] == [
        "2024-03-01T00:00:00+00:00",
        "2024-03-02T07:30:00+00:00",
    ]
    assert [row["starts_at"].isoformat() for row in rows(database, tables.subscription_enrollments)] == [
        "2024-02-29T23:00:00+00:00"
    ] * 2
    [membership] = rows(database, tables.memberships)
    assert membership["permissions"] == 64 + 128


def test_a_changed_file_updates_what_it_names_and_removes_nothing(database):
    load(database, [SMALL])
    before = everything(database)
    changed = SMALL
    for old, new in {
        "surname: Smith": "surname: Jones",
        "[MARKER, PROCTOR]": "[MARKER]",
        "requires_credits: true": "requires_credits: false",
        "name: Reading, type: Online": "name: Reading, type: Online, status: Archived",
        "session: 12, status: Attended": "session: 12, status: NotAttended",
        "tag: second": "tag: third",
        "days: 90": "days: 30",
        "minutes: 60}, ": "minutes: 90}, ",
    }.items():
        changed = changed.replace(old, new)
    [loaded] = load(database, [changed])
    assert {noun: count.changed for noun, count in loaded.counts.items() if count.changed} == dict.fromkeys(
        ["users", "memberships", "group_variants", "learning_modules", "enrollments", "subscription_enrollments"], 1
    ) | {"variants": 1, "sessions": 1}
    after = everything(database)
    assert {name: len(found) for name, found in after.items()} == {name: len(found) for name, found in before.items()}
    assert after["users"][0]["surname"] == "Jones"
    assert after["users"][0]["modified_at"] > before["users"][0]["modified_at"]
    assert after["users"][0]["created_at"] == before["users"][0]["created_at"]
    assert after["groups"] == before["groups"]
    assert [row["tag"] for row in after["subscription_enrollments"]] == ["first", "third"]


def test_a_smaller_file_removes_nothing(database):
    load(database, [SMALL])
    before = everything(database)
    load(database, [ACCOUNT])
    assert everything(database) == before


def test_a_user_is_found_by_employee_id_when_the_email_is_new(database):
    load(database, [SMALL])
    load(database, [SMALL.replace("ann@acme", "ann.smith@acme")])
    [user] = rows(database, tables.users)
    assert (user["email"], user["email_key"]) == ("ann.smith@acme.example", "ann.smith@acme.example")


def test_a_name_is_given_to_the_course_of_that_id_and_a_new_course_takes_its_old_name(database):
    load(database, [ACCOUNT + "learning_modules: [{id: 5, name: A, type: Online}]"])
    world = ACCOUNT + "learning_modules: [{id: 5, name: B, type: Online}, {name: A, type: Online}]"
    load(database, [world])
    load(database, [world])
    assert [(row["id"] == 5, row["name"]) for row in rows(database, tables.learning_modules)] == [
        (True, "B"),
        (False, "A"),
    ]


def test_a_home_group_adds_a_member_and_leaves_the_permissions_of_one_on_record_alone(database):
    load(database, [SMALL])
    load(database, [SMALL.replace("    members: [{user: A-1, permissions: [MARKER, PROCTOR]}]\n", "")])
    [membership] = rows(database, tables.memberships)
    assert membership["permissions"] == 64 + 128


@pytest.mark.parametrize(("reset", "left"), [(False, 1), (True, 3)])
def test_a_group_keeps_its_balance_of_credits_unless_it_is_to_be_reset(database, reset, left):
    load(database, [SMALL])
    change(database, tables.group_variants.update().values(credits=1, requires_credits=False))
    [loaded] = load(database, [SMALL], reset_credits=reset)
    assert loaded.counts["group_variants"] == (1, 1)
    assert [(row["credits"], row["requires_credits"]) for row in rows(database, tables.group_variants)] == [
        (left, True)
    ]


def test_what_a_world_does_not_know_of_a_row_is_left_alone(database):
    load(database, [SMALL])
    change(database, tables.enrollments.update().values(call_id=5))
    load(database, [SMALL.replace("status: Completed", "status: Completed, passed: true")])
    assert [(row["call_id"], row["passed"]) for row in rows(database, tables.enrollments)] == [(5, True), (5, None)]


SHORT = """
account: {name: Acme, timezone: UTC}
users: [{employee_id: A-1}]
groups:
  - {name: Red, members: [{user: A-1}], learning_modules: [1, 2], subscription_variants: [{id: 16}]}
learning_modules:
  - {id: 1, name: Welding, type: Instructor-Led, sessions: [{id: 11, starts: 2024-03-01, minutes: 60}]}
  - {id: 2, name: Reading, type: Online}
subscriptions: [{id: 7, name: All, variants: [{id: 16, name: Quarter, duration: {days: 90}}]}]
enrollments:
  - {user: A-1, group: Red, learning_module: 1, session: 11, status: Attended, enrolled: 2024-03-01}
  - {user: A-1, group: Red, learning_module: 2, status: Completed, enrolled: 2024-03-01}
subscription_enrollments: [{user: A-1, group: Red, variant: 16, starts: 2024-03-01, ends: 2024-05-30}]
"""
LATER = datetime(2024, 3, 2, tzinfo=UTC)
LEFT_OUT: dict[str, dict[str, object]] = {
    "accounts": {"status": "Inactive"},
    "users": {
        "email": "a@b.example",
        "email_key": "a@b.example",
        "given_name": "Ann",
        "surname": "Lee",
        "name_key": "ann lee",
        "role": "owner",
        "status": "Inactive",
        "timezone": "US/Central",
        "profile": {"City": "Bonn"},
        "custom_fields": {"Shoe size": "38"},
    },
    "groups": {
        "identifier": "red",
        "status": "Inactive",
        "description": "All in red",
        "home_group_message": "Welcome",
        "notification_emails": ["a@b.example"],
        "user_help": {"UserHelpText": "Ask"},
        "user_limit": 9,
        "dashboard_set_id": "D-1",
    },
    "memberships": {"permissions": 64},
    "group_learning_modules": {"allow_self_enroll": True, "auto_enroll": True},
    "group_variants": {"requires_credits": True, "credits": 9},
    "learning_modules": {"status": "Archived"},
    "sessions": {"grade_type": "PassFail", "historical": True, "details": {"Venue": "Yard"}},
    "subscriptions": {"description": "All there is", "status": "Inactive"},
    "variants": {"status": "Inactive"},
    "enrollments": {"tag": "spring", "started_at": LATER, "due_at": LATER, "access_ends_at": LATER}
    | {"completion_access_days": 9},
    "subscription_enrollments": {"tag": "spring", "took_credit": True},
}
"""What SHORT leaves out, with other values than the defaults."""


@pytest.mark.parametrize("reset", [False, True])
def test_what_a_file_leaves_out_of_something_on_record_stays_as_it_is(database, reset):
    load(database, [SHORT])
    for name, values in LEFT_OUT.items():
        change(database, tables.metadata.tables[name].update().values(values))
    before = everything(database)
    [loaded] = load(database, [SHORT], reset_credits=reset)
    assert {noun: count.changed for noun, count in loaded.counts.items() if count.changed} == {}
    assert everything(database) == before


def test_these_are_all_the_attributes_that_a_file_may_leave_out():
    """All columns but those that SHORT gives, that are made or secret, and a home group and a result: own tests."""
    made = {
        "id",
        "account_id",
        "created_at",
        "modified_at",
        "recorded_at",
        "call_id",
        "name_key",
        "open",
        "address_key",
        "password_hash",
        "password_own",
    }
    given = {"name", "type", "timezone", "status", "starts_at", "ends_at", "enrolled_at", "unlimited", "employee_id"}
    given |= {"duration_type", "duration_days", "start_date", "end_date", "removed", "given", "password_hash"}
    apart = {"home_group_id", "grade", "passed", "completed_at"}
    for name, values in LEFT_OUT.items():
        columns = tables.metadata.tables[name].c
        links = {column.name for column in columns if column.foreign_keys}
        assert {column.name for column in columns} - links - made - given - apart <= set(values)


def test_a_home_group_that_a_file_leaves_out_stays(database):
    load(database, [SMALL])
    before = rows(database, tables.users)
    load(database, [SMALL.replace(", home_group: Red", "")])
    assert rows(database, tables.users) == before


def test_of_a_document_the_parts_that_are_left_out_stay(database):
    load(database, [ACCOUNT + "custom_fields: [Shoe size, Locker]\nusers: [{employee_id: A-1}]"])
    change(database, tables.users.update().values(profile={"City": "Bonn"}, custom_fields={"Shoe size": "38"}))
    world = ACCOUNT + (
        "custom_fields: [SHOE SIZE, Locker]\n"
        "users: [{employee_id: A-1, profile: {Title: Smith}, custom_fields: {shoe size: 39, Locker: 7}}]"
    )
    load(database, [world])
    [user] = rows(database, tables.users)
    assert user["profile"] == {"City": "Bonn", "Title": "Smith"}
    assert user["custom_fields"] == {"SHOE SIZE": "39", "Locker": "7"}


def test_a_result_stays_with_the_status_and_goes_with_it(database):
    load(database, [SHORT])
    result = {"grade": "92", "passed": True, "completed_at": LATER}
    change(database, tables.enrollments.update().where(tables.enrollments.c.status == "Completed").values(result))
    load(database, [SHORT])
    [kept] = [row for row in rows(database, tables.enrollments) if row["status"] == "Completed"]
    assert {name: kept[name] for name in result} == result
    load(database, [SHORT.replace("status: Completed", "status: InProgress")])
    [reopened] = [row for row in rows(database, tables.enrollments) if row["open"]]
    assert reopened["id"] == kept["id"]
    assert {name: reopened[name] for name in result} == dict.fromkeys(result)


def test_an_unlimited_enrolment_is_found_in_its_subscription_whenever_it_began(database):
    world = SMALL.replace("{days: 90}", "unlimited").replace("ends: 2024-05-30, tag: first", "unlimited: true")
    world = "\n".join(line for line in world.split("\n") if "tag: second" not in line)
    load(database, [world])
    load(database, [world.replace("starts: 2024-03-01, unl", "starts: 2023-03-01, unl")])
    assert [row["starts_at"].year for row in rows(database, tables.subscription_enrollments)] == [2023]


def test_a_new_account_gets_a_key_that_is_shown_once_and_kept_as_a_hash(database):
    [loaded] = load(database, [SMALL])
    assert loaded.api_key is not None
    [key] = rows(database, tables.api_keys)
    assert (key["account_id"], key["user_id"], key["key_hash"]) == (loaded.account_id, None, hash_of(loaded.api_key))


def test_the_keys_of_the_cast_open_their_accounts(database):
    fina, next_door = load(database, [FINA_SHOES, NEXT_DOOR_SHOES])
    assert (fina.api_key, next_door.api_key) == (None, None)
    people = [each for each in vars(cast).values() if isinstance(each, cast.Person)]
    users = {row["employee_id"]: row for row in rows(database, tables.users)}
    assert {each.employee_id: each.email or None for each in people} == {
        employee_id: row["email"] for employee_id, row in users.items()
    }
    keys = {row["key_hash"]: (row["account_id"], row["user_id"]) for row in rows(database, tables.api_keys)}
    assert keys == {
        hash_of(cast.FINA_KEY): (fina.account_id, None),
        hash_of(cast.NEXT_DOOR_KEY): (next_door.account_id, None),
        **{
            hash_of(each.api_key): (users[each.employee_id]["account_id"], users[each.employee_id]["id"])
            for each in people
            if each.api_key
        },
    }


def test_one_bad_file_keeps_the_good_ones_out(database):
    with pytest.raises(WorldMistakes):
        load(database, [FINA_SHOES, "account: {name: Acme}"])
    assert {table: found for table, found in everything(database).items() if found} == {}


def test_a_load_that_breaks_off_leaves_nothing(database):
    class BrokenError(Exception):
        pass

    def break_off(*progress):
        if progress[2] == "enrollments":
            raise BrokenError

    with pytest.raises(BrokenError):
        load(database, [SMALL], break_off)
    assert {table: found for table, found in everything(database).items() if found} == {}


def test_one_account_is_untouched_by_the_file_of_another(database):
    load(database, [FINA_SHOES])
    before = dump(database, "Fina Shoes")
    load(database, [NEXT_DOOR_SHOES])
    load(database, [NEXT_DOOR_SHOES.replace("Selling", "Buying").replace("credits: 5", "credits: 0")])
    assert dump(database, "Fina Shoes") == before
    assert "Buying shoes" in dump(database, "Next Door Shoes")


def test_progress_ends_with_all_rows_of_each_table(database):
    told = {}
    load(database, [SMALL], lambda done, total, noun: told.update({noun: (done, total)}))
    assert told.pop("lines") == (23, 23)
    assert told == dict.fromkeys(
        ["accounts", "groups", "users", "memberships", "subscriptions", "variants"], (1, 1)
    ) | {
        "group_variants": (1, 1),
        "learning_modules": (2, 2),
        "sessions": (2, 2),
        "group_learning_modules": (2, 2),
        "enrollments": (1, 1),
        "subscription_enrollments": (2, 2),
    }


def test_two_who_load_the_same_new_world_at_once_make_it_once(database):
    start = threading.Barrier(4)

    def load_together(_):
        start.wait()
        return load(database, [SMALL])[0]

    with ThreadPoolExecutor(4) as pool:
        loaded = list(pool.map(load_together, range(4)))
    assert len({each.account_id for each in loaded}) == 1
    assert sum(each.api_key is not None for each in loaded) == 1
    with database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.enrollments)).scalar_one() == 2
