"""Given rows: what goes in comes back, whatever it is, and is a table like any other."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from rollbook.records.database.engine import Database
from rollbook.records.sql.values import FEW, Column, ValuesTable, among, given_values
from rollbook.records.tables.columns import UtcTime
from tests.databases import BACKENDS, fresh_database

COLUMNS: list[Column] = [
    ("place", sa.Integer()),
    ("id", sa.BigInteger()),
    ("word", sa.Text()),
    ("yes", sa.Boolean()),
    ("day", sa.Date()),
    ("moment", UtcTime()),
]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
"""What XML lets through to the database, and more: PostgreSQL keeps no NUL, and XML carries none."""
MOMENT = st.datetimes(min_value=datetime(1, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone
ROW = st.tuples(
    st.none() | st.integers(1, 2**63 - 1),
    st.none() | TEXT,
    st.none() | st.booleans(),
    st.none() | st.dates(date(1, 1, 1)),
    st.none() | MOMENT,
)

Ask = Callable[[list[tuple[Any, ...]]], list[tuple[Any, ...]]]


@contextmanager
def asking(backend: str, directory: Path, *, few: bool) -> Iterator[Ask]:
    """Give rows to a database and read them again, in their order."""
    with fresh_database(backend, directory, empty=True) as url, closing(Database(url)) as database:
        table = ValuesTable(COLUMNS, database.dialect, few=few)
        select = sa.select(table.source).order_by(table.source.c.place)

        def read(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
            numbered = [(place, *row) for place, row in enumerate(rows)]
            with database.reading() as connection:
                return [tuple(row)[1:] for row in connection.execute(select, table.parameters(numbered))]

        yield read


@pytest.fixture(scope="module", params=BACKENDS)
def ask(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Ask in the form for any number of rows."""
    with asking(request.param, tmp_path_factory.mktemp("given"), few=False) as ask:
        yield ask


@pytest.fixture(scope="module")
def ask_few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Ask in the form for few rows, which PostgreSQL has."""
    with asking("postgresql", tmp_path_factory.mktemp("few"), few=True) as ask:
        yield ask


@given(rows=st.lists(ROW, max_size=FEW))
def test_few_rows_come_back_as_they_went_in(ask_few, rows):
    assert ask_few(rows) == rows


@given(rows=st.lists(ROW, max_size=20))
def test_rows_come_back_as_they_went_in(ask, rows):
    assert ask(rows) == rows


def test_moments_come_back_in_utc(ask):
    noon = datetime.fromisoformat("2026-03-01T12:00:00+05:00")
    ((*_, moment),) = ask([(None, None, None, None, noon)])
    assert moment == datetime(2026, 3, 1, 7, tzinfo=UTC)
    assert moment.tzinfo is UTC


def test_quotes_and_json_in_a_text_are_only_text(ask):
    words = ["'; DROP TABLE users; --", '["a", {"b": 1}]', "{1,2}", "\\", "null", ""]
    assert [row[1] for row in ask([(None, word, None, None, None) for word in words])] == words


def test_no_rows_are_an_empty_table(ask):
    assert ask([]) == []


def test_ten_thousand_rows_go_in_one_statement(ask):
    rows = [(number, f"user{number}@example.com", None, None, None) for number in range(1, 10_001)]
    assert ask(rows) == rows


@pytest.mark.parametrize("backend", BACKENDS)
def test_values_without_a_table_are_a_table_and_a_condition(backend, tmp_path):
    numbers, words = [2**63 - 1, 1, 7], ["'; --", '["a"]', "{1,2}", "ß", ""]
    with (
        fresh_database(backend, tmp_path, empty=True) as url,
        closing(Database(url)) as database,
        database.reading() as connection,
    ):
        for values, of in ((numbers, sa.BigInteger()), (words, sa.Text()), ([], sa.Text())):
            table = given_values(values, of, database.dialect)
            assert sorted(connection.execute(sa.select(table.c.value)).scalars()) == sorted(values)
            held = sa.select(sa.literal(values[0] if values else "", of).label("held")).subquery().c.held
            assert connection.execute(sa.select(among(held, values, database.dialect))).scalar_one() is bool(values)
            assert not connection.execute(sa.select(among(held, values[1:], database.dialect))).scalar_one()


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_hundred_thousand_values_go_in_one_statement(backend, tmp_path):
    with (
        fresh_database(backend, tmp_path, empty=True) as url,
        closing(Database(url)) as database,
        database.reading() as connection,
    ):
        one = sa.select(sa.literal(99_999, sa.BigInteger()).label("held")).subquery().c.held
        assert connection.execute(sa.select(among(one, range(100_000), database.dialect))).scalar_one()
