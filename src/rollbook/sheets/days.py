"""Dates as people write them: a few patterns of our own, of which the whole column decides what 03/04 means."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rollbook.sheets.files.text import fold

MONTHS = {
    1: "january jan januar jänner janvier janv enero ene gennaio gen januari",
    2: "february feb februar février févr fév febrero febbraio februari",
    3: "march mar märz mär mrz mars marzo maart mrt",
    4: "april apr avril avr abril abr aprile",
    5: "may mai mayo maggio mag mei",
    6: "june jun juni juin junio giugno giu",
    7: "july jul juli juillet juil julio luglio lug",
    8: "august aug août aou agosto ago augustus",
    9: "september sep sept septembre septiembre settembre set",
    10: "october oct oktober okt octobre octubre ottobre ott",
    11: "november nov novembre noviembre",
    12: "december dec dezember dez décembre déc diciembre dic dicembre",
}
MONTH_OF = {fold(word): number for number, words in MONTHS.items() for word in words.split()}
SECOND = r"(?::(?P<second>\d{2}))?(?:\.\d+)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*Z?"
CLOCK = r"(?:[ T,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})" + SECOND + ")?"
WORD = r"(?P<word>[^\W\d_]+)\.?"
YEAR = r"(?P<year>\d{4}|\d{2})"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º|°)?"
SINGLE = tuple(
    re.compile(pattern + CLOCK)
    for pattern in (
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?" + YEAR,
        DAY + r"[ -]*(?:de |of |di )?" + WORD + r"[ ,-]*(?:de |del )?" + YEAR,
        WORD + r" ?" + DAY + r",? " + YEAR,
        r"(?P<year>\d{4})[ -]" + WORD + r"[ -]" + DAY,
    )
)
OPEN = re.compile(r"(?P<first>\d{1,2})(?P<mark>[-/])(?P<second_part>\d{1,2})(?P=mark)" + YEAR + CLOCK)
WEEKDAY = re.compile(r"^[^\W\d_]{2,10}\.?,\s+(?=\d)")
CENTURY = 70
NOON = 12
DMY, MDY, ISO = "dmy", "mdy", "iso"
SERIALS = (18_264, 1_000_000)
"""The serial of 1 January 1950; numbers are compared with today's at the call."""


@dataclass(frozen=True, slots=True)
class Written:
    """A date that was read: one meaning (`iso`), or two of which the column decides (`first`, `second`)."""

    iso: str | None = None
    dmy: str | None = None
    mdy: str | None = None

    @property
    def order(self) -> str | None:
        """The only order in which it is a date; None where both are, or where it does not matter."""
        if self.iso is not None or (self.dmy is None) == (self.mdy is None):
            return None
        return DMY if self.dmy else MDY

    @property
    def is_open(self) -> bool:
        """Whether both orders are dates, and different ones."""
        return self.dmy is not None and self.mdy is not None and self.dmy != self.mdy

    def read(self, order: str | None) -> str | None:
        """Return the ISO text in an order; None where it is no date in it."""
        if self.iso is not None:
            return self.iso
        return (self.mdy if order == MDY else self.dmy) if order in {DMY, MDY} else None


@lru_cache(8192)
def read_day(text: str) -> Written | None:
    """Read a date; None for what is none."""
    bare = WEEKDAY.sub("", text)
    found = OPEN.fullmatch(bare)
    if found is not None:
        first, second = int(found["first"]), int(found["second_part"])
        dmy, mdy = _iso(found, second, first), _iso(found, first, second)
        if dmy == mdy:
            return None if dmy is None else Written(dmy)
        return Written(None, dmy, mdy)
    for pattern in SINGLE:
        found = pattern.fullmatch(bare)
        if found is not None:
            iso = _iso(found, _month(found), int(found["day"]))
            if iso is not None:
                return Written(iso)
    return None


def _month(found: re.Match[str]) -> int:
    parts = found.groupdict()
    return int(parts["month"]) if parts.get("month") else MONTH_OF.get(fold(parts.get("word") or ""), 0)


def _iso(found: re.Match[str], month: int, day: int) -> str | None:
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 1900 if year >= CENTURY else 2000
    try:
        shown = date(year, month, day).isoformat()
    except ValueError:
        return None
    if found["hour"] is None:
        return shown
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    half = (found["half"] or "").lower().replace(".", "")
    if half and not 1 <= hour <= NOON:
        return None
    hour = hour % NOON + NOON * (half == "pm") if half else hour
    return f"{shown} {hour:02}:{minute:02}:{second:02}" if hour < 24 and minute < 60 and second < 60 else None


def swapped(iso: str) -> str | None:
    """Return a date with day and month exchanged; None where that is no date."""
    year, month, rest = iso.split("-", 2)
    day, clock = rest[:2], rest[2:]
    try:
        return date(int(year), int(day), int(month)).isoformat() + clock
    except ValueError:
        return None


@dataclass(slots=True)
class Seen:
    """Where something was seen first in a column: the row, and the text."""

    row: int
    text: str

    def __str__(self) -> str:
        return f"{self.text} in row {self.row}"


class Days:
    """What the cells of one date column say together."""

    def __init__(self) -> None:
        self.orders: dict[str, Seen] = {}
        self.is_open: Seen | None = None
        self.late: Seen | None = None
        self.cells = self.cells_late = self.texts = self.texts_open = 0
        self.numbers = self.numbers_out = 0

    def add_text(self, row: int, text: str) -> None:
        """Note a text."""
        written = read_day(text)
        if written is None or written.iso is not None:
            return
        self.texts += 1
        self.texts_open += written.is_open
        if written.order is not None:
            self.orders.setdefault(written.order, Seen(row, text))
        elif written.is_open and self.is_open is None:
            self.is_open = Seen(row, text)

    def add_cell(self, iso: str) -> None:
        """Note a date cell."""
        self.cells += 1
        self.cells_late += int(iso[8:10]) > NOON

    def add_number(self, number: str, today: int) -> None:
        """Note a number without a date format."""
        self.numbers += 1
        self.numbers_out += not SERIALS[0] <= float(number) <= today

    @property
    def is_swapped(self) -> bool:
        """Whether a spreadsheet program has exchanged day and month of the cells: only those of days up to 12 are."""
        return bool(self.cells and not self.cells_late and self.texts and not self.texts_open and len(self.orders) == 1)

    @property
    def are_serials(self) -> bool:
        """Whether the numbers are dates that lost their format."""
        return self.numbers > 0 and not self.numbers_out

    def problems(self) -> Iterator[str]:
        """Say why the order cannot be found out."""
        if len(self.orders) > 1:
            yield f"{self.orders[DMY]} is day first, {self.orders[MDY]} is month first"
        elif not self.orders and self.is_open is not None:
            yield f"{self.is_open} may be day first or month first, and no date in the column decides it"
