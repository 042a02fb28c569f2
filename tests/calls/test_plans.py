"""No call scans an account's rows to find a single one, whatever the database believes about the account's size."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from rollbook.methods import METHODS
from rollbook.records import tables
from rollbook.records.database import schema
from rollbook.records.database.distribute import is_of_account
from rollbook.records.database.engine import Database
from rollbook.reference.samples import sample_package
from rollbook.worlds.load import load
from tests import cast
from tests.calls.test_statements import CREDITS, answer_of
from tests.databases import one_each
from tests.noted import kept_plans, noted, plan_of
from tests.seed_calls import OLGA, session_package, variant_package

pytestmark = pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)

NEIGHBOURS, MANY = 3_000, 500
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
WORDS = {"status": "Attended", "type": "Online", "duration_type": "unlimited", "result": "Success"}
ALSO = ("employee_id", "idempotency_key")
FEW = "accounts|api_keys|custom_fields|groups|group_tags|learning_modules|subscriptions|tags|teams|variants"
"""The tables that have few rows per account, compared with the others."""
MADE = r"json_each|anon_|positions|CONSTANT|\(subquery"
"""What SQLite calls things that are not tables of ours."""
WHOLE = {
    "sqlite": rf"SCAN (?!{MADE}).*|SEARCH (?!(?:{FEW})\b).*\(account_id=\?\).*",
    "postgresql": rf".*(?:Seq Scan|Heap Scan|using \w+) on (?!(?:{FEW})\b)(?!.*\n +(?:Index|Recheck) Cond: .* AND ).*",
}
"""A line of a plan that reads a large table by nothing but the account, or not even that."""
INACTIVE = "ix_users_inactive"
"""The index of the few users of an account who are inactive."""


def reads_whole(dialect: str, plan: str) -> bool:
    """Whether a plan reads all rows that an account has in a large table."""
    return re.search(rf"^(?!.*{INACTIVE})(?:{WHOLE[dialect]})$", plan, re.MULTILINE) is not None


CALLS = {
    **{name: sample_package(method) for name, method in METHODS.items()},
    "a history of many": session_package(OLGA, *[{}] * MANY),
    "subscriptions for credits of many": variant_package(OLGA, *[CREDITS] * MANY),
}


@pytest.fixture(scope="module")
def outdated_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Database]]:
    """Make the one database of a backend, or return it again."""

    def make(running: ExitStack, url: str, _: Path) -> Database:
        database = Database(url)
        running.callback(database.close)
        _fill(database)
        return database

    yield from one_each(tmp_path_factory, make)


@pytest.fixture
def outdated(backend: str, outdated_on: Callable[[str], Database]) -> Database:
    """A database with Fina Shoes whose statistics were taken when only the account next door had rows."""
    return outdated_on(backend)


def add_next_door(connection: sa.Connection) -> None:
    """Add an account with many rows in each table."""
    next_door = {"id": 1, "name": "Next Door", "timezone": "UTC", "created_at": LONG_AGO}
    connection.execute(tables.accounts.insert(), next_door)
    for table in filter(is_of_account, tables.metadata.sorted_tables):
        most = 2 if table is tables.secrets else NEIGHBOURS  # an account has one secret of a purpose
        rows = [{**_row(table, number), "account_id": 1} for number in range(1, most)]
        connection.execute(table.insert(), rows)


def _fill(database: Database) -> None:
    with database.writing() as connection:
        add_next_door(connection)
    with database.reading() as connection:
        connection.exec_driver_sql("ANALYZE" if database.dialect == "sqlite" else "VACUUM ANALYZE")
    schema.migrate(database)
    database.engine.dispose()
    load(database, [cast.FINA_SHOES])
    answer_of(database, CALLS["enrollSessionHistory"])  # rows for the report


def _row(table: sa.Table, number: int) -> dict[str, Any]:
    """A row with only the required columns, which refers to the rows of the same number in other tables."""
    needed = (each for each in table.c if not (each.nullable or each.server_default) or each.name in ALSO)
    kinds: dict[type, Any] = {int: number, str: str(number), bytes: b"%d" % number, bool: True}
    words = {**_words(table), **WORDS}
    return {each.name: words.get(each.name, kinds.get(each.type.python_type, LONG_AGO)) for each in needed}


def _words(table: sa.Table) -> dict[str, str]:
    """A word that is allowed in each column that allows only some."""
    checks = (str(each.sqltext) for each in table.constraints if isinstance(each, sa.CheckConstraint))
    found = (re.match(r"(\w+) IN \('([^']+)'", check) for check in checks)
    return {each[1]: each[2] for each in found if each is not None}


@pytest.mark.parametrize("package", CALLS.values(), ids=CALLS)
def test_rows_are_looked_up_by_more_than_their_account(outdated, package):
    with noted(outdated) as statements:
        answer_of(outdated, package)
    plans = [plan_of(outdated, each) for each in statements if each.is_of_rows]
    assert len(plans) > 1
    plans += kept_plans(outdated)
    assert [plan for plan in plans if reads_whole(outdated.dialect, plan)] == []
