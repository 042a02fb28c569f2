"""How often a page asks the database: a page must stay quick, however much there is on record."""

import re
from datetime import UTC, datetime

from rollbook.records.database.engine import Database
from rollbook.records.database.progress import silent
from rollbook.server.demo import people
from rollbook.server.demo.opening import open_account
from tests.console.crawl import crawl
from tests.console.inside import visiting

MOST = 8


def test_no_page_sends_more_than_eight_statements(database: Database):
    open_account(database, datetime.now(UTC), silent)
    counts = {}
    with visiting(database, people.OLGA) as (olga, statements):
        for address, seen in crawl(olga):
            if seen.tree is not None:
                counts[address] = len(statements)
            statements.clear()
        person = next(each for each in counts if re.fullmatch("/people/[0-9]+", each))
        assert olga.open(person, asof="2026-01-31").status == 200
        counts["as of a day"] = len(statements)
    assert len(counts) > 20
    assert {address: count for address, count in counts.items() if count > MOST} == {}
