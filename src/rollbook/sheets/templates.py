"""An empty sheet for a method, made of its contract: headers with notes, lists of words, and an example row."""

from io import BytesIO
from pathlib import Path
from typing import Any

from rollbook.contract.method import Method
from rollbook.sheets.targets import DATE, IDENTIFIER, Target, targets_of

WIDTH, MOST_ROWS = 22, 10_000
LONGEST_LIST = 255


def write_template(method: type[Method], target: Path | BytesIO) -> None:
    """Write the template as XLSX. Columns that every row needs are bold; the row below is an example to overwrite."""
    import xlsxwriter  # noqa: PLC0415  # few calls write sheets

    targets = targets_of(method)
    needed = {each for need in targets.needs for each in need.targets}
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(method.wire_name()[:31])
        bold, plain, text = book.add_format({"bold": True}), book.add_format({}), book.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        for column, each in enumerate(targets.all):
            sheet.set_column(column, column, WIDTH, text)
            sheet.write_string(0, column, each.name, bold if each in needed else plain)
            sheet.write_comment(0, column, _note(each, is_needed=each in needed))
            _add_words(sheet, column, each)
            if each.tag.sample and _is_shown(each, targets.all):
                sheet.write_string(1, column, str(each.tag.sample).strip(), text)


def _note(target: Target, *, is_needed: bool) -> str:
    sentence = f"{target.tag.about}\n{target.tag.kind}" if target.tag.about else target.tag.kind
    return f"{sentence}\nEvery row needs it, or the other of the two." if is_needed and target.choice else sentence


def _is_shown(target: Target, targets: list[Target]) -> bool:
    """Whether the example row fills it: of a choice only the first side, and nothing of lists that may be left out."""
    if any(isinstance(part, int) for part in target.path) and not target.is_single:
        return False
    first = next(each for each in targets if each.choice == target.choice) if target.choice is not None else target
    return first is target


def _add_words(sheet: Any, column: int, target: Target) -> None:
    words = list(target.words)
    if words and len(",".join(words)) <= LONGEST_LIST:
        sheet.data_validation(1, column, MOST_ROWS, column, {"validate": "list", "source": words})
    elif target.kind in {DATE, IDENTIFIER}:
        message = "yyyy-mm-dd" if target.kind == DATE else "a whole number"
        sheet.data_validation(1, column, MOST_ROWS, column, {"validate": "any", "input_message": message})
