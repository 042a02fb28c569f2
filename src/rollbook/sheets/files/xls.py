"""XLS, as Excel 97 to 2003 wrote it, by xlrd: it sees formats, errors, and what is hidden."""

import io
from pathlib import Path
from typing import Any

import xlrd

from rollbook.sheets.files import numbers
from rollbook.sheets.files.cells import Area, Book, Broken, Cell, Day, FileRefused, Hints, Number, Truth
from rollbook.sheets.files.packages import BROKEN
from rollbook.sheets.files.spool import Spool

LOCKED = "The file is protected by a password: save it without one."
PROTECTED = "EncryptedPackage".encode("utf-16-le")


def read_xls(file: Path, hints: Hints, spool: Spool) -> Book:
    """Read the visible sheets of a file, or the one that is named."""
    content = file.read_bytes()
    if PROTECTED in content:
        raise FileRefused(LOCKED)
    try:
        found = xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=io.StringIO(), on_demand=True, ragged_rows=True
        )
        book = Book("xls", is_1904=found.datemode == 1)
        for number, name in enumerate(found.sheet_names()):
            sheet = found.sheet_by_index(number)
            if sheet.visibility and name != hints.sheet:
                book.hidden_sheets.append(name)
            else:
                _read_sheet(found, sheet, spool)
                book.sheets.append(spool.sheet)
            found.unload_sheet(number)
    except (FileRefused, MemoryError):
        raise
    except xlrd.XLRDError as error:
        raise FileRefused(LOCKED if "encrypted" in str(error).lower() else _why(str(error))) from error
    except Exception as error:
        raise FileRefused(BROKEN) from error  # xlrd trusts what a file says of itself, and fails in every way
    return book


def _why(said: str) -> str:
    if "workbook" in said.lower() and "find" in said.lower():
        return "This is an old document without a sheet in it: copy its table to a sheet, and save that as XLSX."
    return BROKEN


def _read_sheet(book: Any, sheet: Any, spool: Spool) -> None:
    into = spool.begin(sheet.name)
    hidden = {number for number, row in sheet.rowinfo_map.items() if row.hidden}
    for number, column in sheet.colinfo_map.items():
        if column.hidden:
            spool.hide_columns(range(number, number + 1))
    into.merged = [Area(top + 1, bottom, left, right - 1) for top, bottom, left, right in sheet.merged_cells]
    for number in range(sheet.nrows):
        cells = [_cell(book, sheet, number, column) for column in range(sheet.row_len(number))]
        spool.add(number + 1, cells, is_hidden=number in hidden)
    spool.end()


def _cell(book: Any, sheet: Any, row: int, column: int) -> Cell:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
        return None
    if kind == xlrd.XL_CELL_TEXT:
        return str(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return Truth(bool(value))
    if kind == xlrd.XL_CELL_ERROR:
        return Broken(xlrd.error_text_from_code.get(value, "#ERROR"))
    return _number(book, sheet, row, column)


def _number(book: Any, sheet: Any, row: int, column: int) -> Cell:
    value = sheet.cell_value(row, column)
    style = book.xf_list[sheet.cell_xf_index(row, column)]
    known = book.format_map.get(style.format_key)
    number_format = "" if known is None or known.format_str == "General" else numbers.fit_format(known.format_str)
    text = numbers.read_number(repr(float(value)).removesuffix(".0"))
    if text is None:
        return Broken(repr(value))
    if numbers.is_date(number_format):
        iso = numbers.iso_of(text, is_1904=book.datemode == 1)
        if iso is not None:
            return Day(iso, text, number_format)
    return Number(text, number_format)
