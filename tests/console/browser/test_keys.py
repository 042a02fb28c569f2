"""Keys that work on every page."""

from playwright.sync_api import expect

from tests.console.browser.conftest import Tab
from tests.console.visitors import OLGA


def test_a_slash_goes_to_the_search_field(tab: Tab):
    page = tab(OLGA)
    page.goto("/console/groups")
    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="Search")
    expect(search).to_be_focused()
    search.press_sequentially("a/b")
    expect(search).to_have_value("a/b")


def test_two_keys_lead_to_the_people(tab: Tab):
    page = tab(OLGA)
    page.goto("/console/groups")
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
