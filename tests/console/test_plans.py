"""No page reads an account's rows to find a few of them, whatever the database believes about the account's size."""

import re

import pytest

from rollbook.records.database.engine import Database
from tests.calls.test_plans import INACTIVE, WHOLE, outdated, outdated_on  # noqa: F401  # pytest finds its fixtures here
from tests.console.crawl import crawl
from tests.console.inside import visiting
from tests.console.visitors import GITA, OLGA
from tests.noted import Statement, plan_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)
MANY = "enrollments|subscription_enrollments|memberships|changes"
"""Tables with several rows a person; lists of people, sessions and calls are read in the order of an index."""
WAITING = "ix_enrollments_open_in_session"
"""The index of the few enrolments in sessions that have no result yet."""
IN_ORDER = ("/report", "/audit")
"""Lists of such rows, which are read in the order of an index until the page is full."""


@pytest.mark.parametrize("who", [OLGA, GITA])
def test_what_a_page_shows_is_looked_up_by_more_than_its_account(outdated: Database, who: str):  # noqa: F811  # as above
    asked: dict[str, tuple[str, Statement]] = {}
    with visiting(outdated, who) as (visitor, statements):
        for address, seen in crawl(visitor):
            if seen.tree is not None:
                for each in statements:
                    asked.setdefault(each.statement, (address, each))
            statements.clear()
    assert len(asked) > 30
    whole = re.compile(
        rf"^(?!.*(?:{INACTIVE}|{WAITING}))(?=.*\b(?:{MANY})\b)(?:{WHOLE[outdated.dialect]})$", re.MULTILINE
    )
    plans = {text: (address, plan_of(outdated, each)) for text, (address, each) in asked.items()}
    found = {(address, text): whole.search(plan) for text, (address, plan) in plans.items()}
    assert [(*at, line[0].strip()) for at, line in found.items() if line and not at[0].startswith(IN_ORDER)] == []
