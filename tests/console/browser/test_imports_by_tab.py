"""A sheet by keyboard alone: chosen, a question answered, a cell corrected, recorded; nothing shuts anybody out."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rollbook.records.tables import enrollments
from tests import cast
from tests.console.browser.conftest import Tab
from tests.console.browser.test_every_screen import LOOKS, PICTURES, overflows, violations
from tests.console.visitors import OLGA
from tests.served import Served
from tests.sheets.imported import HEADER, attended
from tests.sheets.sheet_files import csv_text

ROWS = [
    [*attended(cast.DANA.email)[:-1], "03/04/2024"],
    [*attended("nobody@finashoes.com")[:-1], "03/04/2024"],
]
SHEET = {"name": "list.csv", "mimeType": "text/csv", "buffer": csv_text([HEADER, *ROWS]).encode()}


def look_at(page: Page, look: str, step: str) -> None:
    """Take a picture, and find nothing that shuts people out."""
    page.screenshot(path=PICTURES / "owner" / f"import-{step}-{look}.png", full_page=True)
    assert [*violations(page), *overflows(page)] == []


def tab_to(page: Page, role: Any, name: str) -> None:
    """Press Tab until a control has the focus, as somebody without a mouse does."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("(each) => each === document.activeElement"):
            return
    raise AssertionError(f"{name} cannot be reached by Tab")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("look", LOOKS)
def test_a_sheet_is_recorded_by_keys_alone(fina: Served, tab: Tab, look: str):
    page = tab(OLGA, **LOOKS[look])
    page.goto("/console/imports")
    tab_to(page, "link", "Import a sheet")
    page.keyboard.press("Enter")
    page.get_by_label("Each row is").select_option("enrollSessionHistory")
    page.get_by_label("File").set_input_files(SHEET)  # type: ignore[arg-type]  # a file, as playwright takes it
    look_at(page, look, "add")
    tab_to(page, "button", "Look at it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group")).to_contain_text("EnrolledDate")
    look_at(page, look, "question")
    page.get_by_role("radio", name="Day first: 03/04 is 3 April").focus()
    page.keyboard.press("Space")
    tab_to(page, "button", "Answer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Record 1 row")).to_be_visible()
    look_at(page, look, "preview")
    tab_to(page, "textbox", "Email, row 3")
    page.keyboard.press("Control+a")
    page.keyboard.type(cast.LENA.email)
    tab_to(page, "button", "Look again")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Record 2 rows")).to_be_visible()
    tab_to(page, "button", "Record 2 rows")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Take back").first).to_be_visible()
    look_at(page, look, "done")
    assert len(fina.rows(enrollments)) == 2
