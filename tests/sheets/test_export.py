"""`rollbook export`: all rows of a report, in every format, and nothing that a spreadsheet program would calculate."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from rollbook.records.database.engine import Database
from rollbook.worlds.load import load
from tests import cast
from tests.commands import run
from tests.sheets.imported import OLGA

HARM = cast.FINA_SHOES.replace("given_name: Dana", "given_name: '=1+1'")


def exported(url: str, path: Path, *filters: str, method: str = "listUsers", status: int = 0) -> str:
    done = run("export", method, path, *filters, *OLGA, database_url=url)
    assert done.exit_code == status, done.output
    return done.output


def people(path: Path) -> list[str]:
    """The first names in a file."""
    if path.suffix == ".json":
        return [row["GivenName"] for row in json.loads(path.read_text())]
    if path.suffix == ".csv":
        return [row["GivenName"] for row in csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())]
    head, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [row[head.index("GivenName")] for row in rows]


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_all_pages_of_a_list_are_written(database, database_url, tmp_path, form):
    load(database, [cast.FINA_SHOES])
    path = tmp_path / f"people.{form}"
    exported(database_url, path, "PageSize=2")
    assert sorted(people(path)) == ["Dana", "Gita", "Iris", "Lena", "Miro", "Noor", "Walt"]


@pytest.mark.parametrize(("form", "shown"), [("csv", "'=1+1"), ("xlsx", "=1+1"), ("json", "=1+1")])
def test_a_name_that_looks_like_a_formula_is_written_as_text(database: Database, database_url, tmp_path, form, shown):
    load(database, [HARM])
    path = tmp_path / f"people.{form}"
    exported(database_url, path)
    assert shown in people(path)
    if form == "xlsx":
        cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}


def test_what_the_report_refuses_leaves_no_file(url, tmp_path):
    path = tmp_path / "sessions.csv"
    assert "LS:52" in exported(url, path, method="listSessions", status=1)
    assert not path.exists()


def test_what_is_no_report_is_refused(url, tmp_path):
    assert "is no report" in exported(url, tmp_path / "x.csv", method="createUser", status=1)
