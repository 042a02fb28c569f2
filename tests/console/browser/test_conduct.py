"""What a browser does on its own, and what other sites make it do, records nothing twice and nothing unasked."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rollbook.records.tables import calls, enrollments, sign_ins
from tests.console.browser.conftest import Tab, sign_in
from tests.console.visitors import OLGA
from tests.served import Served

FORM = "/console/explore/enrollSessionHistory?Sample=1"


def made(server: Served, method: str = "createGroup") -> list[str]:
    """The results of the calls of a method."""
    return [row["result"] for row in server.rows(calls) if row["method"] == method]


def fill_group(page: Page) -> None:
    """Open the form of a new group, and fill it in."""
    page.goto("/console/groups/add")
    page.get_by_label("Name").first.fill("Night shift")


def test_a_double_click_records_once(fina: Served, tab: Tab):
    page = tab(OLGA)
    fill_group(page)
    page.get_by_role("button", name="Save").dblclick()
    page.wait_for_url("**/console/groups?call=*")
    assert made(fina) == ["Success"]


def test_back_and_the_same_form_again_record_nothing_more(fina: Served, tab: Tab):
    page = tab(OLGA)
    fill_group(page)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/console/groups?call=*")
    named = page.url
    page.reload()
    assert page.url == named
    page.go_back()
    page.get_by_label("Name").first.fill("Night shift")
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()
    assert made(fina).count("Success") == 1


def test_a_tab_that_was_left_open_can_do_nothing_after_the_sign_out(fina: Served, tab: Tab):
    page = tab(OLGA)
    fill_group(page)
    other = page.context.new_page()
    other.goto("/console/people")
    other.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert made(fina) == []


def test_a_form_without_the_token_of_the_sign_in_does_nothing(fina: Served, tab: Tab):
    page = tab(OLGA)
    fill_group(page)
    page.locator("main form input[name=csrf]").evaluate("(each) => { each.value = 'c.d' }")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not sent from here")
    assert made(fina) == []


@pytest.fixture
def elsewhere(fina: Served):
    """Another site, whose page sends a form to the console by itself, and one that frames it."""
    pages = {
        "/form": f"<form method=post action='{fina.url}/console/groups/add'><input name=Name value=Taken></form>"
        "<script>document.forms[0].submit()</script>",
        "/frame": f"<iframe src='{fina.url}/console/people' width=800 height=600></iframe>",
    }

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(pages.get(self.path, "").encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_form_that_another_site_sends_does_nothing(fina: Served, tab: Tab, elsewhere: str):
    page = tab(OLGA)
    page.goto(f"{elsewhere}/form")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not sent from here")
    assert made(fina) == []


def test_no_other_site_can_frame_a_page(tab: Tab, elsewhere: str):
    page = tab(OLGA)
    refusals: list[str] = []
    page.on("console", lambda message: refusals.append(message.text))
    page.goto(f"{elsewhere}/frame")
    expect(page.frame_locator("iframe").get_by_role("heading", name="People")).to_have_count(0)
    assert any("frame-ancestors" in text for text in refusals)


def test_a_cookie_that_was_planted_is_no_sign_in(fina: Served, context_of: Callable[..., BrowserContext]):
    context = context_of(base_url=fina.url)
    context.add_cookies([{"name": "rollbook", "value": "planted", "url": fina.url}])
    sign_in(fina, context, OLGA)
    [cookie] = context.cookies()
    assert cookie["value"] != "planted"
    assert len(fina.rows(sign_ins)) == 1


def test_without_scripts_everything_is_recorded_as_well(fina: Served, tab: Tab):
    page = tab(OLGA, java_script_enabled=False)
    page.goto(FORM)
    page.locator("main form button[value=try]").click()
    expect(page.get_by_role("status")).to_contain_text("Would record 1")
    assert fina.rows(enrollments) == []
    page.locator("main form button[value=record], main form button.main").first.click()
    page.wait_for_load_state()
    assert len(fina.rows(enrollments)) == 1
    assert made(fina, "enrollSessionHistory") == ["Success"]
