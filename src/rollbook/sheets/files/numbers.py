"""Number formats and serial dates of spreadsheet programs."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import isfinite

DATES = {
    14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "m/d/yy h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd"),
}  # fmt: skip
BUILT_IN = {
    0: "", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)", 48: "##0.0E+0", 49: "@", **DATES,
}  # fmt: skip
"""The formats that files name by number alone. Source: ECMA-376, part 1, 18.8.30."""
QUIET = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
"""The parts of a format that show as they are, or not at all."""
NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T|$)", re.ASCII)
LONGEST_FORMAT = 255
LAST_FALSE = 60
"""1900 has no 29 February, but spreadsheet programs count one."""
SECONDS = 86_400


def read_number(text: str) -> str | None:
    """Return a number as a file has it; None for one that is none, such as NaN. Raise ValueError for another text."""
    text = text.strip()
    is_finite = isfinite(float(text))
    if is_finite and NUMBER.fullmatch(text) is None:
        raise ValueError
    return text if is_finite else None


def read_day(text: str) -> str | None:
    """Return a day as ISO text, with a time where it has one; None for a text that names no day."""
    if DAY.match(text) is None:
        return None
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return None
    return text.removesuffix("T00:00:00").replace("T", " ")


def fit_format(number_format: str) -> str:
    """Return a number format; "" for one that is longer than spreadsheet programs allow."""
    return number_format if len(number_format) <= LONGEST_FORMAT else ""


@lru_cache(2048)
def is_date(number_format: str) -> bool:
    """Whether a format shows a day, with or without a time; one that shows only a time is none."""
    bare = QUIET.sub("", number_format.partition(";")[0]).lower()
    return bare not in {"", "general"} and ("y" in bare or "d" in bare or "mmm" in bare)


@lru_cache(8192)
def iso_of(number: str, *, is_1904: bool) -> str | None:
    """Return the ISO text of a serial date, with a time where it has one; None where it is no day."""
    try:
        days, part = divmod(float(number), 1)
        seconds = round(part * SECONDS)
        if is_1904:
            start = date(1904, 1, 1)
        elif days == LAST_FALSE:
            return "1900-02-29"
        else:
            start = date(1899, 12, 31 if days < LAST_FALSE else 30)
        if days < (0 if is_1904 else 1):
            return None
        moment = datetime.combine(start, datetime.min.time()) + timedelta(days=days, seconds=seconds)
    except (ValueError, OverflowError):
        return None
    return f"{moment:%Y-%m-%d %H:%M:%S}".removesuffix(" 00:00:00")
