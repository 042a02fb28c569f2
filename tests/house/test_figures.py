"""Figures: those that README and the page about scale quote are those that `make bench` measured last."""

import pytest

from benchmarks.pages import computed_tables, with_tables
from tests.house.tree import ROOT, shown

TABLES = computed_tables()


@pytest.mark.parametrize("page", TABLES, ids=shown)
def test_a_page_quotes_the_last_measurement(page):
    text = page.read_text()
    for name in TABLES[page]:
        assert text.count(f"<!-- {name}: written by make bench -->") == 1
    assert text == with_tables(text, TABLES[page])


def test_what_was_measured_is_there_as_table_and_as_plots():
    results = ROOT / "benchmarks" / "results"
    told = (results / "README.md").read_text()
    for plot in ("calls.svg", "growth.svg"):
        assert f"]({plot})" in told
        assert (results / plot).read_text().rstrip().endswith("</svg>")
