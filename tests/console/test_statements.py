"""How often a page asks the database: a page must stay quick, however much there is on record."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.records.database.engine import Database
from rollbook.records.database.progress import silent
from rollbook.records.patience import Patience
from rollbook.server.console import make_console
from rollbook.server.demo import people
from rollbook.server.demo.opening import open_account
from rollbook.server.settings import Settings
from rollbook.web.reception import Reception
from tests.console.crawl import crawl
from tests.console.visitors import Visitor
from tests.noted import Statement

MOST = 8
HERE = "http://testserver.local"


@contextmanager
def visiting(database: Database, who: str) -> Iterator[Visitor]:
    """Let somebody visit a console in this process."""
    settings = Settings(database_url=database.url.render_as_string(hide_password=False))
    limits = Limits(settings.max_package_bytes, settings.max_blocks, insecure_http=True, slow_seconds=60)
    parts = (Gate(database, limits), Reception(2**20, 60), Patience(60, 60))
    console = make_console(settings, "insecure", *parts)
    with closing(console), TestClient(Litestar(console.handlers, logging_config=None), base_url=HERE) as client:
        client.follow_redirects = True
        visitor = Visitor(cast("Any", SimpleNamespace(url=HERE, database=database)))
        visitor.http = cast("Any", client)
        yield visitor.sign_in(who)


@pytest.fixture
def olga(database: Database) -> Iterator[Visitor]:
    """The demo's owner, who visits a console in this process."""
    open_account(database, datetime.now(UTC), silent)
    with visiting(database, people.OLGA) as visitor:
        yield visitor


def test_no_page_sends_more_than_eight_statements(olga: Visitor, statements: list[Statement]):
    counts = {}
    statements.clear()
    for address, seen in crawl(olga):
        if seen.tree is not None:
            counts[address] = len(statements)
        statements.clear()
    assert len(counts) > 20
    assert {address: count for address, count in counts.items() if count > MOST} == {}
