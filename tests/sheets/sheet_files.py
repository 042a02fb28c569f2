"""Writes sheets in every format that is read, as other programs write them."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import xlwt

Rows = Sequence[Sequence[Any]]
ODS = "application/vnd.oasis.opendocument.spreadsheet"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = {
    "office": "office:1.0",
    "table": "table:1.0",
    "text": "text:1.0",
    "number": "datastyle:1.0",
    "style": "style:1.0",
}


def csv_text(rows: Rows, delimiter: str = ",") -> str:
    """The rows as CSV; every cell is quoted that has to be."""
    return "".join(delimiter.join(_quoted(cell, delimiter) for cell in row) + "\r\n" for row in rows)


def _quoted(cell: Any, delimiter: str) -> str:
    text = "" if cell is None else str(cell)
    is_plain = not (set(text) & {delimiter, '"', "\r", "\n"}) and text.strip() == text
    return text if is_plain else '"' + text.replace('"', '""') + '"'


def xlsx(path: Path, rows: Rows) -> Path:
    """Write an XLSX by openpyxl."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def xls(path: Path, rows: Rows) -> Path:
    """Write an XLS by xlwt."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, column, cell)
    book.save(str(path))
    return path


def ods_cell(cell: Any) -> str:
    """One cell of an ODS; what is given in XML stays as it is."""
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str) and cell.startswith("<table:"):
        return cell
    if isinstance(cell, bool):
        shown = str(cell).lower()
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{shown}"/>'
    if isinstance(cell, int | float):
        shown = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {shown}><text:p>{cell}</text:p></table:table-cell>"
    paragraphs = "".join(f"<text:p>{_spaced(part)}</text:p>" for part in str(cell).split("\n"))
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'


def _spaced(text: str) -> str:
    return escape(text).replace("\t", "<text:tab/>").replace(" ", "<text:s/>")


def ods(path: Path, rows: Rows | str, *, styles: str = "", settings: str = "") -> Path:
    """Write an ODS as LibreOffice lays it out. `rows` may be the XML of the table's inside."""
    inside = rows if isinstance(rows, str) else "".join(
        f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows
    )  # fmt: skip
    names = " ".join(f'xmlns:{name}="{OFFICE}{value}"' for name, value in NAMES.items())
    names += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{settings}"
        f'<table:table table:name="Sheet1">{inside}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", ODS)
        package.writestr("content.xml", content)
    return path


WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '{settings}<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{before}'
    "<sheetData>{rows}</sheetData>{after}</worksheet>"
)


def raw_xlsx(
    path: Path,
    rows: str = "",
    *,
    before: str = "",
    after: str = "",
    settings: str = "",
    doctype: str = "",
    **others: str,
) -> Path:
    """Write an XLSX from the XML of its rows. `others` are further entries, by name with `__` for `/`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", WORKBOOK.format(settings=settings))
        package.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        sheet = doctype + SHEET.format(before=before, rows=rows, after=after)
        package.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in others.items():
            package.writestr(name.replace("__", "/") + ".xml", content)
    return path


def styles(*formats: str) -> str:
    """A styles.xml in which style number n has the n-th format, from 1."""
    known = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for n, code in enumerate(formats)
    )
    used = "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(formats)))
    return f'<styleSheet xmlns="x"><numFmts>{known}</numFmts><cellXfs><xf numFmtId="0"/>{used}</cellXfs></styleSheet>'


def in_memory(rows: Rows) -> bytes:
    """An XLSX as bytes."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()
