"""Times in a page: the account's, and with one button the browser's own."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.console.visitors import OLGA

Tab = Callable[..., Page]


def test_one_button_shows_times_in_the_browsers_zone_and_back(tab: Tab):
    page = tab(OLGA, timezone_id="Asia/Tokyo")
    page.goto("/console/calls")
    shown, moment = (
        page.locator("time[datetime*='T']").first,
        "new Date(document.querySelector(\"time[datetime*='T']\").dateTime)",
    )
    before, moment_before = shown.text_content(), shown.get_attribute("datetime")
    page.locator("button.zone").click()
    tokyo = page.evaluate(f"new Date({moment}.getTime() + 9 * 3600e3).toISOString().slice(0, 16).replace('T', ' ')")
    assert shown.text_content() == tokyo != before
    assert shown.get_attribute("datetime") == moment_before
    page.reload()
    assert (shown.text_content(), page.locator("button.zone").text_content()) == (tokyo, "times in Asia/Tokyo (here)")
    page.locator("button.zone").click()
    assert shown.text_content() == before
