"""Mistakes in what a world says of people, groups, sessions and enrolments are told with their lines, all at once."""

from contextlib import closing

import pytest

from rollbook.records.database.engine import Database
from rollbook.records.tables import metadata
from rollbook.worlds import WorldMistakes, load
from tests.databases import fresh_database

GOOD = """\
account: {name: Acme, timezone: US/Central}
custom_fields: [Shoe size, Locker]
teams: [First aid, Choir]
tags: [Region, Floor]
users:
  - employee_id: A-1
    timezone: US/Mountain
    profile: {Title: Smith, AllowFeedback: true, Country: Canada, AlternateEmail: a1@acme.example}
    custom_fields: {Shoe size: "38", Locker: "7"}
    teams: [First aid, Choir]
    supervisors: [A-2]
    home_group: Red
  - {employee_id: A-2, home_group: Blue}
groups:
  - name: Red
    description: All who wear red
    notification_emails: [red@acme.example]
    user_help: {UserHelpEnabled: true, UserHelpEmail: [help@acme.example], UserHelpText: Ask}
    user_limit: 20
    dashboard_set_id: D-1
    tags: {Region: [North, South], Floor: [Ground]}
    learning_modules: [1, {id: 2, allow_self_enroll: true}, 3]
    subscription_variants: [{id: 16}]
  - {name: Blue}
learning_modules:
  - id: 1
    name: Welding
    type: Instructor-Led
    sessions:
      - {id: 11, starts: 2024-03-01T09:00, minutes: 60, details: {InternalInstructors: [A-1], Capacity: 12}}
      - {id: 12, starts: 2024-03-02T09:00, minutes: 60}
  - {id: 2, name: Reading, type: Online}
  - {id: 3, name: Writing, type: SCORM}
subscriptions:
  - {id: 7, name: All, description: All there is, variants: [{id: 16, name: Year, duration: {days: 365}}]}
enrollments:
  - {user: A-1, group: Red, learning_module: 2, status: Enrolled, enrolled: 2024-03-01, due: 2024-04-01}
  - {user: A-1, group: Red, learning_module: 3, status: Completed, enrolled: 2024-03-01, completed: 2024-03-02}
  - {user: A-2, group: Red, learning_module: 3, status: Completed, enrolled: 2024-03-01, former: true}
  - {user: A-1, group: Red, learning_module: 1, session: 11, status: Enrolled, enrolled: 2024-03-01}
subscription_enrollments:
  - {user: A-2, group: Red, variant: 16, starts: 2024-03-01, ends: 2025-03-01, former: true}
"""

OPEN_AGAIN = (
    "enrolled: 2024-03-01}\n"
    "  - {user: A-1, group: Red, learning_module: 1, session: 12, status: Enrolled, enrolled: 2024-03-01}\nsub"
)

PEOPLE = {
    "team without a name": ("[First aid, Choir]\ntags", "[First aid, ~, Choir]\ntags", 3, "a team needs `name`"),
    "team twice": ("teams: [First aid, Choir]\ntags", "teams: [First aid, Choir, choir]\ntags", 3,
                   "name: 'choir' is on line 3 already"),
    "tag twice": ("[Region, Floor]", "[Region, Floor, REGION]", 4, "name: 'region' is on line 4 already"),
    "tag too long": ("[Region, Floor]", f"[Region, Floor, {'x' * 256}]", 4,
                     "is not valid: expected text, at most 255 characters"),
    "field a list": ("[Shoe size, Locker]", "[Shoe size, Locker, [x]]", 2,
                     "a custom field is written as one value or a map"),
    "zone": ("US/Mountain", "US/Mountian", 7,
             "list of time zones, in any case (did you mean 'US/Mountain'?)"),
    "profile no mapping": ("{Title: Smith, AllowFeedback: true, Country: Canada, AlternateEmail: a1@acme.example}",
                           "Smith", 8,
                           "profile: must be a mapping, {key: value}, not 'Smith'"),
    "no such tag": ("Title: Smith", "Titel: Smith", 8,
                    "a profile has no key 'Titel' (did you mean 'Title'?): it may have LearnerNotifi"),
    "tag with a column of its own": ("Title: Smith", "GivenName: Ann", 8, "a profile has no key 'GivenName'"),
    "flag": ("AllowFeedback: true", "AllowFeedback: yes", 8,
             "AllowFeedback: 'yes' is not valid: expected 1 or 0"),
    "word": ("Canada", "Kanada", 8,
             "Country: 'Kanada' is not valid: expected one of Canada, United States, Int"),
    "address": ("a1@acme.example", "a1", 8, "AlternateEmail: 'a1' is not valid: expected e-mail address"),
    "text too long": ("Title: Smith", f"Title: {'x' * 256}", 8,
                      "is not valid: expected text, at most 255 characters"),
    "text a list": ("Title: Smith", "Title: [Smith]", 8, "Title: must be one value, not a list"),
    "no such field": ('Locker: "7"', 'Looker: "7"', 9,
                      "there is no custom field 'Looker' in this file (did you mean 'lo"),
    "field twice": ('Locker: "7"', 'SHOE SIZE: "7"', 9, "says again what is on line 9: take one out"),
    "value too long": ('"38"', "3" * 4001, 9, "is not valid: expected text, at most 4000 characters"),
    "no such team": ("[First aid, Choir]\n    sup", "[First aid, Chor]\n    sup", 10,
                     "there is no team 'Chor' in this file (did you"),
    "same team": ("[First aid, Choir]\n    sup", "[First aid, CHOIR, Choir]\n    sup", 10,
                  "says again what is on line 10: take"),
    "no such supervisor": ("[A-2]", "[A-2, A-9]", 11, "there is no user 'A-9' in this file"),
    "same supervisor": ("[A-2]", "[A-2, A-2]", 11, "says again what is on line 11: take one out"),
}  # fmt: skip

GROUPS = {
    "description too long": ("All who wear red", "x" * 65_536, 16,
                             "is not valid: expected text, at most 65535 characters"),
    "addresses no list": ("[red@acme.example]", "red@acme.example", 17,
                          "notification_emails: must be a list, not 'red@acme"),
    "no address": ("[red@acme.example]", "[red@acme.example, red]", 17, "'red' is not valid: expected e-mail address"),
    "help of another kind": ("UserHelpText", "UserHelpTxt", 18,
                             "user help has no key 'UserHelpTxt' (did you mean 'UserHelpT"),
    "help to no address": ("[help@acme.example]", "[help]", 18, "'help' is not valid: expected e-mail address"),
    "limit below zero": ("user_limit: 20", "user_limit: -1", 19,
                         "user_limit: '-1' is not valid: expected whole number, 0 to"),
    "dashboard too long": ("D-1", "D" * 256, 20, "is not valid: expected text, at most 255 characters"),
    "no such tag": ("{Region: [North", "{Regoin: [North", 21,
                    "there is no tag 'Regoin' in this file (did you mean 'region'?)"),
    "values no list": ("[Ground]", "Ground", 21, "Floor: must be a list, not 'Ground'"),
    "no value": ("[Ground]", "[]", 21, "Floor: needs a value"),
    "same value": ("[North, South]", "[North, South, North]", 21, "Region: has 'North' twice"),
    "value of two": ("[Ground]", '["Ground,First"]', 21,
                     "'Ground,First' is not valid: expected text, at most 255 characters and no comma, which se"),
    "tag twice": ("Floor: [Ground]", "REGION: [East]", 21, "says again what is on line 21: take one out"),
    "course flag": ("self_enroll: true", "self_enroll: yes", 22, "allow_self_enroll: 'yes' is not valid: expected"),
    "course without a name": ("[1, {id: 2", "[1, ~, {id: 2", 22, "a group's learning module needs `id`"),
    "course twice": ("[1, {id: 2", "[1, 2, {id: 2", 22, "says again what is on line 22: take one out"),
    "no such instructor": ("[A-1], Cap", "[A-1, A-9], Cap", 30, "there is no user 'A-9' in this file"),
    "no such detail": ("Capacity", "Kapacity", 30,
                       "a session's details has no key 'Kapacity' (did you mean 'Capacity'?)"),
    "no number": ("Capacity: 12", "Capacity: many", 30, "Capacity: 'many' is not valid: expected whole number, 0 to"),
}  # fmt: skip

ENROLMENTS = {
    "due too late": ("due: 2024-04-01", "due: 9999-12-31T23:00-05:00", 37, "lies beyond the year 9999 in UTC"),
    "started in time to come": ("due: 2024-04-01", "started: 2990-04-01", 37, "started: lies in the future"),
    "open and completed": ("due: 2024", "completed: 2024", 37,
                           "completed: goes with the status Completed only: take it out"),
    "open and passed": ("due: 2024-04-01", "passed: true", 37,
                        "passed: goes with the status Completed only: take it out"),
    "days": ("due: 2024-04-01", "completion_access_days: -1", 37,
             "completion_access_days: '-1' is not valid: expected whole"),
    "completed in time to come": ("completed: 2024-03-02", "completed: 2990-03-02", 38,
                                  "completed: lies in the future"),
    "open twice": ("3, status: Completed, enrolled: 2024-03-01, completed",
                   "2, status: InProgress, enrolled: 2024-03-01, due", 38,
                   "status: 'A-1' is in this course on line 37, still open"),
    "open twice in sessions": ("enrolled: 2024-03-01}\nsub", OPEN_AGAIN, 41,
                               "status: 'A-1' is in this course on line 40, still open"),
    "former and yet there": ("completed: 2024-03-02", "former: true", 38,
                             "former: 'A-1' and '3' are both in the group 'Red': take it out"),
    "not a member": ("enrolled: 2024-03-01, former: true", "enrolled: 2024-03-01", 39,
                     "not a member of the group 'Red'; say `former: true` of one who was"),
    "subscriber not a member": ("ends: 2025-03-01, former: true", "ends: 2025-03-01", 42,
                                "user: 'A-2' is not a member of the group 'Red'; say"),
    "former subscriber and yet there": ("{user: A-2, group: Red, variant", "{user: A-1, group: Red, variant", 42,
                                        "former: 'A-1' and '16' are both in the gr"),
}  # fmt: skip


@pytest.fixture
def database(tmp_path):
    """These mistakes are found without asking the database, so one kind of it is enough."""
    with fresh_database("sqlite", tmp_path) as url, closing(Database(url)) as opened:
        yield opened


def told(database, world):
    with pytest.raises(WorldMistakes) as raised:
        load(database, [world])
    with database.reading() as connection:
        assert all(connection.execute(table.select()).first() is None for table in metadata.sorted_tables)
    return [(mistake.line, mistake.sentence) for mistake in raised.value.mistakes]


def test_the_good_world_has_no_mistake(database):
    assert [loaded.account for loaded in load(database, [GOOD])] == ["Acme"]


@pytest.mark.parametrize(
    ("good", "bad", "line", "sentence"),
    [*PEOPLE.values(), *GROUPS.values(), *ENROLMENTS.values()],
    ids=[*(f"people: {each}" for each in PEOPLE), *(f"groups: {each}" for each in GROUPS), *ENROLMENTS],
)
def test_a_mistake_is_told_with_its_line_and_nothing_else_is(database, good, bad, line, sentence):
    assert good in GOOD
    ((found_line, found_sentence),) = told(database, GOOD.replace(good, bad, 1))
    assert found_line == line
    assert sentence in found_sentence


def test_all_that_is_wrong_in_one_entry_is_told_at_once(database):
    world = (
        GOOD.replace("US/Mountain", "Mars")
        .replace("Canada", "Kanada")
        .replace("AllowFeedback: true", "AllowFeedback: si")
        .replace("supervisors: [A-2]", "supervisors: [A-8, A-9]")
    )
    assert [line for line, _ in told(database, world)] == [7, 8, 8, 11, 11]
