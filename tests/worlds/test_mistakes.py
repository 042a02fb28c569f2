"""Every mistake in a world file is told with its line, all at once, and nothing is written."""

from contextlib import closing

import pytest

from rollbook.records.database.engine import Database
from rollbook.records.tables import metadata
from rollbook.worlds import WorldMistakes, load
from tests.databases import fresh_database

GOOD = """\
account: {name: Acme, timezone: US/Central}
users:
  - {email: ann@acme.example, employee_id: A-1, home_group: Red, api_key: ann-0123456789}
  - {email: bob@acme.example, employee_id: A-2}
  - {email: cat@acme.example, employee_id: A-3, role: owner, home_group: Blue, api_key: cat-0123456789}
groups:
  - name: Red
    group_id: red
    members: [{user: A-2, permissions: [MARKER]}]
    learning_modules: [1, 2]
    subscription_variants: [{id: 16, requires_credits: true, credits: 3}]
  - {name: Blue, group_id: blue}
  - {name: Grey, group_id: grey}
learning_modules:
  - id: 1
    name: Welding
    type: Instructor-Led
    sessions:
      - {id: 11, grade_type: Percentage, starts: 2024-03-01T09:00, minutes: 60}
      - {id: 12, starts: 2024-03-02T09:00, ends: 2024-03-02T10:00}
  - {id: 2, name: Reading, type: Online}
  - {id: 3, name: Writing, type: SCORM}
subscriptions:
  - id: 7
    name: All
    variants:
      - {id: 16, name: Unlimited, duration: unlimited, learning_modules: [1]}
      - {id: 17, name: Year, duration: {start: 2026-01-01, end: 2026-12-31}}
enrollments:
  - {user: A-1, group: Red, learning_module: 1, session: 11, status: Completed, grade: "92", enrolled: 2024-03-01}
  - {user: A-1, group: Red, learning_module: 2, status: Completed, grade: all right, enrolled: 2024-03-01}
subscription_enrollments:
  - {user: A-2, group: Red, variant: 16, starts: 2024-03-01, unlimited: true}
"""

UNLIMITED_AGAIN = "  - {user: bob@acme.example, group: Red, variant: 16, starts: 2025-03-01, unlimited: true}"

VALUES = {
    "unknown key": ("role: owner", "rule: owner", 5, "a user has no key 'rule' (did you mean 'role'?): it may have id"),
    "unknown part": ("subscription_enrollments:", "subscription_enrolments:", 32, "a world has no key 'subscription_e"),
    "key twice": ("role: owner", "role: owner, role: owner", 5, "the key 'role' is here twice (first on line 5)"),
    "no account name": ("name: Acme, ", "", 1, "an account needs `name`"),
    "null for a name": ("{name: Grey", "{name: ~", 13, "a group needs `name`"),
    "account a word": ("{name: Acme, timezone: US/Central}", "Acme", 1, "account: must be a mapping, {key: value}, no"),
    "entries no list": ("ments:\n  - {user: A-2", "ments: {user: A-2", 32, "subscription_enrollments: must be a list,"),
    "entry a word": ("{name: Grey, group_id: grey}", "Grey", 13, "a group is written as a mapping, {key: value}, not"),
    "ids no list": ("learning_modules: [1]", "learning_modules: 1", 27, "learning_modules: must be a list, not '1'"),
    "id that is nothing": ("modules: [1]", "modules: [1, ~]", 27, "a variant's learning module needs `id`"),
    "id that is a list": ("modules: [1]", "modules: [1, [2]]", 27, "a variant's learning module is written as one"),
    "text that is a list": ("employee_id: A-3", "employee_id: [A-3]", 5, "employee_id: must be one value, not a list"),
    "zone": ("US/Central", "US/Centrall", 1, "timezone: 'US/Centrall' is not valid: expected IANA name of a time zone"),
    "zone that is a folder": ("US/Central", "US", 1, "timezone: 'US' is not valid: expected IANA name of"),
    "role": ("role: owner", "role: Owner", 5, "learner, auditor, administrator, owner (did you mean 'owner'?)"),
    "status": ("role: owner", "status: active", 5, "expected one of Active, Inactive (did you mean 'Active'?)"),
    "type": ("type: Online", "type: On-line", 21, "expected one of Instructor-Led, Online, SCORM, External (did"),
    "grade type": ("Percentage", "Percent", 19, "'Percent' is not valid: expected one of LetterGrade, PassFail,"),
    "permission": ("[MARKER]", "[MARKET]", 9, "'MARKET' is not valid: expected one of MANAGE_GROUP, CREATE_CO"),
    "permissions no list": ("[MARKER]", "MARKER", 9, "permissions: must be a list, not 'MARKER'"),
    "status of an enrolment": ("Completed, grade: all", "Complete, grade: all", 31, "'Complete' is not valid: expecte"),
    "email": ("cat@acme.example", "cat", 5, "email: 'cat' is not valid: expected e-mail address, at most 254"),
    "email too long": ("cat@", f"{'c' * 250}@", 5, "is not valid: expected e-mail address, at most 254"),
    "employee id too long": ("A-3", "9" * 256, 5, "is not valid: expected text, at most 255 characters"),
    "group name too long": ("name: Grey", f"name: {'x' * 256}", 13, "is not valid: expected text, at most 255 char"),
    "group id too long": ("group_id: grey", f"group_id: {'x' * 256}", 13, "is not valid: expected text, at most 255 c"),
    "control character": ("name: Grey", 'name: "Gr\\aey"', 13, "name: holds a control character"),
    "key too short": ("cat-0123456789", "cat", 5, "api_key: the key is not valid: expected 12 to 255 ch"),
    "key with blanks": ("cat-0123456789", "cat 0123456789", 5, "api_key: the key is not valid: expected 12 to 255 ch"),
    "id no number": ("{id: 3, name", "{id: 3x, name", 22, "id: '3x' is not valid: expected whole number, 1 to 2^63-1"),
    "id too large": ("{id: 3, name", f"{{id: {2**63}, name", 22, "is not valid: expected whole number, 1 to 2^63-1"),
    "flag": ("requires_credits: true", "requires_credits: yes", 11, "requires_credits: 'yes' is not valid: expected 1"),
    "credits below zero": ("credits: 3", "credits: -3", 11, "credits: '-3' is not valid: expected whole number, 0 to"),
    "day that is none": ("2024-03-01}\nsub", "2024-02-30}\nsub", 31, "enrolled: '2024-02-30' does not exist: there is"),
    "time that is none": ("2024-03-02T09:00", "2024-03-02T9:00", 20, "'2024-03-02T9:00' is not valid: expected day o"),
    "time that was skipped": ("03-01T09:00", "03-10T02:30", 19, "does not exist in US/Central, where the clocks skip"),
    "year too early": ("2024-03-02T09:00", "1024-03-02T09:00", 20, "expected day or time such as 2024-03-01"),
    "duration": ("duration: unlimited", "duration: forever", 27, "duration: is no duration: write unlimited, {days: 9"),
    "duration of no days": ("duration: unlimited", "duration: {days: 0}", 27, "duration: '0' is not valid: expected w"),
    "duration with a time": ("2026-12-31", "2026-12-31T09:00", 28, "'2026-12-31T09:00' is not valid: expected day suc"),
    "duration backwards": ("2026-12-31", "2025-12-31", 28, "ends on 2025-12-31, before it starts on 2026-01-01"),
}  # fmt: skip

ENTRIES = {
    "user without a name": ("{email: cat@acme.example, employee_id: A-3, ", "{", 5, "a user needs `email` or `employe"),
    "email twice": ("cat@acme", "ANN@acme", 5, "email: 'ann@acme.example' is on line 3 already"),
    "employee id twice": ("A-3", "A-1", 5, "employee_id: 'A-1' is on line 3 already"),
    "own supervisor": ("A-2}", "A-2, supervisors: [A-1, BOB@acme.example]}", 4, "supervisor: no one may be their own"),
    "employee id an email": ("A-3", "BOB@acme.example", 5, "employee_id: is the e-mail address of another user"),
    "api key twice": ("cat-0123456789", "ann-0123456789", 5, "api_key: is the same as in text 1:3: give each its own"),
    "group name twice": ("name: Grey", "name: ' RED  '", 13, "name: 'red' is on line 7 already"),
    "group id twice": ("group_id: grey", "group_id: red", 13, "group_id: 'red' is on line 8 already"),
    "course id twice": ("{id: 3", "{id: 2", 22, "id: '2' is on line 21 already"),
    "session id twice": ("id: 12", "id: 11", 20, "id: '11' is on line 19 already"),
    "variant id twice": ("id: 17", "id: 16", 28, "id: '16' is on line 27 already"),
    "course alike": ("{id: 3, name: Writing", "{name: Reading", 22, "name: is as on line 21: give both an id to tell"),
    "session alike": ("id: 12, starts: 2024-03-02", "starts: 2024-03-01", 20, "starts: is as on line 19: give both an"),
    "variant alike": ("id: 17, name: Year", "name: Unlimited", 28, "name: is as on line 27: give both an id"),
    "member twice": ("[{user: A-2", "[{user: bob@acme.example}, {user: A-2", 9, "says again what is on line 9: ta"),
    "course twice in a group": ("[1, 2]", "[1, Welding, 2]", 10, "says again what is on line 10: take one out"),
    "variant twice in a group": ("[{id: 16, r", "[{id: 16}, {id: 16, r", 11, "says again what is on line 11: take"),
    "no such member": ("[{user: A-2", "[{user: bob@acme.exampel}, {user: A-2", 9, "no user 'bob@acme.exampel' in this"),
    "no such home": ("home_group: Blue", "home_group: Bleu", 5, "there is no group 'Bleu' in this file (did you mean"),
    "no such course in a group": ("[1, 2]", "[1, 2, 9]", 10, "there is no learning module '9' in this file"),
    "no such course in a variant": ("modules: [1]}", "modules: [9]}", 27, "there is no learning module '9' in this fi"),
    "no such variant": ("[{id: 16, r", "[{id: 99}, {id: 16, r", 11, "there is no variant '99' in this file"),
    "sessions online": ("Instructor-Led", "SCORM", 18, "sessions: only a learning module of type Instructor-Led has s"),
    "session without end": (", ends: 2024-03-02T10:00", "", 20, "a session needs either `minutes` or `ends`"),
    "session with two ends": (", ends:", ", minutes: 60, ends:", 20, "a session needs either `minutes` or `ends`"),
    "session backwards": ("ends: 2024-03-02T10", "ends: 2024-03-02T08", 20, "ends: lies before `starts`"),
    "no such user": ("A-1, group: Red, learning_module: 1", "A-9, group: Red, learning_module: 1", 30, "no user 'A-9'"),
    "no such group": ("Red, learning_module: 2", "Rad, learning_module: 2", 31, "there is no group 'Rad' in this file"),
    "no such course": ("learning_module: 2", "learning_module: 9", 31, "there is no learning module '9' in this file"),
    "not a member": ("A-1, group: Red, learning_module: 1", "A-3, group: Red, learning_module: 1", 30, "user: 'A-3' i"),
    "course not in the group": ("[1, 2]", "[1]", 31, "learning_module: the group 'Red' has no '2': give it one"),
    "no session named": ("session: 11, ", "", 30, "an enrolment in a course of type Instructor-Led needs `session`"),
    "no such session": ("session: 11", "session: 99", 30, "there is no session '99' in this"),
    "session of another course": ("module: 2,", "module: 2, session: 11,", 31, "session: 11 is no session of '2'"),
    "grade unfit": ('"92"', "A", 30, "grade: 'A' is no Percentage"),
    "grade lacking": ('grade: "92", ', "", 30, "an enrolment that is Completed in a session of type Percentage needs"),
    "grade not due": ('Completed, grade: "92"', 'Attended, grade: "92"', 30, "grade: only who Completed a graded sess"),
    "enrolled in time to come": ("2024-03-01}\nsub", "2990-03-01}\nsub", 31, "enrolled: lies in the future"),
    "variant not in the group": ("variant: 16", "variant: 17", 33, "variant: the group 'Red' has no '17': give it one"),
    "no end": (", unlimited: true", "", 33, "a subscription enrolment needs either `ends` or `unlimited: true`"),
    "two ends": (", unlimited: true", ", unlimited: true, ends: 2024-04-01", 33, "needs either `ends` or `unlimited:"),
    "enrolment backwards": ("unlimited: true", "ends: 2024-02-01", 33, "ends: lies before `starts`"),
    "enrolled again": ("module: 2, status: Completed, grade: all right", "module: 1, session: 11, status: Attended", 31,
                       "says again what is on line 30: take one out"),
    "unlimited twice": (" unlimited: true}\n", " unlimited: true}\n" + UNLIMITED_AGAIN, 34, "says again what is on"),
}  # fmt: skip


@pytest.fixture
def database(tmp_path):
    """These mistakes are found without asking the database, so one kind of it is enough."""
    with fresh_database("sqlite", tmp_path) as url, closing(Database(url)) as opened:
        yield opened


def mistakes_in(database, *sources):
    with pytest.raises(WorldMistakes) as raised:
        load(database, sources)
    with database.reading() as connection:
        assert all(connection.execute(table.select()).first() is None for table in metadata.sorted_tables)
    return raised.value.mistakes


def told(database, *sources):
    return [(mistake.line, mistake.sentence) for mistake in mistakes_in(database, *sources)]


def test_the_good_world_has_no_mistake(database):
    assert [loaded.account for loaded in load(database, [GOOD])] == ["Acme"]


@pytest.mark.parametrize(
    ("good", "bad", "line", "sentence"), [*VALUES.values(), *ENTRIES.values()], ids=[*VALUES, *ENTRIES]
)
def test_a_mistake_is_told_with_its_line_and_nothing_else_is(database, good, bad, line, sentence):
    assert good in GOOD
    ((found_line, found_sentence),) = told(database, GOOD.replace(good, bad, 1))
    assert found_line == line
    assert sentence in found_sentence


def test_every_mistake_of_every_file_is_told_at_once_in_the_order_of_files_and_lines(database):
    first = GOOD.replace("US/Central", "Mars").replace("home_group: Blue", "home_group: Bleu").replace('"92"', "A")
    second = GOOD.replace("Acme", "Apex").replace("{id: 3", "{id: x")
    third = "account: {name: Aces}\nusers: {]"
    found = mistakes_in(database, first, second, third)
    assert [(each.file, each.line) for each in found] == [
        *(("text 1", line) for line in (1, 5, 30)),
        *(("text 2", line) for line in (3, 5, 22)),
        ("text 3", 2),
    ]


def test_a_world_without_an_account_is_checked_like_any_other(database):
    world = GOOD.replace("account: {name: Acme, timezone: US/Central}\n", "\n").replace(
        "home_group: Blue", "home_group: Bleu"
    )
    assert [line for line, _ in told(database, world)] == [2, 5]


def test_ten_thousand_mistakes_are_all_told(database):
    users = "".join(f"  - {{employee_id: B-{number}, home_group: R{number}d}}\n" for number in range(10_000))
    assert len(told(database, GOOD.replace("groups:\n", f"{users}groups:\n", 1))) == 10_000


def test_an_account_comes_from_one_file(database):
    again = "# the same\naccount: {name: Acme, timezone: UTC}"
    assert told(database, GOOD, again) == [(2, "name: this account is in text 1 already: load it from one file")]


def test_a_mistake_reads_as_file_line_and_sentence(database, tmp_path):
    path = tmp_path / "acme.yaml"
    path.write_text("account: {name: Acme, timezone: UTC}\ngroups: [{}]")
    with pytest.raises(WorldMistakes) as raised:
        load(database, [path])
    assert str(raised.value) == f"{path}:2: a group needs `name`"


def test_a_long_value_is_cut_in_the_sentence(database):
    ((_, sentence),) = told(database, GOOD.replace("role: owner", f"role: {'x' * 1000}"))
    assert len(sentence) < 140


def test_a_mistake_in_a_key_does_not_repeat_the_key(database):
    ((_, sentence),) = told(database, GOOD.replace("cat-0123456789", "cat-secret"))
    assert "secret" not in sentence
