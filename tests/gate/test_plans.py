"""No call reads all that an account has to find a single row, whatever the database believes of the account's size."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from rollbook.methods import METHODS
from rollbook.records import tables
from rollbook.records.engine import Database
from rollbook.server.reference.samples import sample_package
from rollbook.worlds.load import load
from tests import cast
from tests.gate.test_statements import answer_of
from tests.noted import noted, plan_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)

Row = dict[str, Any]
NEIGHBOURS = 3_000
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LARGE = r"users|memberships|enrollments|subscription_enrollments|calls"
BY_MORE = r" .*\n +(?:Index|Recheck) Cond: .* AND |.*\(account_id=\? AND "
WHOLE = re.compile(rf"^.*(?:SCAN|SEARCH|Scan.* on) (?:{LARGE})\b(?!{BY_MORE}).*$", re.MULTILINE)
"""A line of a plan, of either database, that reads a large table by nothing but the account, or not even that."""


@pytest.fixture
def beside(database: Database) -> Database:
    """Fina Shoes as a database sees it that counted its rows when only the account next door had any."""
    load(database, [cast.NEXT_DOOR_SHOES])
    with database.writing() as connection:
        account = connection.scalar(sa.select(tables.accounts.c.id))
        for table, rows in _neighbours():
            connection.execute(table.insert(), [{"account_id": account, **row} for row in rows])
        connection.exec_driver_sql("ANALYZE")
    load(database, [cast.FINA_SHOES])
    return database


def _neighbours() -> Iterator[tuple[sa.Table, list[Row]]]:
    """Rows for each of the large tables, and what they belong to."""
    changed, ids = {"created_at": LONG_AGO, "modified_at": LONG_AGO}, range(10_000, 10_000 + NEIGHBOURS)
    yield tables.groups, [{"id": 1, "name": "All", "name_key": "all", **changed}]
    yield tables.learning_modules, [{"id": 1, "name": "All", "type": "Online", "created_at": LONG_AGO}]
    yield tables.subscriptions, [{"id": 1, "name": "All", "created_at": LONG_AGO}]
    sold = {"subscription_id": 1, "name": "All", "duration_type": "unlimited", "created_at": LONG_AGO}
    yield tables.variants, [{"id": 1, **sold}]
    name = {"given_name": "Some", "surname": "One"}
    yield tables.users, [{"id": n, "employee_id": f"N-{n}", **name, **changed} for n in ids]
    yield tables.memberships, [{"user_id": n, "group_id": 1} for n in ids]
    taken = {"group_id": 1, "learning_module_id": 1, "status": "Attended", "enrolled_at": LONG_AGO}
    yield tables.enrollments, [{"id": n, "user_id": n, "recorded_at": LONG_AGO, **taken} for n in ids]
    held: Row = {"group_id": 1, "subscription_id": 1, "variant_id": 1, "unlimited": True, "took_credit": False}
    held |= {"starts_at": LONG_AGO, "recorded_at": LONG_AGO}
    yield tables.subscription_enrollments, [{"id": n, "user_id": n, **held} for n in ids]
    call: Row = {"method": "getUser", "result": "Success", "recorded": 0, "refused": 0, "error_codes": ""}
    call |= {"received_at": LONG_AGO, "microseconds": 1, "remote_address": "", "request_id": "", "package_digest": b""}
    yield tables.calls, [{"id": n, "user_id": n, "idempotency_key": str(n), **call} for n in ids]


@pytest.mark.parametrize("method", METHODS)
def test_rows_are_looked_up_by_more_than_their_account(beside, method):
    with noted(beside) as asked:
        answer_of(beside, sample_package(METHODS[method]))
    plans = [plan_of(beside, each) for each in asked if each.is_of_rows]
    assert len(plans) > 2
    assert [(found[0], plan) for plan in plans if (found := WHOLE.search(plan))] == []
