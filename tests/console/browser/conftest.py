"""Fixtures of what only a real browser can show: keys, focus, scripts, layout, colours, print.

Where no Chromium is installed, all of it is skipped, with the line that would install it.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from rollbook.records.keys.key_holders import find_user
from rollbook.records.keys.links import make_link
from rollbook.records.sql.find import find_account
from tests.console.browser.chromium import ARGUMENTS, NOT_HERE
from tests.console.visitors import FINA
from tests.served import Served

Tab = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of a module's tests; playwright's event loop must not run longer, as other tests have their own."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip(NOT_HERE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def backend() -> str:
    """Scripts and layout do not depend on the database; what pages do is tested on both without a browser."""
    return "sqlite"


@pytest.fixture
def context_of(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make a browser profile without cookies; what it takes is what playwright's new_context takes."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        contexts.append(chromium.new_context(**options))  # type: ignore[arg-type]  # playwright checks them
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def tab(fina: Served, context_of: Callable[..., BrowserContext]) -> Tab:
    """Open a tab of a profile in which somebody of the cast is signed in: tab("olga.owner@finashoes.com").

    Then go on by page.goto("/console/people"); options, such as color_scheme, are those of playwright's new_context.
    """
    return lambda who, **options: sign_in(fina, context_of(base_url=fina.url, **options), who)


def sign_in(server: Served, context: BrowserContext, who: str) -> Page:
    """Sign somebody in by a one-time link, by hand; return the tab, on the page that follows."""
    with server.database.writing() as connection:
        account = find_account(connection, FINA)
        assert account is not None
        user = find_user(connection, account.id, who)
        assert user is not None
        link = make_link(connection, account.id, user.id, "sign-in", datetime.now(UTC), timedelta(minutes=5))
    page = context.new_page()
    page.goto(f"{server.url}/console/link/{link}")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/console/(?!link/)"))
    return page


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the run are kept, for people to look at."""
    return tmp_path_factory.mktemp("pictures")
