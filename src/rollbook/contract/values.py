"""Values as the wire writes them: ids, dates, moments, numbers. Each reader raises ValueError for what is malformed."""

import re
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

LARGEST_ID = 2**63 - 1
EARLIEST_YEAR = 1900
"""Earlier years are taken for a mistake. Source: OURS."""
LATEST_YEAR = 2999
"""Later years are taken for a mistake, where a day may lie in the future. Source: OURS."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY = re.compile(
    r"(?P<d>\d{1,2})-(?P<month>[a-z]{3})-(?P<y>\d{4}|\d{2})(?!\d)"
    r"|(?P<iso>\d{4}-\d{1,2}-\d{1,2})(?!\d)|(?P<slashed>\d{1,2}/\d{1,2}/\d{4})(?!\d)",
    re.ASCII | re.IGNORECASE,
)
CLOCK = re.compile(r"[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?Z?", re.ASCII)
TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?(AM|PM))?", re.ASCII | re.IGNORECASE)
PERCENTAGE = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def read_whole(text: str, least: int, most: int) -> int:
    """Read a whole number between two bounds, in ASCII digits; leading zeros are allowed."""
    digits = text.lstrip("0")
    if not (text.isascii() and text.isdigit() and len(digits) <= len(str(most))):
        raise ValueError
    number = int(digits or "0")
    if not least <= number <= most:
        raise ValueError
    return number


def read_id(text: str) -> int:
    """Read a whole number from 1 to 2^63-1, in ASCII digits; leading zeros are allowed."""
    return _read_short_id(text) if len(text) <= 19 else read_whole(text, 1, LARGEST_ID)


@lru_cache(1024)  # the blocks of a call name few courses
def _read_short_id(text: str) -> int:
    """Read an id of few characters: an id with millions of leading zeros must not fill the cache."""
    return read_whole(text, 1, LARGEST_ID)


def read_email(text: str) -> str:
    """Read an e-mail address of at most 254 characters: something, an at sign, a host name with a dot."""
    if len(text) > 254 or EMAIL.fullmatch(text) is None:
        raise ValueError
    return text


@lru_cache  # the blocks of a call name few days
def read_date(text: str) -> date | datetime:
    """Read a day (dd-mmm-yyyy, dd-mmm-yy, yyyy-mm-dd or dd/mm/yyyy); followed by hh:mm[:ss[.f]][Z], a moment in UTC.

    Day and month may have one digit. Two-digit years mean 1970 to 2069. A second's fraction has up to nine digits, of
    which those beyond microseconds are cut off. Source: OURS (decisions, 9).
    """
    found = DAY.match(text)
    if found is None:
        raise ValueError
    if found["iso"]:
        day = date(*map(int, found["iso"].split("-")))
    elif found["slashed"]:
        day_of_month, month, year = map(int, found["slashed"].split("/"))
        day = date(year, month, day_of_month)
    else:
        year = int(found["y"])
        if len(found["y"]) == 2:
            year += 1900 if year >= 70 else 2000
        day = date(year, MONTHS.index(found["month"].lower()) + 1, int(found["d"]))
    rest = text[found.end() :]
    if not rest:
        return day
    clock = CLOCK.fullmatch(rest)
    if clock is None:
        raise ValueError
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    return datetime.combine(day, time(hour, minute, second, int((clock[4] or "").ljust(6, "0")[:6])), UTC)


def read_clock(text: str) -> time:
    """Read a time of day: hh:mm or hh:mm:ss, or h:mm followed by AM or PM."""
    found = TIME_OF_DAY.fullmatch(text)
    if found is None:
        raise ValueError
    hour, half = int(found[1]), (found[4] or "").upper()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + (12 if half == "PM" else 0)
    return time(hour, int(found[2]), int(found[3] or 0))


def day_of(value: date | datetime) -> date:
    """Return the day of a value read by read_date."""
    return value.date() if isinstance(value, datetime) else value


def moment_of(value: date | datetime) -> datetime:
    """Return the moment of a value read by read_date; a day without a time is its first moment in UTC."""
    return value if isinstance(value, datetime) else datetime.combine(value, time(), UTC)


def noon_of(value: date | datetime) -> datetime:
    """Return the moment of a date when something falls due; a day without a time is its noon in UTC. Source: REC."""
    return value if isinstance(value, datetime) else datetime.combine(value, time(12), UTC)


def is_skipped(local: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks of the zone never show this date and time, because they are put forward past it."""
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local


def show_moment(moment: datetime | None) -> str:
    """Write a moment as yyyy-mm-dd hh:mm:ss.f in UTC: at most three digits, trailing zeros cut to one. Source: REC."""
    if moment is None:
        return ""
    return show_wall_clock(moment, UTC)


def show_wall_clock(moment: datetime, zone: tzinfo) -> str:
    """Write a moment in the same form, as the clocks of a time zone show it."""
    milliseconds = f"{moment.microsecond // 1000:03d}".rstrip("0") or "0"
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}.{milliseconds}"


def read_flag(text: str) -> bool:
    """Read 1, 0, true or false, without case."""
    return {"1": True, "true": True, "0": False, "false": False}[text.lower()]


def is_percentage(text: str) -> bool:
    """Whether the text is a number from 0 to 100 with at most two decimals, after a dot."""
    return PERCENTAGE.fullmatch(text) is not None and float(text) <= 100
