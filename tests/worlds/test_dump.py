"""What is dumped reads well, and is read back as it was."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from rollbook.contract.text import UNFIT
from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.records.database.progress import silent
from rollbook.records.sql.find import find_all, snapshot
from rollbook.worlds import DEMO, NoAccountError, UnloadableError, dump, load
from rollbook.worlds.mistakes import Page
from rollbook.worlds.nodes import MappingNode, Scalar, read_nodes
from rollbook.worlds.show import show, show_entry, show_moment, show_text
from tests.cast import FINA_SHOES
from tests.databases import fresh_database
from tests.worlds.generated import ZONE, Generated


def test_a_dump_is_a_world_to_read(database):
    load(database, [DEMO])
    assert dump(database, "Fina Shoes") == (Path(__file__).parent / "demo_dumped.yaml").read_text()


def test_a_dump_holds_no_key(database):
    load(database, [FINA_SHOES])
    text = dump(database, "Fina Shoes")
    assert "api_key" not in yaml.safe_load(text)["account"]
    assert "0123456789" not in text


def test_an_account_that_is_not_there_is_named_with_one_that_is(database):
    load(database, [FINA_SHOES])
    with pytest.raises(NoAccountError, match=r"there is no account 'Fina Shoe' \(did you mean 'Fina Shoes'\?\)"):
        dump(database, "Fina Shoe")


def test_an_account_whose_users_cannot_be_told_apart_is_not_dumped(database):
    """Servers before this one took an employee id that is the e-mail address of another user."""
    load(database, [FINA_SHOES])
    noor, walt = tables.users.c.employee_id == "FS-1003", tables.users.c.employee_id == "FS-1004"
    with database.writing() as connection:
        connection.execute(tables.users.update().where(walt).values(employee_id="WALT.warehouse@finashoes.com"))
    dump(database, "Fina Shoes")
    with database.writing() as connection:
        connection.execute(tables.users.update().where(noor).values(employee_id="Dana.Brown@finashoes.com"))
    with pytest.raises(UnloadableError) as raised:
        dump(database, "Fina Shoes")
    assert "the employee id 'Dana.Brown@finashoes.com' of Noor Nomail (user " in str(raised.value)
    assert "is the e-mail address of Dana Brown (user " in str(raised.value)
    assert str(raised.value).endswith("Change one of each two with updateUser, then dump again")


@pytest.mark.parametrize("zone", ["US/Central", "UTC", "Pacific/Kiritimati"])
@pytest.mark.parametrize("starts", ["1900-01-01T00:00Z", "2999-12-31T23:59:59Z"])
def test_the_first_and_the_last_moment_are_dumped_and_loaded_in_any_time_zone(database, zone, starts):
    session = f"{{id: 11, starts: {starts}, minutes: 1}}"
    text = "learning_modules: [{id: 1, name: Welding, type: Instructor-Led, sessions: [SESSION]}]"
    load(database, [f"account: {{name: Acme, timezone: {zone}}}\n{text.replace('SESSION', session)}"])
    dumped = dump(database, "Acme")
    [again] = load(database, [dumped])
    assert {noun: count.changed for noun, count in again.counts.items() if count.changed} == {}
    assert dump(database, "Acme") == dumped


def periods(database):
    """All moments of the account, which a text could tell alike where the clocks are set back."""
    with database.reading() as connection:
        return [
            row
            for table in (tables.sessions, tables.subscription_enrollments)
            for row in connection.execute(sa.select(table.c.starts_at, table.c.ends_at).order_by(*table.primary_key))
        ]


@pytest.mark.parametrize("users", [1, 300])
def test_a_dump_loaded_into_an_empty_server_is_dumped_as_it_was(database, tmp_path, users):
    load(database, [Generated(seed=users, users=users).text()])
    text = dump(database, "Generated & Co: #1")
    [again] = load(database, [text])
    assert {noun: count.changed for noun, count in again.counts.items() if count.changed} == {}
    assert dump(database, "Generated & Co: #1") == text
    (tmp_path / "other").mkdir()
    with fresh_database("sqlite", tmp_path / "other") as url, closing(Database(url)) as other:
        load(other, [text])
        assert dump(other, "Generated & Co: #1") == text
        assert periods(other) == periods(database)


def test_both_databases_dump_the_same_text(tmp_path):
    dumped = set()
    for backend in ("sqlite", "postgresql"):
        with fresh_database(backend, tmp_path) as url, closing(Database(url)) as database:
            load(database, [Generated(seed=7, users=40).text()])
            dumped.add(dump(database, "Generated & Co: #1"))
    assert len(dumped) == 1


def test_a_generated_world_is_on_record_whole(database):
    [loaded] = load(database, [Generated(seed=1, users=200).text()])
    with database.reading() as connection:
        for noun, count in loaded.counts.items():
            rows = connection.execute(tables.metadata.tables[noun].select()).all()
            assert (noun, len(rows)) == (noun, count.named)
    assert loaded.counts["enrollments"].named == 1800


def test_a_dump_is_of_one_moment_and_what_is_written_meanwhile_is_not_in_it(database, backend):
    load(database, [FINA_SHOES])
    before = dump(database, "Fina Shoes")
    with snapshot(database) as connection:
        [account] = connection.execute(tables.accounts.select()).all()
        if backend == "citus":  # the account's own node fixes the moment when it is asked first
            find_all(connection, tables.groups, account.id)
        load(database, [FINA_SHOES.replace("Noor", "Nora")])
        assert "Nora" not in {row.given_name for row in find_all(connection, tables.users, account.id)}
    assert dump(database, "Fina Shoes") == before.replace("Noor", "Nora")


@given(st.text(st.characters(codec="utf-8")).filter(lambda text: not UNFIT.search(text)))
def test_a_text_is_read_back_by_us_and_by_others(text):
    written = f"a: {{b: {show_text(text)}, c: 1}}"
    assert yaml.safe_load(written)["a"]["b"] == text
    page = Page("text")
    root = read_nodes(written, page, silent)
    assert page.mistakes == []
    assert isinstance(root, MappingNode)
    assert isinstance(inner := root.fields["a"], MappingNode)
    assert isinstance(read := inner.fields["b"], Scalar)
    assert read.text == text.strip()


@given(st.text(st.characters(codec="utf-8")).map(str.strip).filter(lambda text: text and not UNFIT.search(text)))
@example("x" * 2000)
@example("x" + "\u2028" * 253 + "x")
@example("null")
def test_a_name_that_is_a_key_is_read_back_by_us_and_by_others(text):
    written = f"a: {show({text: 1, 'c ' + text: 'x'})}"
    assert yaml.safe_load(written) == {"a": {text: 1, f"c {text}": "x"}}
    page = Page("text")
    root = read_nodes(written, page, silent)
    assert page.mistakes == []
    assert isinstance(root, MappingNode)
    assert isinstance(inner := root.fields["a"], MappingNode)
    assert list(inner.fields) == [text, f"c {text}"]


def test_a_long_entry_goes_on_in_the_next_line():
    entry = {"name": "x" * 60, "other": "y" * 60, "more": [1, 2]}
    assert show_entry(entry, indent=4) == (f"{{name: {'x' * 60},\n     other: {'y' * 60}, more: [1, 2]}}")
    assert yaml.safe_load(f"  - {show_entry(entry, indent=4)}") == [entry]


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2024, 2, 29, 23, 0, tzinfo=UTC), "2024-03-01"),
        (datetime(2024, 3, 1, 8, 0, tzinfo=UTC), "2024-03-01T09:00"),
        (datetime(2024, 3, 1, 8, 0, 5, tzinfo=UTC), "2024-03-01T09:00:05"),
        (datetime(2024, 3, 1, 8, 0, 0, 5, tzinfo=UTC), "2024-03-01T09:00:00.000005"),
        (datetime(2022, 10, 30, 0, 30, tzinfo=UTC), "2022-10-30T02:30"),
        (datetime(2022, 10, 30, 1, 30, tzinfo=UTC), "2022-10-30T01:30Z"),
    ],
)
def test_a_moment_is_written_short_and_never_in_doubt(moment, written):
    assert show_moment(moment, ZONE) == written


def test_a_value_that_worlds_do_not_have_is_refused():
    with pytest.raises(TypeError):
        show(1.5)
