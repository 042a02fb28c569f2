"""The result of an import: the same sheet again, with Result, Code and Error behind its columns."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rollbook.sheets.files.cells import Broken, Cell, Day, Number, Truth
from rollbook.sheets.ledger import Ledger, Outcome
from rollbook.sheets.normal import Unfit, harmless, shown_number, unquoted
from rollbook.sheets.plan import Part, Plan
from rollbook.sheets.rows import shown

TITLES = ("Result", "Code", "Error")
BOM = "\ufeff"
LONGEST = 32_767
FIRST_SERIAL = datetime(1900, 3, 1)  # noqa: DTZ001  # a spreadsheet knows no zones
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
DAY_FORMAT, MOMENT_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


def write_result(plan: Plan, ledger: Ledger, target: Path) -> None:
    """Write the result as CSV or as XLSX, by the name of the file."""
    if target.suffix.lower() == ".csv":
        with target.open("w", encoding="utf-8", newline="") as file:
            file.write(BOM)
            for text in csv_lines(plan, ledger):
                file.write(text)
    else:
        write_xlsx(plan, ledger, target)


def result_as(form: str, plan: Plan, ledger: Ledger) -> bytes:
    """Return the result as one of the MEDIA_TYPES."""
    if form == "csv":
        return "".join((BOM, *csv_lines(plan, ledger))).encode()
    into = io.BytesIO()
    write_xlsx(plan, ledger, into)
    return into.getvalue()


def _rows(plan: Plan, ledger: Ledger) -> Iterator[tuple[Part, int, Sequence[Cell], Outcome | None, bool]]:
    """Yield every line of the sheets that count, with what became of it, and whether it is the header."""
    outcomes = ledger.outcomes()
    following = next(outcomes, None)
    for part in plan.parts:
        name = part.sheet.name if len(plan.parts) > 1 else ""
        for line in plan.read.lines(part.sheet):
            own = None
            if following is not None and (following.get("sheet", ""), following["row"]) == (name, line.number):
                own, following = following, next(outcomes, None)
            yield part, line.number, line.cells, own, line.number == part.header.row


def _width(part: Part) -> int:
    """Return where the three columns begin: those of an earlier result are written anew."""
    return part.header.own["result"] if part.header.own else part.sheet.width


def _marks(outcome: Outcome | None, *, is_header: bool) -> Sequence[str]:
    if is_header:
        return TITLES
    return () if outcome is None else (outcome["outcome"], outcome["code"] or "", outcome["message"] or "")


def csv_lines(plan: Plan, ledger: Ledger) -> Iterator[str]:
    """Yield the result as CSV; empty lines are kept, so that the rows keep their numbers."""
    into = io.StringIO()
    delimiter = plan.book.delimiter or ","
    writer = csv.writer(into, delimiter=delimiter)
    done: dict[int, int] = {}
    for part, number, cells, outcome, is_header in _rows(plan, ledger):
        for _ in range(number - done.get(id(part), 0) - 1):
            writer.writerow([])
        done[id(part)] = number
        width, own = _width(part), [_text(cell, is_text=plan.reader.is_text) for cell in cells]
        marks = [harmless(mark) for mark in _marks(outcome, is_header=is_header)]
        writer.writerow([*own[:width], *[""] * (width - len(own)), *marks] if marks else own)
        yield into.getvalue()
        into.seek(0)
        into.truncate()


def _text(cell: Cell, *, is_text: bool) -> str:
    """Return a cell as CSV has it: what would be taken for a formula has one quote in front."""
    if isinstance(cell, Number):
        try:
            return shown_number(cell.text, cell.format)
        except Unfit:
            return cell.text
    return harmless(unquoted(cell) if is_text else cell) if isinstance(cell, str) else shown(cell) or ""


def write_xlsx(plan: Plan, ledger: Ledger, target: Path | io.BytesIO) -> None:
    """Write the result as XLSX: texts as strings, numbers and days with their formats, never a formula."""
    import xlsxwriter  # noqa: PLC0415  # few calls write sheets

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, {**options, "strings_to_numbers": False}) as book:
        formats: dict[str, Any] = {}
        sheets: dict[int, Any] = {}
        for part, number, cells, outcome, is_header in _rows(plan, ledger):
            if id(part) not in sheets:
                sheets[id(part)] = book.add_worksheet(_sheet_name(part.sheet.name, sheets))
            sheet, width = sheets[id(part)], _width(part)
            for column, cell in enumerate(cells[:width]):
                _write(book, sheet, (number - 1, column), cell, formats)
            for column, mark in enumerate(_marks(outcome, is_header=is_header), width):
                if mark:
                    sheet.write_string(number - 1, column, mark[:LONGEST])


def _sheet_name(name: str, taken: Mapping[int, Any]) -> str:
    return name if name and len(name) <= 31 and not set(name) & set("[]:*?/\\'") else f"Sheet{len(taken) + 1}"


def _write(book: Any, sheet: Any, place: tuple[int, int], cell: Cell, formats: dict[str, Any]) -> None:
    def styled(number_format: str) -> Any:
        if number_format not in formats:
            formats[number_format] = book.add_format({"num_format": number_format})
        return formats[number_format] if number_format else None

    match cell:
        case Number():
            sheet.write_number(*place, float(cell.text), styled(cell.format))
        case Day():
            moment = datetime.fromisoformat(cell.iso) if cell.iso != "1900-02-29" else None
            if moment is None or moment < FIRST_SERIAL:
                sheet.write_string(*place, cell.iso)
            else:
                plain = MOMENT_FORMAT if len(cell.iso) > len("2024-03-01") else DAY_FORMAT
                sheet.write_datetime(*place, moment, styled(cell.format or plain))
        case Truth():
            sheet.write_boolean(*place, cell.value)
        case str() if cell:
            sheet.write_string(*place, cell)
        case Broken() if cell.word:
            sheet.write_string(*place, cell.word)
