"""Pictures of the console for the README, of the demo's account: `make pictures`."""

import shutil
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, ViewportSize, sync_playwright

from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.records.database.progress import silent
from rollbook.server.demo import people
from rollbook.server.demo.opening import open_account
from tests.console.browser.chromium import ARGUMENTS, NOT_HERE
from tests.console.browser.conftest import sign_in
from tests.served import Served

PICTURES = Path(__file__).parents[3] / "docs" / "pictures"
WINDOW = ViewportSize(width=1280, height=800)


def open_roster(page: Page) -> None:
    """Open the roster of a session that waits, with some results typed and one of them wrong."""
    page.goto("/console/sessions?Recorded=no")
    page.get_by_role("link", name="Forklift refresher").first.click()
    for number, grade in enumerate(("92", "104", "78", "85")):
        page.locator("[data-cell=status]").nth(number).select_option("Completed")
        page.locator("[data-cell=grade]").nth(number).fill(grade)
    page.get_by_role("button", name="Try").last.click()


def open_person(page: Page) -> None:
    """Open the page of a person one of whose records was corrected."""
    page.goto("/console/audit?Table=enrollments")
    row = page.get_by_role("row").filter(has_text="grade").first
    number = row.inner_text().split("enrollments ")[1].split()[0]
    page.goto(f"/console/enrollments/{number}")
    page.locator("dl.facts a").first.click()


LOOKS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SHOWN = {"today": lambda page: page.goto("/console/"), "roster": open_roster, "person": open_person}


def main() -> None:
    """Take all pictures, in light and dark."""
    path = shutil.which("chromium")
    if path is None:
        sys.exit(NOT_HERE)
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{directory}/rollbook.db"
        with closing(Database(url)) as database:
            schema.migrate(database)
            open_account(database, datetime.now(UTC), silent)
        with Served(url, Path(directory)) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            for look in LOOKS:
                context = browser.new_context(base_url=server.url, color_scheme=look, viewport=WINDOW)
                page = sign_in(server, context, people.OLGA)
                for name, show in SHOWN.items():
                    show(page)
                    page.evaluate("document.querySelector('.banner')?.remove()")
                    page.screenshot(path=PICTURES / f"{name}-{look}.png")
            browser.close()


if __name__ == "__main__":
    main()
