"""The report as a page: the rows that the method answers with, columns, filters, and names for them."""

import json
from collections.abc import Callable

import pytest

from rollbook.records.tables import enrollments, saved_filters
from tests import cast
from tests.console.visitors import GITA, LENA, OLGA, Visitor
from tests.seed_calls import OLGA as OLGAS_KEYS
from tests.seed_calls import session_package
from tests.served import Served

Sign = Callable[[str], Visitor]


@pytest.fixture
def used(fina: Served) -> Served:
    """Dana and Lena completed a session."""
    fina.call(session_package(OLGAS_KEYS, {}))
    fina.call(session_package(OLGAS_KEYS, {"Email": cast.LENA.email}))
    return fina


def test_the_page_has_the_rows_that_the_package_beside_it_is_answered_with(used: Served, visitor: Sign):
    page = visitor(OLGA).open("/report")
    package = page.all("//pre")[0].text_content()
    for key in OLGAS_KEYS:
        package = package.replace("…", key, 1)
    answered = used.call(package).tree.findall("Info/LearnerReport/Learner")
    shown = [(row[0], row[1], row[2], row[-1]) for row in page.rows()]
    tags = ("FirstName", "LastName", "CourseName", "GroupName", "Grade")
    texts = [[each.findtext(tag) for tag in tags] for each in answered]
    assert shown == [(f"{first} {last}", course, group, grade) for first, last, course, group, grade in texts]
    assert shown


def test_filters_and_columns_are_in_the_address(used: Served, visitor: Sign):
    olga = visitor(OLGA)
    one = olga.open("/report", EmailAddress=cast.DANA.email)
    assert [row[0] for row in one.rows()] == ["Dana Brown"]
    assert olga.open("/report", GroupNames="Warehouse").rows() == []
    assert len(olga.open("/report", GroupNames="Sales").rows()) == len(used.rows(enrollments))
    chosen = olga.open("/report", Columns="USER_EMAIL")
    heads = [cell.text_content() for cell in chosen.all("(//table)[1]//thead//th")]
    assert heads == ["Person", "Course", "User email"]
    assert cast.DANA.email in {row[2] for row in chosen.rows()}
    wrong = olga.open("/report", CreatedDateFrom="soon")
    assert "GLR:58" in wrong.alert


def test_a_file_has_exactly_what_is_filtered(used: Served, visitor: Sign):
    text = visitor(OLGA).open("/report", EmailAddress=cast.DANA.email, export="json", table="report").text
    assert [row["Person"] for row in json.loads(text)] == ["Dana Brown"]
    assert used


def test_a_filter_is_kept_under_a_name_for_its_owner_alone(used: Served, visitor: Sign):
    olga = visitor(OLGA)
    seen = olga.submit("/report?EmailAddress=dana.brown%40finashoes.com", {"name": "Dana"}, "save")
    [address] = seen.all("//a[text()='Dana']/@href")
    assert [row[0] for row in olga.open_address(address).rows()] == ["Dana Brown"]
    assert visitor(GITA).open("/report").all("//a[text()='Dana']") == []
    olga.submit("/report", {"name": "Dana"}, "forget")
    assert used.rows(saved_filters) == []
    assert olga.submit("/report", {"name": " "}, "save").alert == "Give the filter a name."


def test_everybody_sees_what_the_method_shows_them(used: Served, visitor: Sign):
    assert {row[0] for row in visitor(GITA).open("/report").rows()} == {"Dana Brown", "Lena Learner"}
    assert visitor(LENA).open("/report").status == 200
    assert visitor("FS-1003").open("/report").status == 404
    assert used
