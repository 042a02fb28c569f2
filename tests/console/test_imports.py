"""Imports of sheets in the console: which there were, and what became of them."""

from collections.abc import Callable

from tests import cast
from tests.api.json_calls import authorization
from tests.console.visitors import GITA, LENA, OLGA, Visitor
from tests.served import Served
from tests.sheets.imported import BAD, GOOD, HEADER
from tests.sheets.sheet_files import csv_text

KEYS = (cast.FINA_KEY, cast.OLGA.api_key)


def test_an_import_is_listed_with_its_counts_and_leads_to_its_calls(fina: Served, visitor: Callable[[str], Visitor]):
    files = {"file": ("list.csv", csv_text([HEADER, GOOD, BAD]).encode(), "text/csv")}
    sent = {"as": "enrollSessionHistory"}
    done = fina.http.post("/api/v1/imports", data=sent, files=files, headers=authorization(KEYS)).json()
    olga = visitor(OLGA)
    [row] = olga.open("/imports").rows()
    assert (row[0], row[2:6]) == ("list.csv", ["enrollSessionHistory", "Done", "1", "1"])
    page = olga.open(f"/imports/{done['import_id']}")
    assert page.h1 == "list.csv"
    assert [row[0] for row in page.rows()] == done["calls"]
    assert olga.open("/imports/9").status == 404
    assert visitor(GITA).open("/imports").status == 404
    assert visitor(LENA).open(f"/imports/{done['import_id']}").status == 404


def test_where_nothing_was_imported_the_page_says_how(visitor: Callable[[str], Visitor]):
    assert "rollbook import FILE" in visitor(OLGA).open("/imports").text
