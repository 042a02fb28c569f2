"""How one cell becomes the text of a tag, once it is decided what the whole column means."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from rollbook.sheets import days
from rollbook.sheets.days import Days, read_day
from rollbook.sheets.files import numbers
from rollbook.sheets.files.cells import Broken, Cell, Day, Number, Truth
from rollbook.sheets.normal import LOST, Unfit, clean, clean_email, plain, shown_number, unquoted
from rollbook.sheets.targets import DATE, EMAIL, FLAG, GRADE, IDENTIFIER, WORD, Target

ERRORS = frozenset(("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#NV", "#BEZUG!", "#WERT!"))
WHOLE = re.compile(r"([0-9]+)\.0+", re.ASCII)
PERCENT = re.compile(r"([0-9]+(?:[.,][0-9]+)?) ?[%％]", re.ASCII)
COMMA = re.compile(r"([0-9]+),([0-9]+)", re.ASCII)
PLAIN = re.compile(r"[0-9]*[.,]?[0-9]+", re.ASCII)
SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?", re.ASCII)
GAPS = re.compile(r"[\s_\-\u2010-\u2015]+")
TRUTHS = {"true": "1", "false": "0", "1": "1", "0": "0", "1.0": "1", "0.0": "0"}
NO_RESULT = "the formula has no stored result: open the file in a spreadsheet program, let it calculate, and save it"
A_DAY = "the cell is a date, perhaps made by a spreadsheet program out of a text such as 03-04: enter it as text"


@dataclass
class Meaning:
    """What was decided about a column: the order of its dates, whether its numbers are serials or fractions, words."""

    order: str | None = None
    is_swapped: bool = False
    are_serials: bool = False
    is_strict: bool = False
    are_fractions: bool = False
    words: Mapping[str, str] = field(default_factory=dict)


class Reader:
    """Turns cells into texts. `is_text` says that the file is CSV; `changed` counts cells that were cleaned."""

    def __init__(self, *, is_text: bool, is_1904: bool) -> None:
        self.is_text = is_text
        self._is_1904 = is_1904
        self.changed = 0
        self._by_kind: Mapping[str, Callable[[Cell, str, Meaning], str]] = {
            DATE: self._date, GRADE: self._grade, IDENTIFIER: self._identifier, FLAG: self._flag,
        }  # fmt: skip

    def text(self, target: Target, cell: Cell, meaning: Meaning) -> str:
        """Return the text of a cell; raise Unfit for one that cannot become a text of the tag."""
        plain_text = self.bare(cell)
        if isinstance(cell, str) and not plain_text:
            return ""
        convert = self._by_kind.get(target.kind)
        if convert is not None:
            return convert(cell, plain_text, meaning)
        if isinstance(cell, Day):
            raise Unfit(A_DAY)
        text = shown_number(cell.text, cell.format) if isinstance(cell, Number) else plain_text
        if target.kind == EMAIL:
            return self._noted(text, clean_email(text))
        return word_in(target, text, meaning) if target.kind == WORD else text

    def bare(self, cell: Cell) -> str:
        """Return the clean text of a text cell, and TRUE or FALSE; "" for numbers and days. Raise Unfit for errors."""
        if isinstance(cell, str):
            text = clean(unquoted(cell) if self.is_text else cell)
            if text in ERRORS:
                raise Unfit(f"the cell is the error {text}: mend the formula, and save the file again")
            if LOST in text:
                raise Unfit("the text has a character that was lost in an earlier conversion: enter it again")
            return self._noted(cell, text)
        if isinstance(cell, Broken):
            raise Unfit(f"the cell is the error {cell.word}: mend the formula" if cell.word else NO_RESULT)
        return str(cell.value).upper() if isinstance(cell, Truth) else ""

    def _noted(self, before: str, after: str) -> str:
        self.changed += before != after
        return after

    def _date(self, cell: Cell, text: str, meaning: Meaning) -> str:
        if isinstance(cell, Day):
            return (days.swapped(cell.iso) if meaning.is_swapped else None) or cell.iso
        if isinstance(cell, Number) or SERIAL.fullmatch(text):
            number = cell.text if isinstance(cell, Number) else text
            iso = numbers.iso_of(number, is_1904=self._is_1904) if meaning.are_serials else None
            if iso is not None:
                return iso
            text = shown_number(cell.text, cell.format) if isinstance(cell, Number) else text
        written = read_day(text)
        if written is None:
            return text
        iso = written.read(written.order if meaning.is_strict else meaning.order)
        if iso is None:
            raise Unfit(f"{text} is no date as the option --dates says")
        return iso

    def _grade(self, cell: Cell, text: str, meaning: Meaning) -> str:
        if isinstance(cell, Day):
            raise Unfit(A_DAY)
        if isinstance(cell, Number):
            if "%" in cell.format or meaning.are_fractions:
                return plain(str(Decimal(cell.text) * 100))
            text = shown_number(cell.text, cell.format)
        found = PERCENT.fullmatch(text)
        if found is not None:
            return found[1].replace(",", ".")
        text = COMMA.sub(r"\1.\2", text) if COMMA.fullmatch(text) else text
        return plain(str(Decimal(text) * 100)) if meaning.are_fractions and is_fraction(text) else text

    def _identifier(self, cell: Cell, text: str, meaning: Meaning) -> str:
        del meaning
        if isinstance(cell, Day):
            raise Unfit(A_DAY)
        text = shown_number(cell.text, cell.format) if isinstance(cell, Number) else text
        found = WHOLE.fullmatch(text)
        return found[1] if found else text

    def _flag(self, cell: Cell, text: str, meaning: Meaning) -> str:
        if isinstance(cell, Day):
            raise Unfit(A_DAY)
        text = shown_number(cell.text, cell.format) if isinstance(cell, Number) else text
        return TRUTHS.get(text.lower()) or meaning.words.get(text.casefold(), text)


def is_fraction(text: str) -> bool:
    """Whether a text is a plain number from 0 to 1."""
    return PLAIN.fullmatch(text) is not None and Decimal(text.replace(",", ".")) <= 1


def word_in(target: Target, text: str, meaning: Meaning) -> str:
    """Return the one word of a tag that fits a text, by the answers or without case, blanks and hyphens."""
    if text.casefold() in meaning.words:
        return meaning.words[text.casefold()]
    return fitting(target, text) or text


def fitting(target: Target, text: str) -> str | None:
    """Return the word of a tag that a text is, but for case, blanks and hyphens; None for another word."""
    if not text or text in target.words:
        return text
    folded = GAPS.sub("", text).casefold()
    same = [word for word in target.words if word.casefold() == text.casefold()]
    return next((word for word in (*same, *target.words) if GAPS.sub("", word).casefold() == folded), None)


def serial(cell: Cell, text: str) -> str | None:
    """Return the number of a cell in a date column that may be a serial date."""
    if isinstance(cell, Number):
        return cell.text
    return text if SERIAL.fullmatch(text) else None


def note_day(found: Days, row: int, cell: Cell, text: str, today: int) -> None:
    """Add a cell to what a date column says."""
    number = serial(cell, text)
    if isinstance(cell, Day):
        found.add_cell(cell.iso)
    elif number is not None:
        found.add_number(number, today)
    elif text:
        found.add_text(row, text)
