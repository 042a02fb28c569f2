"""Past sessions on the wire: when one was held, and whether it can have been."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rollbook.contract.errors import Error
from rollbook.contract.rules import Condition, Found, Require, Today
from rollbook.contract.values import EARLIEST_YEAR, day_of, is_skipped


def period_of(session: Any, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return start and end of a CourseSession in UTC.

    StartTime is a time in the zone; without it the session starts at the moment in StartDate, or at the beginning
    of the day in the zone.
    """
    day, clock = session.StartDate, session.StartTime
    if clock is None and isinstance(day, datetime):
        starts_at = day
    else:
        starts_at = datetime.combine(day_of(day), clock or time(), zone).astimezone(UTC)
    return starts_at, starts_at + timedelta(hours=session.DurationHour or 0, minutes=session.DurationMinute or 0)


def was_held(*, skipped: Error, untimely: Error) -> Require:
    """Demand of a CourseSession that its start exists in the account's time zone, and that it is over."""

    unseen = Condition(
        skipped, "the clocks of the account's time zone skip StartTime on that day", "CourseSession.StartTime"
    )
    early = Condition(
        untimely, f"StartDate is before {EARLIEST_YEAR}, or the session is not over yet", "CourseSession.StartDate"
    )

    def check(row: Any, _: Found, today: Today) -> Condition | None:
        session = row.CourseSession
        day, clock = session.StartDate, session.StartTime
        if day.year < EARLIEST_YEAR or not today.has_come(day):
            return early
        if clock is not None and is_skipped(datetime.combine(day_of(day), clock), today.zone):
            return unseen
        _, ends_at = period_of(session, today.zone)
        return None if ends_at <= today.now else early

    return Require(check, (unseen, early))
