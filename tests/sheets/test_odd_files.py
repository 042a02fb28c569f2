"""What fuzzing writes and no spreadsheet program does: a problem of its row or a refusal, and at little cost."""

import time
import zipfile
from pathlib import Path

import pytest
import xlwt

from fuzz.sheets import check_sheet
from rollbook.methods import METHODS
from rollbook.sheets.answers import Answers
from rollbook.sheets.files.cells import FileRefused, Hints
from rollbook.sheets.files.formats import read_any
from rollbook.sheets.files.reading import ReadFile
from rollbook.sheets.files.spool import Spool
from rollbook.sheets.plan import make_plan
from rollbook.sheets.rows import SheetRow
from tests.sheets.sheet_files import csv_text, ods, raw_xlsx, styles
from tests.sheets.test_plans import GOOD, HEADER, TODAY, changed

MOST_SECONDS = 3


def rows_of(path: Path, encoding: str | None = None) -> list[SheetRow]:
    """The rows of a file that is read in this process."""
    spool = path.with_name("spool")
    with spool.open("wb") as into:
        book = read_any(path, Hints(encoding=encoding), Spool(into))
    plan = make_plan(ReadFile(book, spool), METHODS["enrollSessionHistory"], Answers(), None, TODAY)
    assert plan.questions == []
    return list(plan.rows())


def xlsx_row(number: int, cells: list[str], **raw: str) -> str:
    """A row of texts; `raw` are cells as XML, by their tags."""
    shown = [raw.get(tag, f'<c t="str"><v>{cell}</v></c>') for tag, cell in zip(HEADER, cells, strict=True)]
    return f'<row r="{number}">{"".join(shown)}</row>'


def odd_xlsx(tmp_path: Path, *formats: str, **raw: str) -> Path:
    """Two rows, of which the first is good but for cells as XML."""
    rows = xlsx_row(1, HEADER) + xlsx_row(2, GOOD, **raw) + xlsx_row(3, GOOD)
    return raw_xlsx(tmp_path / "sheet", rows, xl__styles=styles(*formats))


def odd_ods(tmp_path: Path, **raw: str) -> Path:
    cells = {tag: f"<table:table-cell {attributes}/>" for tag, attributes in raw.items()}
    return ods(tmp_path / "sheet", [HEADER, changed(**cells), GOOD])


@pytest.mark.parametrize("number", ["NaN", "INF", "-inf", "1e999", "1e16"])
@pytest.mark.parametrize("tag", ["Grade", "EnrolledDate", "LearningModuleID", "EnrollmentStatus"])
def test_a_number_that_is_none_or_too_large_costs_its_row_and_not_the_file(tmp_path, number, tag):
    xlsx = odd_xlsx(tmp_path, **{tag: f"<c><v>{number}</v></c>"})
    assert [row.outcome for row in rows_of(xlsx)] == ["problem", ""]
    odd = odd_ods(tmp_path, **{tag: f'office:value-type="float" office:value="{number}"'})
    assert [row.outcome for row in rows_of(odd)] == ["problem", ""]


@pytest.mark.parametrize("number", ["1_0", "\u0663", "1e-99999999999999999999", "one", "0x1F"])
def test_a_number_that_only_some_programs_would_read_refuses_the_file(tmp_path, number):
    with pytest.raises(FileRefused, match="damaged"):
        rows_of(odd_xlsx(tmp_path, Grade=f"<c><v>{number}</v></c>"))
    with pytest.raises(FileRefused, match="damaged"):
        rows_of(odd_ods(tmp_path, Grade=f'office:value-type="float" office:value="{number}"'))


@pytest.mark.parametrize(
    ("escaped", "outcome"), [("_xD83D__xDE00_", ""), ("_xD800_", "problem"), ("_xDE00_", "problem")]
)
def test_half_of_a_surrogate_pair_is_a_character_that_was_lost(tmp_path, escaped, outcome):
    [row, _] = rows_of(odd_xlsx(tmp_path, GroupName=f'<c t="str"><v>{escaped}</v></c>'))
    assert row.outcome == outcome
    assert row.texts.get("GroupName") == (None if outcome else "\U0001f600")


@pytest.mark.parametrize("day", ["", "yesterday", "2024-13-45", "2024-W01-1", "12024-01-01"])
def test_a_date_cell_that_names_no_day_goes_on_as_a_text(tmp_path, day):
    xlsx = odd_xlsx(tmp_path, EnrolledDate=f'<c t="d"><v>{day}</v></c>')
    assert rows_of(xlsx)[0].texts.get("EnrolledDate", "") == day
    odd = odd_ods(tmp_path, EnrolledDate=f'office:value-type="date" office:date-value="{day}"')
    assert rows_of(odd)[0].texts.get("EnrolledDate", "") == day


def test_a_format_longer_than_programs_allow_is_none(tmp_path):
    path = odd_xlsx(tmp_path, "0" * 256, LearningModuleID='<c s="1"><v>3860</v></c>')
    assert rows_of(path)[0].texts["LearningModuleID"] == "3860"


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_package_is_packed_as_spreadsheet_programs_do(tmp_path, kind):
    path = tmp_path / "packed"
    with zipfile.ZipFile(odd_xlsx(tmp_path)) as package, zipfile.ZipFile(path, "w", kind) as packed:
        for name in package.namelist():
            packed.writestr(name, package.read(name))
    with pytest.raises(FileRefused, match="damaged"):
        rows_of(path)


def test_the_names_in_a_package_are_texts(tmp_path):
    path = odd_xlsx(tmp_path, GroupName='<c t="str"><v>Sales</v></c>')
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("\u00e9", "x")
    path.write_bytes(path.read_bytes().replace("\u00e9".encode(), b"\x85\x85"))
    with pytest.raises(FileRefused, match="damaged"):
        rows_of(path)


@pytest.mark.parametrize("encoding", ["utf-7", "raw_unicode_escape", "undefined", "hex", "no-such"])
def test_an_encoding_that_yields_no_text_refuses_the_file(tmp_path, encoding):
    path = tmp_path / "sheet"
    path.write_text(csv_text([HEADER, changed(GroupName="+2AA-\\ud800")]))
    with pytest.raises(FileRefused, match=r"not in|no encoding"):
        rows_of(path, encoding)


def corner(path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("Sheet1").write(65_535, 255, "x")
    book.save(str(path))


def merged(path: Path) -> None:
    rows = "".join(xlsx_row(number, GOOD if number > 1 else HEADER) for number in range(1, 1_001))
    areas = '<mergeCell ref="A2:A1000"/>' * 15_000
    raw_xlsx(path, rows, after=f"<mergeCells>{areas}</mergeCells>")


def headers(path: Path) -> None:
    path.write_text(csv_text([[*HEADER, *["abcdefg hijkl" * 200] * 100], GOOD]))


def hidden(path: Path) -> None:
    raw_xlsx(path, xlsx_row(1, HEADER), before='<cols><col min="-99999999" max="5" hidden="1"/></cols>')


def formats(path: Path) -> None:
    rows = xlsx_row(1, HEADER) + xlsx_row(2, GOOD, Grade='<c s="1"><v>12</v></c>')
    raw_xlsx(path, rows, xl__styles=styles("[" * 250_000))


@pytest.mark.parametrize("write", [corner, merged, headers, hidden, formats])
def test_a_small_file_takes_little_time_outside_the_child_too(tmp_path, write):
    path = tmp_path / "sheet"
    write(path)
    content = path.read_bytes()
    began = time.process_time()
    check_sheet(None, content)
    assert time.process_time() - began < MOST_SECONDS
