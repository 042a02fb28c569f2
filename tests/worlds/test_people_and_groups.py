"""What the user and group methods store can stand in a world: profiles, teams, supervisors, tags and the rest."""

import pytest

from rollbook.records import tables
from rollbook.worlds import dump, load

WORLD = """
account: {name: Acme, timezone: UTC}
custom_fields: [Shoe size, Locker]
teams: [First aid, {name: Choir}]
tags: [Region]
users:
  - {employee_id: A-1, home_group: Red}
  - employee_id: A-2
    timezone: us/mountain
    profile: {Title: Smith, AllowFeedback: false, Country: united states, AlternateEmail: a2@acme.example}
    custom_fields: {SHOE SIZE: 38, Locker: "007"}
    teams: [choir, First aid]
    supervisors: [A-1]
groups:
  - name: Red
    description: <p>Those who wear red</p>
    home_group_message: |
      Welcome,
      all.
    notification_emails: [red@acme.example, pink@acme.example]
    user_help: {UserHelpOverrideDefault: true, UserHelpEnabled: false, UserHelpEmail: [help@acme.example]}
    user_limit: 0
    dashboard_set_id: D-7
    tags: {region: [North, South]}
    learning_modules: [1, {id: Reading, allow_self_enroll: true, auto_enroll: true}]
learning_modules:
  - {id: 1, name: Welding, type: Instructor-Led, sessions: [{id: 11, starts: 2024-03-01, minutes: 60,
     details: {InstructorType: Internal, InternalInstructors: [A-2, A-1], Venue: Yard, Capacity: 12}}]}
  - {id: 2, name: Reading, type: Online}
subscriptions: [{name: All, description: All there is}]
"""


def rows(database, table):
    with database.reading() as connection:
        return [dict(row) for row in connection.execute(table.select()).mappings()]


@pytest.fixture
def loaded(database):
    load(database, [WORLD])
    return database


def users_by_id(database):
    return {row["id"]: row["employee_id"] for row in rows(database, tables.users)}


def test_a_user_is_on_record_as_the_file_says(loaded):
    [_, user] = sorted(rows(loaded, tables.users), key=lambda row: row["employee_id"])
    assert user["timezone"] == "US/Mountain"
    assert user["profile"] == {
        "Title": "Smith",
        "AllowFeedback": False,
        "Country": "United States",
        "AlternateEmail": "a2@acme.example",
    }
    assert user["custom_fields"] == {"Shoe size": "38", "Locker": "007"}
    names = users_by_id(loaded)
    assert [(names[row["user_id"]], names[row["supervisor_id"]]) for row in rows(loaded, tables.supervisors)] == [
        ("A-2", "A-1")
    ]
    teams = {row["id"]: row["name"] for row in rows(loaded, tables.teams)}
    assert {(teams[row["team_id"]], names[row["user_id"]]) for row in rows(loaded, tables.team_members)} == {
        ("Choir", "A-2"),
        ("First aid", "A-2"),
    }


def test_a_group_is_on_record_as_the_file_says(loaded):
    [group] = rows(loaded, tables.groups)
    assert group["description"] == "<p>Those who wear red</p>"
    assert group["home_group_message"] == "Welcome,\nall."
    assert group["notification_emails"] == ["red@acme.example", "pink@acme.example"]
    assert group["user_help"] == {
        "UserHelpOverrideDefault": True,
        "UserHelpEnabled": False,
        "UserHelpEmail": ["help@acme.example"],
    }
    assert (group["user_limit"], group["dashboard_set_id"]) == (0, "D-7")
    [tag] = rows(loaded, tables.tags)
    assert (tag["name"], tag["name_key"]) == ("Region", "region")
    values = rows(loaded, tables.group_tags)
    assert {(row["group_id"], row["tag_id"], row["tag_value"]) for row in values} == {
        (group["id"], tag["id"], "North"),
        (group["id"], tag["id"], "South"),
    }
    flags = {
        row["learning_module_id"]: (row["allow_self_enroll"], row["auto_enroll"])
        for row in rows(loaded, tables.group_learning_modules)
    }
    assert flags == {1: (False, False), 2: (True, True)}


def test_a_session_and_a_subscription_are_on_record_as_the_file_says(loaded):
    [session] = rows(loaded, tables.sessions)
    names = users_by_id(loaded)
    assert [names[each] for each in session["details"].pop("InternalInstructors")] == ["A-2", "A-1"]
    assert session["details"] == {"InstructorType": "Internal", "Venue": "Yard", "Capacity": 12}
    assert [row["description"] for row in rows(loaded, tables.subscriptions)] == ["All there is"]


def test_teams_tags_and_fields_are_found_by_their_names_in_any_case(loaded):
    [again] = load(loaded, [WORLD.replace("{name: Choir}", "CHOIR").replace("tags: [Region]", "tags: [region]")])
    assert {noun: count.changed for noun, count in again.counts.items() if count.changed} == {"teams": 1, "tags": 1}
    assert {row["name"] for row in rows(loaded, tables.teams)} == {"First aid", "CHOIR"}


def test_a_changed_file_updates_what_it_names_and_leaves_the_other_ties_as_they_are(loaded):
    changed = WORLD
    for old, new in {
        "Title: Smith, ": "Title: Fitter, ",
        "A-1, home_group: Red}": "A-1, home_group: Red, supervisors: [A-2]}",
        "teams: [choir, First aid]": "teams: [choir]",
        "region: [North, South]": "region: [West]",
        "auto_enroll: true": "auto_enroll: false",
        "user_limit: 0": "user_limit: 5",
        "Venue: Yard": "Venue: Hall",
    }.items():
        assert old in changed
        changed = changed.replace(old, new)
    [again] = load(loaded, [changed])
    assert {noun: count.changed for noun, count in again.counts.items() if count.changed} == dict.fromkeys(
        ["groups", "group_tags", "users", "supervisors", "group_learning_modules", "sessions"], 1
    )
    assert len(rows(loaded, tables.supervisors)) == 2
    assert len(rows(loaded, tables.team_members)) == 2
    assert {row["tag_value"] for row in rows(loaded, tables.group_tags)} == {"North", "South", "West"}
    assert {row["profile"].get("Title") for row in rows(loaded, tables.users)} == {None, "Fitter"}


def test_the_dump_has_it_all_and_in_the_order_of_the_wire(loaded):
    text = dump(loaded, "Acme")
    for line in (
        "custom_fields: [Shoe size, Locker]",
        "teams: [First aid, Choir]",
        "tags: [Region]",
        "profile: {AlternateEmail: a2@acme.example, Title: Smith, AllowFeedback: false, Country: United States}",
        'custom_fields: {Locker: "007", Shoe size: "38"}, teams: [First aid, Choir], supervisors: [A-1]}',
        'home_group_message: "Welcome,\\nall."',
        "user_help: {UserHelpOverrideDefault: true, UserHelpEnabled: false, UserHelpEmail: [help@acme.example]}",
        "      - 1\n      - {id: 2, allow_self_enroll: true, auto_enroll: true}",
        "details: {InstructorType: Internal, InternalInstructors: [A-2, A-1], Venue: Yard, Capacity: 12}}",
    ):
        assert line in text
