"""Enrolments in a world: open ones and history, of users who are in the group and of those who were."""

from datetime import UTC, datetime

import pytest

from rollbook.records import tables
from rollbook.worlds import WorldMistakes, dump, load

HEAD = """\
account: {name: Acme, timezone: US/Central}
users: [{employee_id: A-1, home_group: Red}, {employee_id: A-2, home_group: Red}]
groups: [{name: Red, learning_modules: [1, 2, 3], subscription_variants: [{id: 16}]}, {name: Blue}]
learning_modules:
  - {id: 1, name: Welding, type: Instructor-Led, sessions: [{id: 11, starts: 2024-03-01, minutes: 60},
                                                            {id: 12, starts: 2024-04-01, minutes: 60}]}
  - {id: 2, name: Reading, type: Online}
  - {id: 3, name: Writing, type: SCORM}
subscriptions: [{id: 7, name: All, variants: [{id: 16, name: Year, duration: {days: 365}}]}]
enrollments:
"""
READING = "  - {user: A-1, group: Red, learning_module: 2, "
WELDING = "  - {user: A-1, group: Red, learning_module: 1, "
OPEN = HEAD + READING + "status: Enrolled, enrolled: 2024-03-01, due: 2024-04-01T12:00}\n"


def enrollments(database):
    with database.reading() as connection:
        found = connection.execute(tables.enrollments.select().order_by(tables.enrollments.c.enrolled_at)).mappings()
        return [dict(row) for row in found]


def unfolded(text):
    """The text with each entry on one line."""
    return text.replace("\n     ", " ")


def told(database, world):
    before = enrollments(database)
    with pytest.raises(WorldMistakes) as raised:
        load(database, [world])
    assert enrollments(database) == before
    return [(mistake.line, mistake.sentence) for mistake in raised.value.mistakes]


def test_an_open_enrolment_is_on_record_as_the_file_says(database):
    entry = (
        "status: InProgress, tag: spring, enrolled: 2024-03-01, started: 2024-03-02T08:00, due: 2024-04-01T12:00,\n"
        "     access_ends: 9999-12-31, completion_access_days: 0}\n"
    )
    load(database, [HEAD + READING + entry])
    [row] = enrollments(database)
    assert (row["status"], row["open"], row["tag"], row["completion_access_days"]) == ("InProgress", True, "spring", 0)
    assert (row["started_at"], row["completed_at"]) == (datetime(2024, 3, 2, 8, tzinfo=UTC), None)
    assert (row["due_at"], row["access_ends_at"]) == (
        datetime(2024, 4, 1, 12, tzinfo=UTC),
        datetime(9999, 12, 31, tzinfo=UTC),
    )
    assert unfolded(entry) in unfolded(dump(database, "Acme"))


@pytest.mark.parametrize(("passed", "kept"), [("passed: true, ", True), ("passed: false, ", False), ("", None)])
def test_history_is_on_record_as_the_file_says(database, passed, kept):
    entry = f"status: Completed, {passed}enrolled: 2024-03-01, completed: 2024-03-02}}\n"
    load(database, [HEAD + READING + entry])
    [row] = enrollments(database)
    assert (row["status"], row["open"], row["passed"]) == ("Completed", False, kept)
    assert row["completed_at"] == datetime(2024, 3, 2, tzinfo=UTC)
    assert entry in unfolded(dump(database, "Acme"))


def test_an_enrolment_in_a_session_to_come_is_open(database):
    load(database, [HEAD + WELDING + "session: 11, status: Enrolled, enrolled: 2024-03-01}\n"])
    assert [(row["session_id"], row["open"]) for row in enrollments(database)] == [(11, True)]


def test_an_open_enrolment_is_the_one_on_record_whenever_it_began(database):
    load(database, [OPEN])
    [before] = enrollments(database)
    load(database, [OPEN.replace("enrolled: 2024-03-01", "enrolled: 2024-03-05")])
    [after] = enrollments(database)
    assert (after["id"], after["enrolled_at"].day) == (before["id"], 5)


def test_a_completed_enrolment_makes_room_for_a_new_one(database):
    load(database, [OPEN])
    completed = OPEN.replace("Enrolled", "Completed, completed: 2024-03-09") + OPEN.splitlines()[-1].replace("03", "05")
    [loaded] = load(database, [completed])
    assert loaded.counts["enrollments"] == (2, 2)
    assert [(row["enrolled_at"].month, row["open"]) for row in enrollments(database)] == [(3, False), (5, True)]
    [again] = load(database, [completed])
    assert again.counts["enrollments"] == (2, 0)


def test_enrolments_of_one_day_are_told_apart_by_when_they_were_completed(database):
    first = READING + "status: Completed, enrolled: 2024-03-01, completed: 2024-03-02, grade: A}\n"
    second = READING + "status: Completed, enrolled: 2024-03-01, completed: 2024-03-03, grade: B}\n"
    load(database, [HEAD + first + second])
    [loaded] = load(database, [HEAD + second.replace("B", "C")])
    assert loaded.counts["enrollments"] == (1, 1)
    assert sorted((row["completed_at"].day, row["grade"]) for row in enrollments(database)) == [(2, "A"), (3, "C")]


def test_a_second_open_enrolment_besides_one_on_record_is_a_mistake(database):
    load(database, [HEAD + WELDING + "session: 11, status: Enrolled, enrolled: 2024-03-01}\n"])
    world = HEAD + WELDING + "session: 12, status: Enrolled, enrolled: 2024-03-02}\n"
    assert told(database, world) == [
        (
            11,
            "status: 'A-1' is in this course on record, still open: say what became of the enrolment of 2024-03-01",
        )
    ]
    load(database, [world + WELDING + "session: 11, status: NotAttended, enrolled: 2024-03-01}\n"])
    assert [(row["session_id"], row["open"]) for row in enrollments(database)] == [(11, False), (12, True)]


FORMER = {
    "the user has left the group": ("{employee_id: A-1, home_group: Red}", "{employee_id: A-1, home_group: Blue}"),
    "the course has left the group": ("learning_modules: [1, 2, 3]", "learning_modules: [1, 3]"),
}


@pytest.mark.parametrize(("old", "new"), FORMER.values(), ids=FORMER)
@pytest.mark.parametrize("status", ["Completed", "Enrolled"])
def test_what_happened_in_the_group_stays_on_record_when(database, old, new, status):
    world = HEAD.replace(old, new) + READING + f"status: {status}, enrolled: 2024-03-01, former: true}}\n"
    load(database, [world])
    [row] = enrollments(database)
    assert row["learning_module_id"] == 2
    text = dump(database, "Acme")
    assert f"status: {status}, enrolled: 2024-03-01, former: true}}\n" in unfolded(text)
    [again] = load(database, [text])
    assert {noun: count.changed for noun, count in again.counts.items() if count.changed} == {}


SUBSCRIBED = (
    "subscription_enrollments:\n  - {user: A-1, group: Red, variant: 16, starts: 2024-03-01, ends: 2025-03-01}\n"
)
FORMER_SUBSCRIBERS = {
    "the user has left the group": ("{employee_id: A-1, home_group: Red}", "{employee_id: A-1}"),
    "the variant has left the group": (", subscription_variants: [{id: 16}]", ""),
}


@pytest.mark.parametrize(("old", "new"), FORMER_SUBSCRIBERS.values(), ids=FORMER_SUBSCRIBERS)
def test_a_subscription_enrolment_stays_on_record_when(database, old, new):
    world = HEAD.replace(old, new).replace("enrollments:\n", "") + SUBSCRIBED.replace("}", ", former: true}")
    load(database, [world])
    text = dump(database, "Acme")
    assert "starts: 2024-03-01, ends: 2025-03-01, former: true}\n" in unfolded(text)
    [again] = load(database, [text])
    assert {noun: count.changed for noun, count in again.counts.items() if count.changed} == {}
