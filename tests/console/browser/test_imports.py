"""An import in a browser: a file is dropped, and all else done by keys; nothing on the way shuts people out."""

import pytest
from playwright.sync_api import Page, expect

from rollbook.records.tables import enrollments
from tests import cast
from tests.console.browser.conftest import Tab
from tests.console.browser.test_every_screen import LOOKS, PICTURES, overflows, violations
from tests.console.visitors import OLGA
from tests.served import Served
from tests.sheets.imported import BAD, GOOD, HEADER, attended
from tests.sheets.sheet_files import csv_text

ROWS = [HEADER, GOOD, BAD, attended(cast.LENA.email, status="bestanden")]


def look_at(page: Page, name: str, look: str) -> None:
    """Take a picture, and ask axe."""
    page.screenshot(path=PICTURES / "owner" / f"{name}-{look}.png", full_page=True)
    assert [*violations(page), *overflows(page)] == []


@pytest.mark.parametrize("look", LOOKS)
def test_a_sheet_is_recorded_by_keys_and_each_step_is_open_to_all(fina: Served, tab: Tab, look: str):
    page = tab(OLGA, **LOOKS[look])
    page.goto("/console/imports/add")
    sent = {"name": "list.csv", "mimeType": "text/csv", "buffer": csv_text(ROWS).encode()}
    page.get_by_label("File", exact=True).set_input_files(sent)  # type: ignore[arg-type]  # a file of this kind
    page.get_by_role("button", name="Look at it").press("Enter")
    look_at(page, "import-questions", look)
    page.get_by_label("NotAttended").press("ArrowRight")
    page.get_by_label("Attended", exact=True).press("ArrowRight")
    page.get_by_role("button", name="Answer").press("Enter")
    look_at(page, "import-preview", look)
    page.get_by_label("Email, row 3").fill(cast.GITA.email)
    page.get_by_role("button", name="Look again").press("Enter")
    page.get_by_role("button", name="Record 3 rows").press("Enter")
    expect(page.get_by_text("Done")).to_be_visible()
    look_at(page, "import-done", look)
    page.get_by_role("link", name="Take back").press("Enter")
    page.get_by_label("Reason").fill("Wrong list")
    page.get_by_role("button", name="Try").press("Enter")
    expect(page.get_by_text("3 rows would go.")).to_be_visible()
    look_at(page, "import-take-back", look)
    assert len(fina.rows(enrollments)) == 3
