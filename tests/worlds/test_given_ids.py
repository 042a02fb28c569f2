"""A world may say which ids its users, labels and enrolments have; those on record keep theirs."""

import pytest

from rollbook.records import tables
from rollbook.worlds import WorldMistakes, dump, load

WORLD = """\
account: {name: Acme, timezone: UTC}
tags: [{id: 301, name: Region}]
teams: [{id: 302, name: Choir}]
custom_fields: [{id: 303, name: Locker}]
users:
  - {id: 101, email: ann@acme.example, employee_id: A-1, teams: [Choir], custom_fields: {Locker: 7}}
  - {id: 102, email: bob@acme.example}
groups:
  - {id: 201, name: Red, tags: {Region: [North]}, members: [{user: A-1}], learning_modules: [1, 2, 3],
     subscription_variants: [{id: 16}, {id: 17}]}
learning_modules:
  - {id: 1, name: Welding, type: Instructor-Led, sessions: [{id: 11, starts: 2024-03-01, minutes: 60}]}
  - {id: 2, name: Reading, type: Online}
  - {id: 3, name: Writing, type: Online}
subscriptions:
  - id: 7
    name: All
    variants: [{id: 16, name: Year, duration: {days: 365}}, {id: 17, name: Ever, duration: unlimited}]
enrollments:
  - {id: 501, user: A-1, group: Red, learning_module: 1, session: 11, status: Attended, enrolled: 2024-03-01}
  - {id: 502, user: A-1, group: Red, learning_module: 2, status: Completed, enrolled: 2024-03-01}
  - {id: 503, user: A-1, group: Red, learning_module: 2, status: Completed, enrolled: 2024-03-01}
subscription_enrollments:
  - {id: 601, user: A-1, group: Red, variant: 16, starts: 2024-03-01, ends: 2025-03-01}
  - {id: 602, user: A-1, group: Red, variant: 17, starts: 2024-03-01, unlimited: true}
"""
IDS = {
    "tags": [301],
    "teams": [302],
    "custom_fields": [303],
    "users": [101, 102],
    "groups": [201],
    "enrollments": [501, 502, 503],
    "subscription_enrollments": [601, 602],
}


def ids(database):
    with database.reading() as connection:
        found = {name: connection.execute(tables.metadata.tables[name].select()).all() for name in IDS}
    return {name: sorted(row.id for row in rows) for name, rows in found.items()}


def changed(database, world):
    [loaded] = load(database, [world])
    return {noun: count.changed for noun, count in loaded.counts.items() if count.changed}


def test_rows_have_the_ids_that_a_file_gives(database):
    load(database, [WORLD])
    assert ids(database) == IDS
    assert changed(database, WORLD) == {}


def test_a_file_without_the_ids_means_the_same_rows(database):
    load(database, [WORLD])
    text = dump(database, "Acme")
    assert "id: 101" not in text
    assert changed(database, text) == {}
    assert ids(database) == IDS


def test_what_has_an_id_is_found_by_it_whatever_else_it_is_called(database):
    load(database, [WORLD])
    renamed = WORLD.replace("ann@acme.example, employee_id: A-1", "eve@acme.example, employee_id: A-9")
    renamed = renamed.replace("user: A-1", "user: A-9").replace("Region", "Area").replace("name: Red", "name: Pink")
    assert changed(database, renamed.replace("group: Red", "group: Pink")) == {"users": 1, "tags": 1, "groups": 1}
    assert ids(database) == IDS


MISTAKES = {
    "user": ("{id: 102, ", "{id: 109, ", 7, "email: is on record as that of another: give another"),
    "the same twice": ("{id: 102, email: bob@acme.example}", "{id: 101, employee_id: A-2}", 7,
                       "id: '101' is on line 6 already"),
    "tag": ("id: 301", "id: 309", 2, "name: is on record as that of another: give another"),
    "seat": ("{id: 501", "{id: 509", 20, "id: this is on record as 501: give that, or none"),
    "learning module": ("{id: 503, user: A-1, group: Red, learning_module: 2",
                        "{id: 503, user: A-1, group: Red, learning_module: 3", 22,
                        "id: 503 is on record with another learning_module: give another"),
    "malformed": ("{id: 503", "{id: x", 22, "id: 'x' is not valid: expected whole number, 1 to 2^63-1"),
    "variant": ("variant: 16, starts: 2024-03-01", "variant: 17, starts: 2024-03-02", 24,
                "id: 601 is on record with another variant: give another"),
    "unlimited": ("{id: 602", "{id: 609", 25, "id: this is on record as 602: give that, or none"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_an_id_that_contradicts_the_records_is_refused_with_its_line(database, old, new, line, sentence):
    load(database, [WORLD])
    before = dump(database, "Acme")
    assert old in WORLD
    with pytest.raises(WorldMistakes) as raised:
        load(database, [WORLD.replace(old, new, 1)])
    assert [(each.line, each.sentence) for each in raised.value.mistakes] == [(line, sentence)]
    assert dump(database, "Acme") == before
