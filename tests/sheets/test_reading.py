"""Files are read into typed cells, in a child with limits; what cannot be read is refused with what to do."""

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt

from rollbook.sheets.files.cells import Area, Book, Broken, Cell, Day, Hints, Line, Number, Truth
from rollbook.sheets.files.reading import reading
from tests.sheets import sheet_files
from tests.sheets.sheet_files import ods, raw_xlsx, styles, xls, xlsx

NOON = datetime(2024, 3, 5, 14, 30, tzinfo=UTC).replace(tzinfo=None)  # a spreadsheet knows no zones
TRUE = Truth(value=True)
ROWS = [["Email", "Grade"], ["zoë@finashoes.com", "92"], ["李@finashoes.com", "5,5"]]


def read(path: Path, **hints: str | list[str]) -> tuple[Book, list[Line]]:
    """What was found out, and the lines of the first sheet."""
    with reading(path, Hints(**hints)) as found:  # type: ignore[arg-type]  # the tests name the hints
        book = found.book
        return book, list(found.lines(book.sheets[0])) if book.sheets else []


def cells_of(path: Path, **hints: str) -> list[list[Cell]]:
    book, lines = read(path, **hints)
    assert book.problem is None
    return [line.cells for line in lines]


def refusal_of(path: Path, **hints: str) -> str:
    problem = read(path, **hints)[0].problem
    assert problem is not None
    return problem


def text_file(tmp_path: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    path = tmp_path / "sheet.dat"
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("write", [xlsx, xls, ods])
def test_the_format_is_found_by_the_content_and_not_by_the_name(tmp_path, write):
    path = write(tmp_path / "sheet.csv", ROWS)
    assert cells_of(path) == ROWS
    assert read(path)[0].format == write.__name__


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_texts_are_read_in_each_encoding_that_can_be_told_and_with_each_delimiter(tmp_path, delimiter, encoding):
    path = text_file(tmp_path, sheet_files.csv_text(ROWS, delimiter), encoding)
    assert cells_of(path) == ROWS
    assert read(path)[0].delimiter == delimiter


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("windows-1252", "Name;Gruppe\r\nJürgen Groß;Verkäufer\r\nAndré Müller;Büro\r\nKäthe Schön;Verkäufer\r\n"),
        ("windows-1250", "Jméno;Skupina\r\nŽaneta Dvořáková;Účetní\r\nJiří Šťastný;Výroba\r\nTomáš Černý;Údržba\r\n"),
        ("windows-1251", "Имя;Группа\r\nАнна Петрова;Продажи\r\nИван Сидоров;Склад\r\nМария Иванова;Продажи\r\n"),
        ("shift_jis", "名前;グループ\r\n田中太郎;営業部\r\n鈴木花子;倉庫\r\n佐藤一郎;営業部\r\n"),
    ],
)
def test_a_code_page_is_found_by_its_letters_and_the_reason_is_given(tmp_path, encoding, text):
    book, lines = read(text_file(tmp_path, text, encoding))
    assert [";".join(map(str, line.cells)) for line in lines] == text.strip().split("\r\n")
    assert any("is not UTF-8" in reason for reason in book.because)


def test_a_file_in_two_encodings_is_a_question(tmp_path):
    text = b"Email;Gruppe\r\n" + "ä@x.de;Verkäufer für Schuhe\r\n".encode() + "b@x.de;B\u00fcro\r\n".encode("cp1252")
    book, _ = read(text_file(tmp_path, text))
    assert [(each.about, each.option) for each in book.questions] == [("encoding", "--encoding")]
    assert "0xfc in line 3" in book.questions[0].hint


def test_an_encoding_that_is_given_and_does_not_fit_is_refused(tmp_path):
    assert "0xfc in line 2" in refusal_of(text_file(tmp_path, b"Email\r\nB\xfcro\r\n"), encoding="utf-8")


def test_lines_are_numbered_as_a_spreadsheet_program_shows_them(tmp_path):
    path = text_file(tmp_path, 'Email,Group\r\n\r\n"a@b.de\r\nx",Sales\r\nc@d.de,Sales\r\n')
    assert [line.number for line in read(path)[1]] == [1, 3, 4]


def test_a_first_line_that_names_the_separator_is_obeyed_and_not_counted(tmp_path):
    path = text_file(tmp_path, "sep=;\r\nEmail;Name\r\na@b.de;x,y,z\r\n")
    assert [line.number for line in read(path)[1]] == [1, 2]
    assert cells_of(path)[1] == ["a@b.de", "x,y,z"]


def test_an_open_quote_is_refused_with_its_line(tmp_path):
    assert "in line 2 " in refusal_of(text_file(tmp_path, 'Email,Group\r\n"a@b.de,Sales\r\nc@d.de,Sales\r\n'))
    again = 'Email,Group\r\na@b.de,Sales\r\n"c@d.de,Sales\r\n' + "x@y.de,Sales\r\n" * 5000
    assert "in line 3 " in refusal_of(text_file(tmp_path, again))


def test_known_headers_decide_between_delimiters(tmp_path):
    path = text_file(tmp_path, "Email,Grade\r\n" + "a;b;c,1\r\n" * 9)
    assert read(path, words=["email", "grade"])[0].delimiter == ","


def test_two_delimiters_that_fit_as_well_are_a_question(tmp_path):
    book, _ = read(text_file(tmp_path, "a;b,c\r\nd;e,f\r\n"))
    assert [(each.about, each.choices) for each in book.questions] == [("delimiter", ["comma", "semicolon"])]
    assert cells_of(text_file(tmp_path, "a;b,c\r\nd;e,f\r\n"), delimiter="semicolon") == [["a", "b,c"], ["d", "e,f"]]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"<html><table><tr><td>Email</td></tr></table>", "web page"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "XML"),
        (b"", "empty"),
        (b"   \r\n", "empty"),
        (b"\x00\x01\x02\x03" * 100, "no sheet"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"PK\x03\x04 and nothing", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000, ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_what_is_no_sheet_is_refused_with_what_to_do(tmp_path, content, word):
    assert word in refusal_of(text_file(tmp_path, content))


def test_xlsx_cells_have_their_types(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["a_x0041_", 42, 0.92, date(2024, 3, 5), NOON, True, "#N/A", "=1+1", 1e15])
    sheet["B1"].number_format, sheet["C1"].number_format = "00000", "0%"
    book.save(tmp_path / "sheet.xlsx")
    [cells] = cells_of(tmp_path / "sheet.xlsx")
    assert cells[1:3] == [Number("42", "00000"), Number("0.92", "0%")]
    assert [cell.iso for cell in cells[3:5] if isinstance(cell, Day)] == ["2024-03-05", "2024-03-05 14:30:00"]
    assert cells[5:8] == [TRUE, Broken("#N/A"), Broken()]
    assert isinstance(cells[8], Number)
    assert float(cells[8].text) == 1e15


def test_xls_cells_have_their_types(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Old")
    sheet.write(0, 0, 42, xlwt.easyxf(num_format_str="00000"))
    sheet.write(0, 1, date(2024, 3, 5), xlwt.easyxf(num_format_str="DD.MM.YYYY"))
    sheet.write(0, 2, label=True)
    book.save(str(tmp_path / "sheet.xls"))
    [[number, day, truth]] = cells_of(tmp_path / "sheet.xls")
    assert (number, truth) == (Number("42", "00000"), TRUE)
    assert isinstance(day, Day)
    assert day.iso == "2024-03-05"


def test_ods_cells_have_their_types_and_formats(tmp_path):
    padded = (
        '<number:number-style style:name="N1"><number:text>NW-</number:text>'
        '<number:number number:min-integer-digits="3"/></number:number-style>'
        '<style:style style:name="c1" style:family="table-cell" style:data-style-name="N1"/>'
    )
    cell = "<table:table-cell {}><text:p>{}</text:p></table:table-cell>"
    row = [
        cell.format('table:style-name="c1" office:value-type="float" office:value="42"', "NW-042"),
        cell.format('office:value-type="percentage" office:value="0.92"', "92 %"),
        cell.format('office:value-type="date" office:date-value="2024-03-05"', "5.3.24"),
        cell.format('table:formula="of:=NA()" office:value-type="string" calcext:value-type="error"', "#N/A"),
        True,
        "a  b\nc",
    ]
    [cells] = cells_of(ods(tmp_path / "sheet.ods", [row], styles=padded))
    assert cells == [
        Number("42", '"NW-"000'), Number("0.92", "0.00%"), Day("2024-03-05"), Broken("#N/A"), TRUE, "a  b\nc",
    ]  # fmt: skip


def test_repeated_rows_and_cells_of_ods_are_counted_and_empty_ones_cost_nothing(tmp_path):
    rows = (
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2" '
        'office:value-type="string"><text:p>x</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048573">'
        '<table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>"
    )
    _, lines = read(ods(tmp_path / "sheet.ods", rows))
    assert [(line.number, line.cells) for line in lines] == [(1, ["x", "x"]), (2, ["x", "x"]), (3, ["x", "x"])]


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path):
    rows = '<row r="1"><c r="A1" s="1"><v>43894</v></c></row>'
    path = raw_xlsx(tmp_path / "s.xlsx", rows, settings='<workbookPr date1904="1"/>', xl__styles=styles("yyyy-mm-dd"))
    assert cells_of(path) == [[Day("2024-03-05", "43894", "yyyy-mm-dd")]]


@pytest.mark.parametrize(
    ("serial", "iso"),
    [("59", "1900-02-28"), ("60", "1900-02-29"), ("61", "1900-03-01"), ("45356.5", "2024-03-05 12:00:00")],
)
def test_the_false_leap_day_of_1900_is_kept(tmp_path, serial, iso):
    rows = f'<row r="1"><c r="A1" s="1"><v>{serial}</v></c></row>'
    assert cells_of(raw_xlsx(tmp_path / "s.xlsx", rows, xl__styles=styles("d/m/yyyy"))) == [
        [Day(iso, serial, "d/m/yyyy")]
    ]


def test_hidden_rows_columns_sheets_and_merged_cells_are_seen(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for number in range(4):
        sheet.append([f"r{number}", "x", "y"])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.merge_cells("A3:A4")
    book.create_sheet("Secret").sheet_state = "hidden"
    book.save(tmp_path / "s.xlsx")
    found, lines = read(tmp_path / "s.xlsx")
    [only] = found.sheets
    assert (only.hidden_rows, only.hidden_columns, only.merged) == ([2], [1], [Area(3, 4, 0, 0)])
    assert [line.is_hidden for line in lines] == [False, True, False, False]
    assert found.hidden_sheets == ["Secret"]


def test_rich_text_is_one_text_and_phonetic_readings_are_left_out(tmp_path):
    strings = '<sst xmlns="x"><si><r><t>An</t></r><r><t>na</t></r><rPh sb="0" eb="1"><t>no</t></rPh></si></sst>'
    rows = '<row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>x</t></is></c></row>'
    assert cells_of(raw_xlsx(tmp_path / "s.xlsx", rows, xl__sharedStrings=strings)) == [["Anna", "x"]]


def test_a_formula_has_its_stored_result_and_one_without_is_broken(tmp_path):
    rows = '<c r="A1" t="str"><f>A2</f><v>done</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v>2</v></c>'
    assert cells_of(raw_xlsx(tmp_path / "s.xlsx", f"<row>{rows}</row>")) == [["done", Broken(), Number("2")]]


def test_strings_are_found_where_the_workbook_says(tmp_path):
    path = raw_xlsx(
        tmp_path / "s.xlsx", '<row><c t="s"><v>0</v></c></row>', xl__SharedStrings="<sst><si><t>x</t></si></sst>"
    )
    kind = 'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/sharedStrings" Target="/xl/SharedStrings.xml"'
    relation = f'<Relationship Id="rId2" {kind}/></Relationships>'
    moved = tmp_path / "moved.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(moved, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, text.replace("</Relationships>", relation))
    assert cells_of(moved) == [["x"]]
