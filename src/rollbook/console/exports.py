"""Listings as files: CSV with a byte-order mark, XLSX, JSON; all rows that are filtered, as they are read."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import xlsxwriter

from rollbook.api.answers import show_moment
from rollbook.console.days import local_day
from rollbook.console.responses import File
from rollbook.console.tables import Column, Listing
from rollbook.contract.answers import Values
from rollbook.sheets.normal import harmless
from rollbook.sheets.results import MEDIA_TYPES

AT_ONCE = 500
PART = 2**16
BOM = b"\xef\xbb\xbf"
DIGEST = "SHA-256 of the rows above as CSV"
FORMATS = {**MEDIA_TYPES, "json": "application/json"}


def export(name: str, listing: Listing, form: str, zone: ZoneInfo) -> File:
    """Return a listing as a file of one of the FORMATS; moments are in the account's zone, in JSON in UTC."""
    write = {"csv": _csv, "xlsx": _xlsx, "json": _json}[form]
    return File(f"{name}.{form}", FORMATS[form], write(listing, zone))


def shown(column: Column, row: Values, zone: ZoneInfo) -> Any:
    """Return a value as a cell has it: numbers and flags stay, moments and days are ISO texts."""
    value = column.value(row)
    if column.kind == "day" and isinstance(value, datetime):
        return local_day(value, zone).isoformat()
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else value


def _csv(listing: Listing, zone: ZoneInfo) -> Iterator[bytes]:
    digest = sha256()
    yield BOM
    head = _lines([[column.title for column in listing.columns]])
    digest.update(head)
    yield head
    for rows in _in_parts(listing.all_rows()):
        part = _rows_as_csv(listing, rows, zone)
        digest.update(part)
        yield part
    if listing.has_digest:
        yield _lines([[DIGEST, digest.hexdigest()]])


def _rows_as_csv(listing: Listing, rows: Sequence[Values], zone: ZoneInfo) -> bytes:
    return _lines([[_cell(column, row, zone) for column in listing.columns] for row in rows])


def _lines(rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _cell(column: Column, row: Values, zone: ZoneInfo) -> Any:
    value = shown(column, row, zone)
    return harmless(value) if isinstance(value, str) else value


def _xlsx(listing: Listing, zone: ZoneInfo) -> Iterator[bytes]:
    """Write the file to disk with one row in memory at a time; strings are written as strings, whatever they hold."""
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
        _fill(book, listing, zone)
        book.close()
        file.seek(0)
        while part := file.read(PART):
            yield part


def _fill(book: Any, listing: Listing, zone: ZoneInfo) -> None:
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    digest, line = sha256(_lines([[column.title for column in listing.columns]])), 0
    for place, column in enumerate(listing.columns):
        sheet.write_string(0, place, column.title, bold)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(listing.all_rows(), 1):
        digest.update(_rows_as_csv(listing, [row], zone))
        for place, column in enumerate(listing.columns):
            value = shown(column, row, zone)
            if isinstance(value, int | float) and not isinstance(value, bool) and column.kind == "number":
                sheet.write_number(line, place, value)
            elif value != "":
                sheet.write_string(line, place, str(value))
    if listing.has_digest:
        sheet.write_string(line + 1, 0, DIGEST)
        sheet.write_string(line + 1, 1, digest.hexdigest())


def _json(listing: Listing, zone: ZoneInfo) -> Iterator[bytes]:
    digest, between = sha256(_lines([[column.title for column in listing.columns]])), b"[\n"
    for rows in _in_parts(listing.all_rows()):
        digest.update(_rows_as_csv(listing, rows, zone))
        objects = ({column.title: _plain(column.value(row)) for column in listing.columns} for row in rows)
        yield between + b",\n".join(map(msgspec.json.encode, objects))
        between = b",\n"
    if listing.has_digest:
        yield between + msgspec.json.encode({DIGEST: digest.hexdigest()})
        between = b",\n"
    yield b"[]\n" if between == b"[\n" else b"\n]\n"


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; large numbers are ids, and stand as texts."""
    if isinstance(value, datetime):
        return show_moment(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return str(value)
    return value


def _in_parts(rows: Iterable[Values]) -> Iterator[list[Values]]:
    each = iter(rows)
    while part := list(islice(each, AT_ONCE)):
        yield part
