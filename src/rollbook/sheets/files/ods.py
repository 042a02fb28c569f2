"""ODS, by a small reader of our own: content.xml and the number styles, nothing else of the package."""

from pathlib import Path
from typing import Any

from rollbook.sheets.files import numbers
from rollbook.sheets.files.cells import Area, Book, Broken, Cell, Day, FileRefused, Hints, Number, Truth
from rollbook.sheets.files.limits import LONGEST_CELL, check_column, check_rows, too_long
from rollbook.sheets.files.packages import local, open_package, parse
from rollbook.sheets.files.spool import Spool

NUMBER_STYLES = {"number-style", "percentage-style", "currency-style", "date-style", "time-style"}
HIDDEN = {"collapse", "filter"}
CELLS = {"table-cell", "covered-table-cell"}
ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "Err:")
LAST_ROW = 1_048_576


def read_ods(file: Path, hints: Hints, spool: Spool) -> Book:
    """Read the visible tables of a file, or the one that is named."""
    with open_package(file) as package:
        names = set(package.namelist())
        if "META-INF/manifest.xml" in names:
            manifest = _Manifest()
            parse(package, "META-INF/manifest.xml", manifest)
            if manifest.is_encrypted:
                raise FileRefused("The file is protected by a password: save it without one.")
        if "content.xml" not in names:
            raise FileRefused("The file has no sheet in it: save the sheet as ODS, XLSX or CSV.")
        styles = _Styles()
        if "styles.xml" in names:
            parse(package, "styles.xml", styles)
        content = _Content(styles, spool, hints)
        parse(package, "content.xml", content)
    return content.book


class _Manifest:
    """Whether anything of the package is encrypted."""

    is_encrypted = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Note an encrypted entry."""
        del attributes
        self.is_encrypted = self.is_encrypted or tag in {"encryption-data", "encrypted-key"}

    def end(self, tag: str) -> None:
        """Do nothing."""

    def text(self, data: str) -> None:
        """Do nothing."""


class _Styles:
    """The number formats of cell styles, written as XLSX writes them; and the table styles that hide a table."""

    def __init__(self) -> None:
        self.formats: dict[str, str] = {}
        self.hiding: set[str] = set()
        self._numbers: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._data: dict[str, str] = {}
        self._table = self._number = ""
        self._parts: list[str] | None = None
        self._in_text = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Note a style, or a part of a number style."""
        if tag in NUMBER_STYLES:
            self._number, self._parts = local(attributes).get("name", ""), []
        elif self._parts is not None:
            self._in_text = tag in {"text", "currency-symbol"}
            self._parts += _digits(local(attributes)) if tag == "number" else ()
        elif tag == "style":
            own = local(attributes)
            self._table = own.get("name", "")
            self._parents[self._table] = own.get("parent-style-name", "")
            if own.get("data-style-name"):
                self._data[self._table] = own["data-style-name"]
        elif tag == "table-properties" and local(attributes).get("display") == "false":
            self.hiding.add(self._table)

    def text(self, data: str) -> None:
        """Add what a number style shows around the number."""
        if self._in_text and self._parts is not None:
            self._parts.append("%" if data.strip() == "%" else '"' + data.replace('"', "") + '"')

    def end(self, tag: str) -> None:
        """End a number style."""
        self._in_text = False
        if tag in NUMBER_STYLES and self._parts is not None:
            self._numbers[self._number], self._parts = "".join(self._parts), None

    def format_of(self, style: str) -> str:
        """Return the number format of a cell style, or of the style that it is made from."""
        for _ in range(8):
            if style in self._data:
                return numbers.fit_format(self._numbers.get(self._data[style], ""))
            style = self._parents.get(style, "")
        return ""


def _digits(own: dict[str, str]) -> list[str]:
    whole, places = (own.get(name, "0") for name in ("min-integer-digits", "decimal-places"))
    if not (whole.isdigit() and places.isdigit()):
        return []
    digits = "0" * min(int(whole), 30) or "#"
    return [digits + ("." + "0" * min(int(places), 30) if int(places) else "")]


class _Content(_Styles):
    """The tables, as they come."""

    def __init__(self, styles: _Styles, spool: Spool, hints: Hints) -> None:
        super().__init__()
        self._numbers |= styles._numbers
        self._parents |= styles._parents
        self._data |= styles._data
        self.hiding |= styles.hiding
        self.book = Book("ods")
        self._spool, self._hints = spool, hints
        self._row = self._repeat = 0
        self._depth = self._quiet = 0
        self._is_read = self._is_hidden = False
        self._cells: list[Cell] = []
        self._columns: list[str] = []
        self._own: dict[str, str] = {}
        self._text: list[str] | None = None
        self._paragraphs = self._length = 0
        self._in_paragraph = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin a table, a row, a cell, or a text."""
        if not self._depth and tag not in {"table", "null-date"}:
            super().begin(tag, attributes)
        elif tag == "null-date":
            self.book.is_1904 = local(attributes).get("date-value", "").startswith("1904")
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._begin_table(local(attributes))
        elif self._depth == 1 and self._is_read:
            self._begin_inside(tag, attributes)

    def _begin_inside(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table-row":
            own = local(attributes)
            self._repeat = _count(own.get("number-rows-repeated"))
            self._is_hidden, self._cells = own.get("visibility", "") in HIDDEN, []
        elif tag == "table-column":
            own = local(attributes)
            first, count = len(self._columns), min(_count(own.get("number-columns-repeated")), 256)
            self._columns += [own.get("default-cell-style-name", "")] * min(count, 256 - first)
            if own.get("visibility", "") in HIDDEN:
                self._spool.hide_columns(range(first, first + count))
        elif tag in CELLS:
            self._own, self._text, self._length = local(attributes), [], 0
            self._paragraphs, self._in_paragraph = 0, False
        elif tag == "annotation":
            self._quiet += 1
        elif self._text is not None and not self._quiet:
            self._begin_text(tag, attributes)

    def _begin_text(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "p":
            self._add("\n" if self._paragraphs else "")
            self._paragraphs, self._in_paragraph = self._paragraphs + 1, True
        elif tag == "s":
            self._add(" " * min(_count(local(attributes).get("c")), LONGEST_CELL))
        elif tag in {"tab", "line-break"}:
            self._add("\t" if tag == "tab" else "\n")

    def text(self, data: str) -> None:
        """Add to a text."""
        if not self._depth:
            super().text(data)
        elif self._in_paragraph and not self._quiet:
            self._add(data)

    def _add(self, data: str) -> None:
        if self._text is None:
            return
        self._length += len(data)
        if self._length > LONGEST_CELL:
            raise too_long(f"in row {self._row + 1}")
        self._text.append(data)

    def end(self, tag: str) -> None:
        """End a table, a row, a cell, or a text."""
        if not self._depth:
            super().end(tag)
        elif tag == "table":
            self._depth -= 1
            if not self._depth and self._is_read:
                self._spool.end()
                self.book.sheets.append(self._spool.sheet)
        elif self._depth == 1 and self._is_read:
            self._end_inside(tag)

    def _end_inside(self, tag: str) -> None:
        if tag == "annotation":
            self._quiet -= 1
        elif tag == "p" and not self._quiet:
            self._in_paragraph = False
        elif tag in CELLS:
            self._end_cell(is_covered=tag == "covered-table-cell")
        elif tag == "table-row":
            self._end_row()

    def _begin_table(self, own: dict[str, str]) -> None:
        name = own.get("name", "")
        is_hidden = own.get("style-name") in self.hiding and name != self._hints.sheet
        self._is_read, self._row, self._columns = not is_hidden, 0, []
        if is_hidden:
            self.book.hidden_sheets.append(name)
        else:
            self._spool.begin(name)

    def _end_cell(self, *, is_covered: bool) -> None:
        own, column = self._own, len(self._cells)
        cell = None if is_covered else self._cell(column)
        self._text = None
        count = _count(own.get("number-columns-repeated"))
        if cell is not None and cell != "":
            check_column(self._row + 1, column + count - 1)
        self._cells += [cell] * min(count, 2**14)
        down, right = (_count(own.get(f"number-{name}-spanned")) for name in ("rows", "columns"))
        if (down > 1 or right > 1) and cell is not None:
            self._spool.sheet.merged.append(Area(self._row + 1, self._row + down, column, column + right - 1))

    def _cell(self, column: int) -> Cell:
        own, text = self._own, "".join(self._text or ())
        kind, value = own.get("value-type", ""), own.get("value", "")
        style = own.get("style-name") or (self._columns[column] if column < len(self._columns) else "")
        cell: Cell = own.get("string-value") or text or None
        if kind == "error" or (own.get("formula") is not None and text.startswith(ERRORS)):
            cell = Broken(text or "#ERROR")
        elif kind in {"float", "currency", "percentage"} and value:
            number = numbers.read_number(value)
            plain = "0.00%" if kind == "percentage" else self.format_of(style)
            cell = Broken(value.strip()) if number is None else Number(number, plain)
        elif kind == "date" and own.get("date-value"):
            day = numbers.read_day(own["date-value"])
            cell = (text or own["date-value"]) if day is None else Day(day)
        elif kind == "boolean":
            cell = Truth(own.get("boolean-value") == "true")
        elif own.get("formula") is not None and kind == "" and not text:
            cell = Broken()
        return cell

    def _end_row(self) -> None:
        cells: list[Any] = self._cells
        is_filled = any(cell is not None and cell != "" for cell in cells)
        if is_filled:
            check_rows(self._repeat)
        for number in range(self._row + 1, self._row + 1 + (self._repeat if is_filled else 0)):
            self._spool.add(number, list(cells), is_hidden=self._is_hidden)
        self._row += self._repeat
        self._cells = []


def _count(text: str | None) -> int:
    if text is None or not text.isdigit():
        return 1
    return max(1, min(int(text[:9]), LAST_ROW))
