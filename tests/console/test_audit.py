"""The audit: every change with both values, and files that carry a digest."""

import csv
import io
from collections.abc import Callable
from hashlib import sha256

import openpyxl
import pytest

from rollbook.console.exports import DIGEST
from tests.console.visitors import GITA, OLGA, Visitor

Sign = Callable[[str], Visitor]


@pytest.fixture
def olga(visitor: Sign) -> Visitor:
    olga = visitor(OLGA)
    for amount in ("5", "7"):
        olga.submit("/variants/16/credits", {"GroupName": "Sales", "Credits": amount, "Reason": "=Order 4711"})
    return olga


def test_a_change_is_listed_with_the_old_value_beside_the_new_one(olga: Visitor):
    latest, first = olga.open("/audit", Table="group_variants").rows()
    assert (latest[1], latest[2], latest[3], latest[8]) == (OLGA, "giveCredits", "Changed", "=Order 4711")
    assert first[7] == latest[6]


def test_a_csv_ends_with_the_digest_of_its_rows(olga: Visitor):
    body = olga.open("/audit", export="csv").response.content.removeprefix(b"\xef\xbb\xbf")
    *lines, last = body.splitlines(keepends=True)
    assert next(csv.reader([last.decode()])) == [DIGEST, sha256(b"".join(lines)).hexdigest()]
    assert "'=Order 4711" in body.decode()


def test_an_xlsx_and_json_carry_the_same_digest(olga: Visitor):
    digest = olga.open("/audit", export="csv").response.text.splitlines()[-1].split(",")[1]
    book = openpyxl.load_workbook(io.BytesIO(olga.open("/audit", export="xlsx").response.content))
    assert [cell.value for cell in [*book.active.rows][-1]][:2] == [DIGEST, digest]
    assert olga.open("/audit", export="json").response.json()[-1] == {DIGEST: digest}


def test_a_formula_stays_a_text_in_a_spreadsheet(olga: Visitor):
    book = openpyxl.load_workbook(io.BytesIO(olga.open("/audit", export="xlsx").response.content))
    cells = [cell for row in book.active.rows for cell in row if cell.value == "=Order 4711"]
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_filter_that_is_not_valid_is_named(olga: Visitor):
    page = olga.open("/audit", CallID="none")
    assert page.alert.startswith("LCH:54")


def test_a_manager_sees_no_audit(visitor: Sign):
    assert visitor(GITA).open("/audit").status == 404
