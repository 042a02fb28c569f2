"""Sessions on the wire: the tags of one, when it is held, and whether that can be."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rollbook.contract.errors import Error
from rollbook.contract.rows import Either, Many, Row
from rollbook.contract.rules import Condition, Find, Found, Require, Today
from rollbook.contract.tags import Clock, Date, Id, OneOf, Text, Whole
from rollbook.contract.values import EARLIEST_YEAR, LATEST_YEAR, day_of, is_skipped
from rollbook.vocabulary.identifiers import LearningModuleId, SessionId, user

INSTRUCTORS = "InternalInstructors"
DETAILS = (
    "InstructorType",
    "InstructorNotes",
    "ExternalInstructors",
    "URL",
    "WebinarProvider",
    "Other",
    "Venue",
    "Room",
    "Location",
    "Capacity",
)
"""The tags that the records keep together, by these names; the users who teach are kept there by their ids."""
LARGEST_CAPACITY = 2**31 - 1
SESSION_ERRORS = """
    53 The {tag} provided is not valid.
    54 The clocks of the account's time zone skip the StartTime provided on that day.
    55 The session would be over already, or lies after 2999. createHistoricalSession makes past sessions.
    56 Instructor {item} - The Email or EmployeeID provided is not valid.
    57 Instructor {item} - '{Email}{EmployeeID}' is not a valid user.
"""
"""What createSession and updateSession answer with under the same numbers. Source: OURS."""


class SessionIds(Row):
    """A session that was made or changed, and its course."""

    LearningModuleID = LearningModuleId()
    CourseSessionID = SessionId()


class GradeType(OneOf):
    """How a session is graded."""

    about = "how it is graded; None where nothing is said"
    sample = "Percentage"

    def __init__(self, **options: Any) -> None:
        super().__init__("None", "LetterGrade", "PassFail", "Percentage", **options)


class InstructorType(OneOf):
    """Who teaches a session."""

    about = "whether users or others teach it"
    sample = "Both"

    def __init__(self, **options: Any) -> None:
        super().__init__("Internal", "External", "Both", **options)


def instructor_row(unreadable: Error, *, unknown: Error) -> type[Row]:
    """Make the row of a user who teaches a session."""

    class Instructor(Row):
        """A user who teaches the session."""

        User = user(unreadable, absent=unreadable, of=Either)
        rules = (Find("user", "user", by="User", error=unknown),)

    return Instructor


def session_row(errors: Mapping[str, Error], *, new: bool) -> type[Row]:
    """Make the row of a session to come. A new one needs course and day."""
    other = errors["53"]

    class CourseSession(Row):
        """A session to come, and who teaches it where."""

        if new:
            LearningModuleID = LearningModuleId(error=errors["52"], absent=errors["52"])
        else:
            CourseSessionID = Id(
                error=errors["52"], absent=errors["52"], about="the id of a session that is not over", sample="506"
            )
        StartDate = Date(
            error=other,
            absent=other if new else None,
            about="its day; times are given all together, or stay as they are",
            sample="01-Mar-2099",
        )
        StartTime = Clock(error=other, about="in the account's time zone; 00:00 where none is given", sample="09:00")
        DurationHour = Whole(0, 999, error=other, about="how long it takes: the hours", sample="2")
        DurationMinute = Whole(0, 59, error=other, about="how long it takes: the minutes", sample="30")
        GradeType = GradeType(error=other)
        InstructorType = InstructorType(error=other)
        InstructorNotes = Text(4000, error=other, about="notes on who teaches it", sample="taught together")
        InternalInstructors = Many(
            "Instructor",
            instructor_row(errors["56"], unknown=errors["57"]),
            about="the users who teach it; those given replace those on record",
        )
        ExternalInstructors = Text(4000, error=other, about="others who teach it", sample="Ada Vamp of Lasts & Lace")
        URL = Text(4000, error=other, about="where it is held on the web", sample="https://meet.example/fitting")
        WebinarProvider = Text(255, error=other, about="whose web conference it is", sample="Meet")
        Other = Text(4000, error=other, about="where else it is held", sample="at the trade fair")
        Venue = Text(255, error=other, about="the venue", sample="Denver")
        Room = Text(255, error=other, about="the room", sample="12")
        Location = Text(255, error=other, about="the way there", sample="second floor")
        Capacity = Whole(0, LARGEST_CAPACITY, error=other, about="how many it has room for; not enforced", sample="12")

    return CourseSession


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


def is_to_come(*, partial: Error, skipped: Error, untimely: Error) -> Require:
    """Demand of the times of a CourseSession, where they are given, that they have a day, and are not over."""
    undated = Condition(
        partial, "StartTime, DurationHour or DurationMinute is given without StartDate", "CourseSession.StartDate"
    )
    unseen = Condition(
        skipped, "the clocks of the account's time zone skip StartTime on that day", "CourseSession.StartTime"
    )
    over = Condition(
        untimely, f"the session would be over, or StartDate lies after {LATEST_YEAR}", "CourseSession.StartDate"
    )

    def check(row: Any, _: Found, today: Today) -> Condition | None:
        session = row.CourseSession
        day, clock = session.StartDate, session.StartTime
        if day is None:
            return None if (clock, session.DurationHour, session.DurationMinute) == (None, None, None) else undated
        if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            return over
        if clock is not None and is_skipped(datetime.combine(day_of(day), clock), today.zone):
            return unseen
        _, ends_at = period_of(session, today.zone)
        return None if ends_at > today.now else over

    return Require(check, (undated, unseen, over))
