"""The roster in a browser: thirty results by keys alone, pasted, undone, judged while they are typed."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from rollbook.records.tables import calls, enrollments, sessions
from tests import cast
from tests.console.browser.conftest import Tab
from tests.console.visitors import OLGA
from tests.scenery import extended
from tests.seed_calls import OLGA as OLGAS_KEYS
from tests.seed_calls import session_package
from tests.served import Served

PEOPLE = 30
PERSON = "  - {{email: p{0:02}@finashoes.com, given_name: Person, surname: N{0:02}, home_group: Sales}}\n"
ROSTER = f"/console/sessions/{cast.PERCENTAGE_SESSION}"


@pytest.fixture
def fina(server: Served) -> Served:
    """Thirty people were enrolled in a session that is over since yesterday, and nothing is recorded."""
    server.load(extended(cast.FINA_SHOES, users="".join(PERSON.format(number) for number in range(1, PEOPLE + 1))))
    blocks = [{"Email": f"p{number:02}@finashoes.com"} for number in range(1, PEOPLE + 1)]
    server.call(session_package(OLGAS_KEYS, *blocks))
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with server.database.writing() as connection:
        connection.execute(enrollments.update().values(status="Enrolled", grade=None, open=True, call_id=None))
        connection.execute(sessions.update().values(starts_at=yesterday, ends_at=yesterday))
    return server


@pytest.fixture
def sheet(tab: Tab) -> Page:
    page = tab(OLGA)
    page.goto(ROSTER)
    return page


def status(page: Page, number: int = 1):
    return page.get_by_label(f"Status of Person N{number:02}")


def grade(page: Page, number: int = 1):
    return page.get_by_label(f"Grade of Person N{number:02}")


def paste(page: Page, text: str) -> None:
    """Paste as a spreadsheet program does, into the field that has the focus."""
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true,
                cancelable: true }));
        }""",
        text,
    )


def test_thirty_are_recorded_by_keys_alone(fina: Served, sheet: Page):
    status(sheet).focus()
    for _ in range(PEOPLE):
        sheet.keyboard.press("c")
        sheet.keyboard.press("Enter")
    expect(grade(sheet)).to_be_focused()
    for number in range(PEOPLE):
        sheet.keyboard.type(str(70 + number))
        sheet.keyboard.press("Enter")
    sheet.keyboard.press("Control+Enter")
    expect(sheet.get_by_role("status")).to_contain_text(f"{PEOPLE} recorded, 0 refused")
    assert sorted(row["grade"] for row in fina.rows(enrollments)) == [str(70 + number) for number in range(PEOPLE)]
    assert [row["recorded"] for row in fina.rows(calls) if row["method"] == "recordAttendance"] == [PEOPLE]


def test_arrows_move_and_letters_and_digits_go_where_they_belong(sheet: Page):
    status(sheet).focus()
    sheet.keyboard.press("ArrowDown")
    expect(status(sheet, 2)).to_be_focused()
    sheet.keyboard.press("n")
    expect(status(sheet, 2)).to_have_value("NotAttended")
    sheet.keyboard.press("ArrowUp")
    sheet.keyboard.press("a")
    expect(status(sheet)).to_have_value("Attended")
    sheet.keyboard.press("8")
    expect(grade(sheet)).to_be_focused()
    sheet.keyboard.press("5")
    expect(grade(sheet)).to_have_value("85")
    sheet.keyboard.press("Control+z")
    expect(grade(sheet)).to_have_value("")
    sheet.keyboard.press("Control+z")
    expect(status(sheet)).to_have_value("")


def test_what_is_pasted_fills_down_and_right_and_can_be_undone(sheet: Page):
    status(sheet).focus()
    paste(sheet, "completed\t91\nNot attended\t\natt\t\n")
    expect(status(sheet)).to_have_value("Completed")
    expect(grade(sheet)).to_have_value("91")
    expect(status(sheet, 2)).to_have_value("NotAttended")
    expect(status(sheet, 3)).to_have_value("Attended")
    expect(sheet.get_by_text("3 rows changed")).to_be_visible()
    sheet.keyboard.press("Control+z")
    expect(status(sheet)).to_have_value("")
    expect(status(sheet, 3)).to_have_value("")


@pytest.mark.parametrize(("choice", "expected"), [("accept", "Attended"), ("dismiss", "Completed")])
def test_overwriting_is_counted_and_asked(sheet: Page, choice: str, expected: str):
    asked: list[str] = []

    def answer(dialog) -> None:
        asked.append(dialog.message)
        getattr(dialog, choice)()

    sheet.on("dialog", answer)
    status(sheet).focus()
    sheet.keyboard.press("c")
    paste(sheet, "Attended\nAttended")
    assert asked[0].startswith("1 filled cell would be overwritten.")
    expect(status(sheet)).to_have_value(expected)
    expect(status(sheet, 2)).to_have_value("Attended")


def test_the_rest_attended_and_nothing_else_is_touched(fina: Served, sheet: Page):
    status(sheet).focus()
    sheet.keyboard.press("n")
    sheet.get_by_role("button", name="Rest attended").click()
    expect(status(sheet)).to_have_value("NotAttended")
    expect(status(sheet, PEOPLE)).to_have_value("Attended")
    expect(sheet.get_by_label("Status of added person 31")).to_have_value("")
    assert {row["status"] for row in fina.rows(enrollments)} == {"Enrolled"}


def test_a_line_is_judged_while_it_is_typed_and_nothing_is_written(fina: Served, sheet: Page):
    status(sheet, 4).focus()
    sheet.keyboard.press("c")
    sheet.keyboard.type("104")
    sheet.keyboard.press("Enter")
    line = sheet.get_by_role("row", name="Person N04")
    expect(line.get_by_role("link", name="RA:64")).to_be_visible()
    grade(sheet, 4).fill("100")
    sheet.keyboard.press("Enter")
    expect(line.get_by_role("link", name="RA:64")).to_have_count(0)
    assert [row for row in fina.rows(calls) if row["method"] == "recordAttendance"] == []


def test_on_a_phone_the_sheet_fits_and_records(fina: Served, tab: Tab):
    page = tab(OLGA, viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(ROSTER)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    box = status(page).bounding_box()
    assert box is not None
    assert box["height"] >= 40
    status(page).select_option("Attended")
    page.get_by_role("button", name="Record", exact=True).tap()
    expect(page.get_by_role("status")).to_contain_text("1 recorded, 0 refused")
    assert [row["status"] for row in fina.rows(enrollments)].count("Attended") == 1


def test_what_is_being_typed_is_undone_before_what_was_done(sheet: Page):
    status(sheet).focus()
    sheet.keyboard.press("c")
    grade(sheet, 3).focus()
    sheet.keyboard.type("85")
    sheet.keyboard.press("Control+z")
    expect(grade(sheet, 3)).to_have_value("")
    expect(status(sheet)).to_have_value("Completed")
    sheet.keyboard.press("Control+z")
    expect(status(sheet)).to_have_value("")
    status(sheet).select_option("Attended")
    sheet.keyboard.press("Control+z")
    expect(status(sheet)).to_have_value("")


def test_what_is_pasted_and_not_understood_or_too_much_is_said(sheet: Page):
    status(sheet, PEOPLE - 1).focus()
    paste(sheet, "Completed,91\nPresent\nAttended\nAttended")
    expect(status(sheet, PEOPLE - 1)).to_have_value("Completed")
    expect(grade(sheet, PEOPLE - 1)).to_have_value("91")
    expect(status(sheet, PEOPLE)).to_have_value("")
    expect(sheet.get_by_text("not understood: Present; 2 lines too many")).to_be_visible()
    expect(sheet.get_by_label("Status of added person 31")).to_have_value("")
