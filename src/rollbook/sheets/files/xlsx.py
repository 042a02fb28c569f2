"""XLSX and XLSM, by a small reader of our own.

openpyxl is the tests' oracle. Streaming, it does not see hidden rows, and it reads a gigabyte before it says anything;
calamine drops error values and number formats.
"""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple

from rollbook.sheets.files import numbers
from rollbook.sheets.files.cells import Area, Book, Broken, Cell, Day, FileRefused, Hints, Number, Truth, column_of
from rollbook.sheets.files.limits import LONGEST_CELL, check_column, too_long
from rollbook.sheets.files.packages import BROKEN, STRINGS, count_cells, local, open_package, parse
from rollbook.sheets.files.spool import Spool

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
MOST_MERGED = 100_000
YES = {"1", "true", "on"}


class _Entry(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    relation: str
    is_hidden: bool


class _Workbook:
    """The sheets, in their order, and how days are counted."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self.is_1904 = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Note a sheet."""
        own = local(attributes)
        if tag == "sheet":
            self.entries.append(
                _Entry(own.get("name", ""), own.get("id", ""), own.get("state", "visible") != "visible")
            )
        elif tag == "workbookPr":
            self.is_1904 = own.get("date1904", "").lower() in YES

    def end(self, tag: str) -> None:
        """Do nothing."""

    def text(self, data: str) -> None:
        """Do nothing."""


class _Relations(_Workbook):
    """The entries that sheets are in, by their relation."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}
        self.parts = {"sharedStrings": STRINGS, "styles": "xl/styles.xml"}

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Note a relation to a sheet, to the strings, or to the styles."""
        kind = attributes.get("Type", "").rpartition("/")[2]
        if tag == "Relationship":
            place = normpath(join(dirname(WORKBOOK), attributes.get("Target", ""))).lstrip("/")
            if kind == "worksheet":
                self.targets[attributes.get("Id", "")] = place
            elif kind in self.parts:
                self.parts[kind] = place


class _Strings(_Workbook):
    """The shared strings; phonetic readings do not belong to them."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._quiet = 0
        self._in_text = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin a string, or a part of one."""
        del attributes
        if tag == "si":
            self._parts = []
        self._quiet += tag == "rPh"
        self._in_text = tag == "t" and not self._quiet

    def end(self, tag: str) -> None:
        """End a string, or a part of one."""
        self._in_text = False
        self._quiet -= tag == "rPh"
        if tag == "si":
            self.strings.append(unescape("".join(self._parts)))

    def text(self, data: str) -> None:
        """Add to the string."""
        if self._in_text:
            self._parts.append(data)


class _Styles(_Workbook):
    """The number formats, by the style of a cell."""

    def __init__(self) -> None:
        super().__init__()
        self.formats: list[str] = []
        self._own: dict[int, str] = {}
        self._in_cells = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Note a format, or the format of a style."""
        if tag == "numFmt" and attributes.get("numFmtId", "").isdigit():
            self._own[int(attributes["numFmtId"])] = numbers.fit_format(attributes.get("formatCode", ""))
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            number = attributes.get("numFmtId", "0")
            known = int(number) if number.isdigit() else 0
            self.formats.append(self._own.get(known, numbers.BUILT_IN.get(known, "")))

    def end(self, tag: str) -> None:
        """Leave the styles of cells."""
        if tag == "cellXfs":
            self._in_cells = False


def unescape(text: str) -> str:
    """Return a text with its _x0041_ escapes read; half a surrogate pair is a character that was lost."""
    if "_x" not in text:
        return text
    read = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return read.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read_xlsx(file: Path, hints: Hints, spool: Spool) -> Book:
    """Read the visible sheets of a file, or the one that is named."""
    with open_package(file) as package:
        names = set(package.namelist())
        if WORKBOOK not in names:
            raise FileRefused(_why_none(names))
        workbook, relations, strings, styles = _Workbook(), _Relations(), _Strings(), _Styles()
        parse(package, WORKBOOK, workbook)
        parse(package, RELATIONS, relations)
        for part, reader in (("sharedStrings", strings), ("styles", styles)):
            name = relations.parts[part]
            if name in names:
                parse(package, name, reader)
        book = Book("xlsx", is_1904=workbook.is_1904)
        for entry in workbook.entries:
            target = relations.targets.get(entry.relation)
            if target is None:
                continue
            if entry.is_hidden and entry.name != hints.sheet:
                book.hidden_sheets.append(entry.name)
                continue
            _read_sheet(package, target, spool, entry.name, (strings.strings, styles.formats, workbook.is_1904))
            book.sheets.append(spool.sheet)
    return book


def _why_none(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "This is a binary workbook (XLSB): save it as XLSX."
    if "Index/Document.iwa" in names or any(name.endswith(".iwa") for name in names):
        return "This is a file of Numbers: export it as XLSX or CSV."
    if "word/document.xml" in names:
        return "This is a text document: copy its table to a sheet, and save that as XLSX."
    return "This is a zip file without a sheet in it: unpack it, and send the sheet itself as XLSX, ODS or CSV."


Shared = tuple[list[str], list[str], bool]


def _read_sheet(package: zipfile.ZipFile, target: str, spool: Spool, name: str, shared: Shared) -> None:
    count_cells(package, target)
    spool.begin(name)
    parse(package, target, _Lines(spool, *shared))
    spool.end()


class _Lines:
    """One sheet: its rows as they come, then what is merged."""

    def __init__(self, spool: Spool, strings: list[str], formats: list[str], is_1904: bool) -> None:  # noqa: FBT001  # what the workbook says
        self._spool, self._sheet = spool, spool.sheet
        self._strings, self._formats, self._is_1904 = strings, formats, is_1904
        self._row, self._column, self._is_hidden = 0, -1, False
        self._cells: list[Cell] = []
        self._style = self._kind = ""
        self._value: list[str] | None = None
        self._found = self._text = ""
        self._length = 0
        self._has_value = self._has_formula = False
        self._quiet = 0
        self._readers: dict[str, Callable[[str], Cell]] = {
            "n": self._number,
            "s": self._shared,
            "str": unescape,
            "b": lambda found: Truth(found.strip() in YES),
            "e": Broken,
            "d": self._day,
        }

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin a row, a cell, or a value."""
        if tag == "c":
            self._begin_cell(attributes)
        elif tag in {"v", "t"}:
            self._value = None if self._quiet else []
            self._has_value = self._has_value or tag == "v"
        elif tag == "f":
            self._has_formula = True
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "rPh":
            self._quiet += 1
        elif tag == "col" and (attributes.get("hidden", "").lower() in YES or attributes.get("width") == "0"):
            first, last = (int(attributes.get(name, "1")) for name in ("min", "max"))
            self._spool.hide_columns(range(max(first, 1) - 1, last))
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, data: str) -> None:
        """Add to a value."""
        if self._value is not None:
            self._length += len(data)
            if self._length > LONGEST_CELL:
                raise too_long(f"in row {self._row}")
            self._value.append(data)

    def end(self, tag: str) -> None:
        """End a value, a cell, or a row."""
        if tag == "v" and self._value is not None:
            self._found, self._value = "".join(self._value), None
        elif tag == "t" and self._value is not None:
            self._text += "".join(self._value)
            self._value = None
        elif tag == "c":
            self._end_cell()
        elif tag == "row":
            self._spool.add(self._row, self._cells, is_hidden=self._is_hidden)
            self._cells = []
        elif tag == "rPh":
            self._quiet -= 1

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r") or self._row + 1)
        if number <= self._row:
            raise FileRefused(BROKEN)
        self._row, self._column = number, -1
        no_height = attributes.get("ht") == "0" and attributes.get("customHeight", "").lower() in YES
        self._is_hidden = attributes.get("hidden", "").lower() in YES or no_height

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        if place:
            found = PLACE.fullmatch(place)
            if found is None or int(found[2]) != self._row:
                raise FileRefused(BROKEN)
            column = column_of(found[1])
            if column <= self._column:
                raise FileRefused(BROKEN)
            self._column = column
        else:
            self._column += 1
        self._style, self._kind = attributes.get("s", ""), attributes.get("t", "n")
        self._found = self._text = ""
        self._length = 0
        self._has_value = self._has_formula = False

    def _end_cell(self) -> None:
        cell = self._cell()
        if cell is None or cell == "":
            return
        check_column(self._row, self._column)
        missing = self._column - len(self._cells)
        if missing:
            self._cells += [None] * missing
        self._cells.append(cell)

    def _cell(self) -> Cell:
        kind, found = self._kind, self._found
        if kind == "inlineStr":
            return unescape(self._text)
        if not found:
            is_empty_text = kind == "str" and self._has_value
            return Broken() if self._has_formula and not is_empty_text else None
        read = self._readers.get(kind)
        if read is None:
            raise FileRefused(BROKEN)
        return read(found)

    def _day(self, found: str) -> Cell:
        day = numbers.read_day(found)
        return found if day is None else Day(day, "", self._format)

    def _shared(self, found: str) -> str:
        try:
            number = int(found)
            if number < 0:
                raise IndexError
            return self._strings[number]
        except (IndexError, ValueError):
            raise FileRefused(BROKEN) from None

    def _number(self, found: str) -> Cell:
        number_format = self._format
        number = numbers.read_number(found)
        if number is None:
            return Broken(found.strip())
        if numbers.is_date(number_format):
            iso = numbers.iso_of(number, is_1904=self._is_1904)
            if iso is not None:
                return Day(iso, number, number_format)
        return Number(number, number_format)

    @property
    def _format(self) -> str:
        style = self._style
        return self._formats[int(style)] if style.isdigit() and int(style) < len(self._formats) else ""

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = PLACE.fullmatch(first), PLACE.fullmatch(last)
        if start and end and len(self._sheet.merged) < MOST_MERGED:
            self._sheet.merged.append(Area(int(start[2]), int(end[2]), column_of(start[1]), column_of(end[1])))
