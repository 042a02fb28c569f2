"""Kinds of value that only world files have; all others are the contracts' own, from rollbook.contract.tags."""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from rollbook.contract.tags import OneOf, Tag, Text
from rollbook.contract.values import is_skipped
from rollbook.vocabulary.timezones import DISPLAY_VALUES, TimeZone, ZoneName, known_zones
from rollbook.worlds.mistakes import BadValueError, shown

MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:\d{2})?)?", re.ASCII)
EARLIEST, LATEST = 1900, 2999
ONE_DAY = timedelta(days=1)


class ApiKey(Text):
    """A key that opens the API: not so short that it could be guessed, and without blanks."""

    def __init__(self) -> None:
        super().__init__(255)
        self.kind = "12 to 255 characters without blanks, because a key that is guessed lets strangers in"

    def read(self, text: str) -> str:
        """Return the key as it is written, for so it is sent."""
        if len(text) < 12 or len(text.split()) != 1:
            raise ValueError
        return super().read(text)


class TagValue(Text):
    """One value of a tag; on the wire a comma would make two of it."""

    def __init__(self) -> None:
        super().__init__(255)
        self.kind += " and no comma, which separates values on the wire"

    def read(self, text: str) -> str:
        """Return the text."""
        if "," in text:
            raise ValueError
        return super().read(text)


class Day(Tag[date]):
    """A day such as 2026-12-31."""

    kind = f"day such as 2026-12-31, between the years {EARLIEST} and {LATEST}"

    def read(self, text: str) -> date:
        """Return the day."""
        if len(text) != len("2026-12-31"):
            raise ValueError
        day = _read_iso(text).date()
        if not EARLIEST <= day.year <= LATEST:
            raise ValueError
        return day


class Moment(Tag[datetime]):
    """A day, or a day with a time and perhaps an offset from UTC. A day alone means its 00:00.

    Without an offset the time is that of the account's time zone (`local`), or UTC. The years are those of some time
    zone: a day more on either side is taken, so that what was read in one zone can be written in another.
    """

    def __init__(self, *, local: bool = False, latest: int = LATEST) -> None:
        super().__init__()
        self.local = local
        self._first = date(EARLIEST, 1, 1) - ONE_DAY
        self._last = date.max if latest == date.max.year else date(latest, 12, 31) + ONE_DAY
        self.kind = f"day or time such as 2024-03-01 or 2024-03-01T09:00, between the years {EARLIEST} and {latest}"

    def read(self, text: str) -> datetime:
        """Return the moment: with its offset if it has one, as it is on the clock if not."""
        moment = _read_iso(text)
        if not self._first <= moment.date() <= self._last:
            raise ValueError
        return moment

    def in_utc(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return a moment that was read, in UTC; `zone` is the account's. Raises BadValueError."""
        if moment.tzinfo is None and self.local:
            if is_skipped(moment, zone):
                raise BadValueError(f"{moment.isoformat()} does not exist in {zone.key}, where the clocks skip it")
            return moment.replace(tzinfo=zone).astimezone(UTC)
        try:
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        except OverflowError:
            raise BadValueError(f"{moment.isoformat()} lies beyond the year {date.max.year} in UTC") from None


def _read_iso(text: str) -> datetime:
    if MOMENT.fullmatch(text) is None:
        raise ValueError
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadValueError(f"{shown(text)} does not exist: there is no such day or time") from None


def words_of(tag: Tag[object]) -> Collection[str]:
    """Return the words that a tag takes, where it takes some words only."""
    match tag:
        case OneOf():
            return tag.words
        case TimeZone():
            return DISPLAY_VALUES
        case ZoneName():
            return known_zones()
    return ()
