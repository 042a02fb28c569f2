"""Every page that anybody of the demo can reach: it opens, it is well made, and it carries nothing inline."""

from collections.abc import Callable

import pytest

from rollbook.server.demo import people
from tests.console.crawl import crawl, faults_of
from tests.console.visitors import Visitor
from tests.served import Served

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
LARGEST = 100_000
ROLES = {
    "owner": people.OLGA,
    "manager": people.GITA,
    "instructor": people.ROLF,
    "auditor": people.HENRIK,
    "learner": people.DANA,
}


@pytest.mark.parametrize("role", ROLES)
def test_every_link_of_a_role_leads_to_a_page_that_is_well_made(demo_on: Callable[[str], Served], role: str):
    with Visitor(demo_on("sqlite")) as visitor:
        visitor.sign_in(ROLES[role])
        found = {}
        for address, seen in crawl(visitor):
            faults = [] if seen.status == 200 else [f"status {seen.status}"]
            if seen.tree is not None and seen.status == 200:
                faults += faults_of(seen)
                faults += [] if seen.response.headers["content-security-policy"].startswith(POLICY) else ["no CSP"]
                faults += [] if len(seen.response.content) < LARGEST else [f"{len(seen.response.content)} bytes"]
            if faults:
                found[address] = faults
        assert found == {}
