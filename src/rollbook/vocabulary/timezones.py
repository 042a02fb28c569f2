"""The vendor's time zones: a provided name comes in, a display value goes out. Source: DOC, from a PHP client.

The list has names that no other list has, and lacks some that others have; its typing errors are part of the wire.
"""

import functools
import re
from datetime import datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from rollbook.contract.tags import Tag

OFFSET = re.compile(r"\(GMT([+-])(\d+):(\d\d)\)")


def _read_list() -> dict[str, str]:
    lines = resources.files(__package__).joinpath("timezones.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


DISPLAY_VALUES = _read_list()
"""The display value of each provided name, in the vendor's order."""


def _offset_of(display_value: str) -> timedelta:
    """Return the standard offset from UTC that a display value begins with."""
    sign, hours, minutes = OFFSET.match(display_value).groups()  # type: ignore[union-attr]  # a test reads the whole list
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return -offset if sign == "-" else offset


OFFSETS = {name: _offset_of(value) for name, value in DISPLAY_VALUES.items()}
_BY_LOWER_CASE = {name.lower(): name for name in DISPLAY_VALUES}


@functools.cache
def listed_name(name: str) -> str:
    """Return the name if it is on the list, else a listed name with the same standard offset today.

    Of several, names of the same region come first, then the order of the list. Source: OURS, because a client
    breaks on a value that is not on the list.
    """
    if name in DISPLAY_VALUES:
        return name
    now = datetime.now(ZoneInfo(name))
    offset = (now.utcoffset() or timedelta()) - (now.dst() or timedelta())

    def distance(listed: str) -> tuple[timedelta, bool, bool]:
        return abs(OFFSETS[listed] - offset), _region(listed) != _region(name), listed != "UTC"

    return min(OFFSETS, key=distance)


def _region(name: str) -> str:
    return name.partition("/")[0]


def display_value(name: str) -> str:
    """Return what is shown for a zone: always one of the list's display values."""
    return DISPLAY_VALUES[listed_name(name)]


class TimeZone(Tag[str]):
    """A time zone of the vendor's list, by its provided name."""

    kind = "provided name of the vendor's list of time zones, in any case"

    def read(self, text: str) -> str:
        """Return the name as it is listed."""
        return _BY_LOWER_CASE[text.lower()]


class ZoneName(Tag[str]):
    """The IANA name of a time zone."""

    kind = "IANA name of a time zone, such as US/Central"

    def read(self, text: str) -> str:
        """Return the name."""
        if text not in known_zones():
            raise ValueError
        return text


@functools.cache
def known_zones() -> frozenset[str]:
    """Return the IANA names of all time zones."""
    return frozenset(available_timezones())
