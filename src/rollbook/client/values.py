"""Turns what a caller gives into plain values under the wire's names; tags that are None are left out."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Any

import msgspec

from rollbook.client.wire import Given

Write = Callable[[Any], Any]
"""Writes a flag, a number, a day, a moment or a time of day."""


def plain(value: Any, write: Write) -> Any:
    """Return a value as dicts, lists and single values, those written by `write`."""
    match value:
        case str():
            return value
        case Given():
            fields = ((each.encode_name, getattr(value, each.name)) for each in msgspec.structs.fields(value))
            return {name: plain(each, write) for name, each in fields if each is not None}
        case Mapping():
            return {name: plain(each, write) for name, each in value.items() if each is not None}
        case Sequence() | AbstractSet():
            return [plain(each, write) for each in value if each is not None]
        case _:
            return write(value)


def as_json(value: Any) -> Any:
    """Write a value for JSON: flags and numbers as such, days as ISO 8601."""
    match value:
        case bool() | int() | float():
            return value
        case Decimal():
            return str(value)
        case dt.datetime():
            return in_utc(value).isoformat(timespec="microseconds")[:-6] + "Z"
        case dt.time():
            return value.isoformat("seconds")
        case dt.date():
            return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no value of the API")


def as_text(value: Any) -> str:
    """Write a value for XML: flags as 1 and 0, days as dd-mmm-yyyy."""
    match value:
        case bool():
            return "1" if value else "0"
        case dt.datetime():
            moment = in_utc(value)
            return f"{_day(moment)} {moment:%H:%M:%S.%f}"
        case dt.date() if not isinstance(value, dt.datetime):
            return _day(value)
    return str(as_json(value))


def in_utc(moment: dt.datetime) -> dt.datetime:
    """Return a moment in UTC; one without a zone is in UTC."""
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _day(day: dt.date) -> str:
    """Write a day as the vendor's pages do, whatever the locale."""
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year:04d}"
