"""Days as pages and files show them: they are never shifted."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def is_day(value: datetime) -> bool:
    """Whether a moment is a day that was given without a time: it is kept as the first moment of that day in UTC."""
    utc = value.astimezone(UTC)
    return utc.time() == utc.time().min


def local_day(value: datetime, zone: ZoneInfo) -> date:
    """Return the day of a moment: the one that was given, else that of the zone."""
    return value.astimezone(UTC if is_day(value) else zone).date()
