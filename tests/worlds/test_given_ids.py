"""A world may say which ids its users, labels and enrolments have; those on record keep theirs."""

from contextlib import closing

import pytest

from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.worlds import WorldMistakes, dump, load
from tests import cast
from tests.answers import package
from tests.calls.test_ids_that_collide import ask, next_id_known
from tests.commands import run
from tests.databases import BACKENDS, fresh_database
from tests.methods.people import NINA, groups, xml
from tests.methods.people import changed as tree_with
from tests.scenery import extended
from tests.seed_calls import OLGA
from tests.worlds.alike import TABLES
from tests.worlds.generated import NAME, Generated

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


TWICE = {
    "tags": ("tags: [{id: 301, name: Region}]", "tags: [{id: 301, name: Region}, {id: 301, name: Zone}]", 2, 2),
    "teams": ("{id: 302, name: Choir}]", "{id: 302, name: Choir}, {id: 302, name: Band}]", 3, 3),
    "custom fields": ("{id: 303, name: Locker}]", "{id: 303, name: Locker}, {id: 303, name: Desk}]", 4, 4),
    "users": ("{id: 102, email", "{id: 101, email", 7, 6),
    "enrolments": ("{id: 502,", "{id: 501,", 21, 20),
    "subscription enrolments": ("{id: 602,", "{id: 601,", 25, 24),
}


@pytest.mark.parametrize(("old", "new", "line", "first"), TWICE.values(), ids=TWICE)
def test_an_id_that_stands_in_the_file_twice_is_refused_with_both_lines(database, old, new, line, first):
    assert old in WORLD
    with pytest.raises(WorldMistakes) as raised:
        load(database, [WORLD.replace(old, new, 1)])
    (mistake,) = raised.value.mistakes
    assert (mistake.line, mistake.sentence.partition(" ")[0]) == (line, "id:")
    assert mistake.sentence.endswith(f"is on line {first} already")


@pytest.mark.parametrize("backend_of_the_other", BACKENDS)
def test_a_dump_with_ids_keeps_them_in_another_database(database, tmp_path, backend_of_the_other):
    load(database, [Generated(seed=5, users=60).text()])
    text = dump(database, NAME, with_ids=True)
    (tmp_path / "other").mkdir()
    with fresh_database(backend_of_the_other, tmp_path / "other") as url, closing(Database(url)) as other:
        load(other, [text])
        assert dump(other, NAME, with_ids=True) == text
        kept = kept_ids(database)
        assert kept_ids(other) == kept
        assert kept["users"]
        assert changed(other, text) == {}


def kept_ids(database):
    """The ids of all rows but the account's, by table."""
    with database.reading() as connection:
        return {
            table.name: sorted(row.id for row in connection.execute(table.select()))
            for table in TABLES
            if "id" in table.c and table is not tables.accounts
        }


def test_the_command_writes_ids_if_asked_to(database):
    load(database, [WORLD])
    url = database.url.render_as_string(hide_password=False)
    assert "id: 101" not in run("dump", "Acme", database_url=url).stdout
    told = run("dump", "Acme", "--ids", database_url=url).stdout
    assert [f"id: {number}" in told for numbers in IDS.values() for number in numbers] == [True] * 11


def test_two_accounts_may_give_the_same_ids(database):
    load(database, [WORLD, WORLD.replace("name: Acme", "name: Bravo").replace("acme.example", "bravo.example")])
    assert ids(database) == {name: sorted(numbers * 2) for name, numbers in IDS.items()}


def test_an_entry_without_an_id_never_gets_one_that_another_row_has(database):
    """The next id that would be made is Bob's already: a new user must not become Bob."""
    with next_id_known() as number:
        load(database, [WORLD.replace("id: 102", f"id: {number}")])
    with next_id_known() as again:
        with database.writing() as connection:
            connection.execute(tables.users.update().values(id=again).where(tables.users.c.id == number))
        load(database, ["account: {name: Acme, timezone: UTC}\nusers: [{email: eve@acme.example}]"])
    with database.reading() as connection:
        users = {row.email: row.id for row in connection.execute(tables.users.select())}
    assert users["bob@acme.example"] == again
    assert len(set(users.values())) == 3


def test_an_entry_without_an_id_never_gets_one_that_the_file_gives_to_another(database):
    load(database, ["account: {name: Acme, timezone: UTC}"])
    with next_id_known() as number:
        given = f"[{{email: eve@acme.example}}, {{id: {number}, email: bob@acme.example}}]"
        load(database, [f"account: {{name: Acme, timezone: UTC}}\nusers: {given}"])
    with database.reading() as connection:
        users = {row.email: row.id for row in connection.execute(tables.users.select())}
    assert users["bob@acme.example"] == number != users["eve@acme.example"]


def test_a_call_makes_a_user_with_another_id_where_a_file_gave_the_next_one_away(database):
    with next_id_known() as number:
        near = range(number, number + 3)
        given = "".join(f"  - {{id: {each}, employee_id: G-{each}}}\n" for each in near)
        load(database, [extended(cast.FINA_SHOES, users=given)])
    with next_id_known() as again:
        with database.writing() as connection:
            for place in range(3):
                moved = tables.users.update().values(id=again + place).where(tables.users.c.id == near[place])
                connection.execute(moved)
        new = tree_with(NINA, {"Profile": {}} | groups({"GroupName": cast.SALES}))
        answer = ask(database, package("createUser", f"<User>{xml(new)}</User>", OLGA))
    assert b"<Result>Success</Result>" in answer.body
    with database.reading() as connection:
        (nina,) = connection.execute(tables.users.select().where(tables.users.c.employee_id == "FS-2001"))
    assert nina.id not in range(again, again + 3)
