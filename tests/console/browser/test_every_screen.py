"""Every screen in a real browser, in light and dark and on a phone: nothing WCAG 2.2 AA forbids, no error, a picture.

The pictures are left in build/pictures, for people to look at.
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import BrowserContext, Page

from rollbook.server.demo import people
from tests.console.browser.conftest import sign_in
from tests.console.crawl import crawl, kind_of
from tests.console.visitors import Visitor
from tests.served import Served

PICTURES = Path("build/pictures")
ROLES = {"owner": people.OLGA, "learner": people.DANA}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "narrow": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],  # else it describes all that is well, too, which takes longer than to look
}
OPEN_TO_ALL = ("/sign-in",)


@functools.cache
def screens(server: Served, who: str) -> list[str]:
    """One address of each screen that somebody reaches; nothing is recorded on the server, so they stay the same."""
    with Visitor(server) as visitor:
        visitor.sign_in(who)
        found: dict[str, str] = {}
        for address, seen in crawl(visitor):
            kind = kind_of(f"/console{address}")
            if seen.tree is not None and seen.status == 200 and kind is not None:
                found.setdefault(kind.path, address)
    return [*found.values()]


def violations(page: Page) -> list[str]:
    """What axe finds on a page, each with the place of the first."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def overflows(page: Page) -> list[str]:
    """Whether the page has to be moved sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{wide} px wider than the window"] if wide > 0 else []


def file_of(role: str, address: str, look: str) -> Path:
    kind = kind_of(f"/console{address}")
    name = (kind.path if kind else address).strip("/").replace("/", "-").replace("<", "").replace(">", "") or "today"
    return PICTURES / role / f"{name}-{look}.png"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("role", ROLES)
def test_no_screen_has_what_shuts_people_out(
    demo_on: Callable[[str], Served], context_of: Callable[..., BrowserContext], role: str, look: str
):
    server = demo_on("sqlite")
    page = sign_in(server, context_of(base_url=server.url, **LOOKS[look]), ROLES[role])
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    found = {}
    for address in screens(server, ROLES[role]):
        page.goto(f"/console{address}")
        page.screenshot(path=file_of(role, address, look), full_page=True)
        faults = [*violations(page), *overflows(page), *errors]
        errors.clear()
        if faults:
            found[address] = faults
    assert found == {}


@pytest.mark.parametrize("look", LOOKS)
def test_the_way_in_shuts_nobody_out(
    demo_on: Callable[[str], Served], context_of: Callable[..., BrowserContext], look: str
):
    server = demo_on("sqlite")
    page = context_of(base_url=server.url, **LOOKS[look]).new_page()
    for address in OPEN_TO_ALL:
        page.goto(f"/console{address}")
        page.screenshot(path=file_of("guest", address, look), full_page=True)
        assert [*violations(page), *overflows(page)] == []
