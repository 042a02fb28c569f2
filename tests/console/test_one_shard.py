"""On Citus, every page of the console opens for everybody, and asks of one shard alone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rollbook.records.database.engine import Database
from rollbook.records.database.progress import silent
from rollbook.server.demo.opening import open_account
from tests.calls.test_one_shard import stays_in_one_shard
from tests.console.crawl import crawl
from tests.console.inside import visiting
from tests.console.test_every_page import ROLES
from tests.databases import one_each
from tests.noted import plan_of

pytestmark = pytest.mark.parametrize("backend", ["citus"], indirect=True)


@pytest.fixture(scope="module")
def demo_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Database]]:
    """Make the one database with the demo's account on a backend, or return it again."""

    def make(running: ExitStack, url: str, _: Path) -> Database:
        database = Database(url)
        running.callback(database.close)
        open_account(database, datetime.now(UTC), silent)
        return database

    yield from one_each(tmp_path_factory, make)


@pytest.mark.timeout(600)  # a plan for each statement, on a cluster
@pytest.mark.parametrize("role", ROLES)
def test_every_page_that_a_role_reaches_opens_and_asks_of_one_shard(
    backend: str,
    demo_in: Callable[[str], Database],
    role: str,
):
    demo = demo_in(backend)
    with visiting(demo, ROLES[role]) as (visitor, statements):
        closed = {address: seen.status for address, seen in crawl(visitor) if seen.status != 200}
    assert closed == {}
    asked = {each.statement: each for each in statements}
    assert asked
    plans = {statement: plan_of(demo, each) for statement, each in asked.items()}
    assert [statement for statement, plan in plans.items() if not stays_in_one_shard(plan)] == []
