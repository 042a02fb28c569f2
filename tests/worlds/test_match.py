"""A file that contradicts the records is refused with its lines, like one that contradicts itself."""

from datetime import UTC, datetime

import pytest

from rollbook.records import tables
from rollbook.worlds import WorldMistakes, dump, load
from tests.cast import FINA_SHOES, NEXT_DOOR_SHOES

ON_RECORD = """
account: {name: Acme, timezone: UTC, api_key: acme-0123456789}
users:
  - {email: ann@acme.example, employee_id: A-1, api_key: ann-0123456789}
  - {email: bob@acme.example, employee_id: A-2, api_key: bob-0123456789}
  - {employee_id: cat@acme.example}
  - {employee_id: A-4, status: Inactive}
groups:
  - {name: Red, group_id: red, members: [{user: A-1}, {user: A-4}]}
  - {name: Blue}
  - {name: Grey, status: Inactive, members: [{user: A-4}]}
learning_modules:
  - id: 1
    name: Welding
    type: Instructor-Led
    sessions:
      - {id: 11, starts: 2024-03-01T09:00, minutes: 60}
      - {id: 12, starts: 2024-03-01T09:00, minutes: 30}
  - {id: 2, name: Welding, type: Instructor-Led}
subscriptions:
  - {id: 7, name: All, variants: [{id: 16, name: Year, duration: {days: 365}},
                                  {id: 17, name: Year, duration: {days: 366}}]}
  - {id: 8, name: Some}
"""
ACCOUNT = "account: {name: Acme, timezone: UTC}\n"
OTHER_ACCOUNT = "account: {name: Apex, timezone: UTC}\n"

CONTRADICTIONS = {
    "two users in one": (
        ACCOUNT + "users: [{email: ann@acme.example, employee_id: A-2}]",
        [(2, "employee_id: is on record as that of another: give another")],
    ),
    "one user in two": (
        ACCOUNT + "users:\n  - {email: ann@acme.example}\n  - {employee_id: A-1}",
        [(4, "is on record as the same user as the entry on line 3")],
    ),
    "employee id that is an e-mail address": (
        ACCOUNT + "users:\n  - {employee_id: BOB@acme.example}",
        [(3, "employee_id: is the e-mail address of another user on record")],
    ),
    "e-mail address that is an employee id": (
        ACCOUNT + "users:\n  - {email: Cat@acme.example}",
        [(3, "email: is the employee id of another user on record")],
    ),
    "group id of another": (
        ACCOUNT + "groups:\n  - name: Blue\n    group_id: red",
        [(4, "group_id: is on record as that of another: give another")],
    ),
    "active member of an inactive group": (
        ACCOUNT + "users:\n  - {employee_id: A-1}\ngroups:\n  - {name: Grey, members: [{user: A-1}]}",
        [(3, "status: is active, and a member of a group 'Grey' that is inactive")],
    ),
    "home in an inactive group": (
        ACCOUNT + "users:\n  - {employee_id: A-5, home_group: Grey}\ngroups:\n  - name: Grey",
        [(3, "status: is active, and a member of a group 'Grey' that is inactive")],
    ),
    "user who wakes in an inactive group": (
        ACCOUNT + "users:\n  - employee_id: A-4\n    status: Active",
        [(4, "status: is active, and a member of a group that is inactive")],
    ),
    "group with active members": (
        ACCOUNT + "groups:\n  - name: Red\n    status: Inactive",
        [(4, "status: is inactive, and has active members on record")],
    ),
    "course with sessions": (
        ACCOUNT + "learning_modules:\n  - {id: 1, name: Welding, type: Online}",
        [(3, "type: has sessions on record, so it must stay Instructor-Led")],
    ),
    "session of another course": (
        ACCOUNT + "learning_modules:\n  - id: 2\n    name: Welding\n    type: Instructor-Led\n"
        "    sessions: [{id: 11, starts: 2024-03-01, minutes: 1}]",
        [(6, "id: 11 is on record under 1 already: give another")],
    ),
    "variant of another subscription": (
        ACCOUNT + "subscriptions:\n  - {id: 8, name: Some, variants: [{id: 16, name: Year, duration: unlimited}]}",
        [(3, "id: 16 is on record under 7 already: give another")],
    ),
    "course of a name that two have": (
        ACCOUNT + "learning_modules: [{name: Welding, type: Instructor-Led}]",
        [(2, "name: there are several alike on record (1, 2): give the id")],
    ),
    "session of a start that two have": (
        ACCOUNT + "learning_modules: [{id: 1, name: Welding, type: Instructor-Led,\n"
        "  sessions: [{starts: 2024-03-01T09:00, minutes: 60}]}]",
        [(3, "starts: there are several alike on record (11, 12): give the id")],
    ),
    "variant of a name that two have": (
        ACCOUNT + "subscriptions: [{id: 7, name: All, variants: [{name: Year, duration: unlimited}]}]",
        [(2, "name: there are several alike on record (16, 17): give the id")],
    ),
    "key of another user": (
        ACCOUNT + "users: [{email: ann@acme.example, api_key: bob-0123456789}]",
        [(2, "api_key: is on record as the key of another: give another")],
    ),
    "key of the account": (
        ACCOUNT + "users: [{email: ann@acme.example, api_key: acme-0123456789}]",
        [(2, "api_key: is on record as the key of another: give another")],
    ),
    "key of another account": (
        OTHER_ACCOUNT + "users: [{email: ann@acme.example, api_key: ann-0123456789}]",
        [(2, "api_key: is on record as the key of another: give another")],
    ),
    "with mistakes of its own": (
        ACCOUNT + "users:\n  - {email: ann@acme.example, employee_id: A-2}\n  - {email: eve}",
        [
            (3, "employee_id: is on record as that of another: give another"),
            (4, "email: 'eve' is not valid: expected e-mail address, at most 254 characters"),
        ],
    ),
    "with mistakes that explain it": (
        ACCOUNT + "users:\n  - {email: ann@acme.example}\n  - {email: ANN@acme.example}",
        [(4, "email: 'ann@acme.example' is on line 3 already")],
    ),
}


@pytest.mark.parametrize(("world", "mistakes"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_contradiction_is_told_with_its_line_and_nothing_is_written(database, world, mistakes):
    load(database, [ON_RECORD])
    before = dump(database, "Acme")
    with pytest.raises(WorldMistakes) as raised:
        load(database, [world])
    assert [(mistake.line, mistake.sentence) for mistake in raised.value.mistakes] == mistakes
    assert dump(database, "Acme") == before


def test_users_may_change_their_names_with_each_other(database):
    """The e-mail address of one becomes the employee id of another, when they give it up in the same file."""
    load(database, [ON_RECORD])
    swapped = "users:\n  - {email: dan@acme.example, employee_id: A-2}\n  - {email: ann@acme.example, employee_id: A-1}"
    load(database, [ACCOUNT + swapped + "\n  - {employee_id: bob@acme.example}"])
    assert "employee_id: bob@acme.example" in dump(database, "Acme")


def test_a_revoked_key_does_not_come_back_with_the_file(database):
    load(database, [ON_RECORD])
    with database.writing() as connection:
        connection.execute(tables.api_keys.update().values(revoked_at=datetime.now(UTC)))
    with pytest.raises(WorldMistakes) as raised:
        load(database, [ON_RECORD])
    assert [(mistake.line, mistake.sentence) for mistake in raised.value.mistakes] == [
        (line, "api_key: was revoked: give another, or none") for line in (2, 4, 5)
    ]


def test_a_file_without_keys_leaves_those_on_record_alone(database):
    load(database, [ON_RECORD])
    [loaded] = load(database, [ACCOUNT + "users: [{email: ann@acme.example, employee_id: A-1}]"])
    assert loaded.api_key is None
    with database.reading() as connection:
        assert len(connection.execute(tables.api_keys.select()).all()) == 3


def test_equal_ids_and_names_in_two_accounts_are_two_things(database):
    load(database, [FINA_SHOES])
    [loaded] = load(database, [NEXT_DOOR_SHOES])
    assert loaded.counts["sessions"] == (1, 1)
    assert loaded.counts["group_variants"] == (1, 1)
    assert loaded.counts["learning_modules"] == (1, 1)
