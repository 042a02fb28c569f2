"""The checks of enrolments besides lookups: due dates, required sessions, the order of dates, results that fit."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from rollbook.contract.errors import Error
from rollbook.contract.rows import Named, Row
from rollbook.contract.rules import Allow, Condition, Find, Found, Require, Rule, Today, demand
from rollbook.contract.tags import Date, Flag, Id, OneOf, Text, Whole
from rollbook.contract.values import day_of, is_percentage, noon_of
from rollbook.vocabulary import headers
from rollbook.vocabulary.identifiers import ShortText

STATUSES = ("Enrolled", "In Progress", "InProgress", "Completed")
"""The statuses of past training. Reports derive Warning and Overdue from the due date."""

FIRST_DAY = date(1900, 1, 1)
COMPLETED_ON = "EnrollmentSettings.CompletionDate"
DATES = ("EnrollmentSettings.EnrolledDate", COMPLETED_ON)
INSTRUCTOR_LED = "Instructor-Led"
COMPARED = ("learning_module", "user")
"""What identifies an enrolment: the course and the user."""


class DueDate(Date):
    """A day on which something falls due, or a moment in UTC."""

    about = "when the enrolment is due; a day without a time is its noon in UTC"
    sample = "31-Dec-2030"
    synonyms: tuple[str, ...] = headers.DUE_DATE
    kind = f"{Date.kind}; without one it is noon; from 1900 on"

    def read(self, text: str) -> date | datetime:
        """Return a date, or an aware datetime when a time was given."""
        value = super().read(text)
        if day_of(value) < FIRST_DAY:
            raise ValueError
        return value

    def key(self, value: date | datetime) -> datetime:
        """Return the moment; that of a day is its noon in UTC."""
        return noon_of(value)


class AccessEnd(DueDate):
    """When access to a course ends."""

    about = "when access ends; a day without a time is its noon in UTC"
    sample = "31-Jan-2031"
    synonyms = headers.ACCESS_END


class Days(Whole):
    """A number of days, up to a hundred years."""

    def __init__(self, **options: Any) -> None:
        super().__init__(0, 36500, **options)


class DueDays(Days):
    """The number of days until an enrolment is due."""

    about = "when it is due: at noon in UTC, this many days after today"
    sample = "30"


class AccessEndDays(Days):
    """The number of days until access to a course ends."""

    about = "when access ends: at noon in UTC, this many days after the due date, or after today if there is none"
    sample = "31"


class CompletionAccessDays(Days):
    """How long a completed course can be seen."""

    about = "for how many days the course can still be seen once it is completed"
    sample = "365"


class EnrollmentTag(ShortText):
    """A free text of the caller."""

    about = "free text that is stored with the enrolment"
    sample = "spring intake"
    synonyms = headers.NOTE


class EnrolledOn(Date):
    """When a user was enrolled."""

    about = "when the user was enrolled; a day without a time is its first moment in UTC"
    sample = "01-Mar-2024"
    synonyms = headers.ENROLLED_DATE


class StartedOn(Date):
    """When a user began a course."""

    about = "when the user began"
    synonyms = headers.STARTED_DATE


class CompletedOn(Date):
    """When a user completed a course."""

    about = "when the user completed the course"
    synonyms = headers.COMPLETION_DATE


class Passed(Flag):
    """Whether a user passed."""

    about = "whether the user passed"
    synonyms = headers.PASSED


class Attendance(OneOf):
    """The outcome of a session for one user."""

    about = "the outcome: did not attend, attended, or completed"
    sample = "Completed"
    synonyms = headers.STATUS

    def __init__(self, **options: Any) -> None:
        super().__init__("NotAttended", "Attended", "Completed", **options)


class HistoryStatus(OneOf):
    """The progress of past training in a course without sessions."""

    about = "the progress in the course"
    sample = "Completed"
    synonyms = headers.STATUS

    def __init__(self, **options: Any) -> None:
        super().__init__(*STATUSES, any_case=True, **options)


class Grade(Text):
    """A result: a percentage, or letters. A sheet may hold it as a number or as a percentage."""

    about = "a percentage, such as 92.5"
    sample = "92"
    synonyms = headers.GRADE


class SessionGrade(Grade):
    """A grade, judged by the grade type of the session."""

    about = "a grade of the session's grade type; stored only for Completed in a graded session"
    sample = "92"


class NewEnrollment(Row):
    """The enrolment that was made."""

    AccountUserLearningModuleRelID = Id(sample="9001")


class Due(NamedTuple):
    """When an enrolment is due, and when access to the course ends after that."""

    at: datetime | None
    access_ends_at: datetime | None


def member_of_group(*, user: Error, group: Error, denied: Error, by: str = "Group") -> tuple[Rule, ...]:
    """Return the rules for user and group: an active user, one of their groups, a caller who may enrol there."""
    return (
        Find("user", "active_user", by="User", error=user),
        Find("group", "group", by=by, error=group),
        Find("membership", "membership", of=("group", "user"), error=group),
        Allow(within="group", error=denied),
    )


DueOf = Callable[[Any, datetime], Due]
"""Returns the Due of a row, given the moment of its call; raises OverflowError beyond the year 9999."""


def due_by_settings(row: Any, now: datetime) -> Due:
    """Read DueDateSettings. Days count from today in UTC, those of access from the due date if there is one."""
    settings = row.DueDateSettings
    at = _end_of(settings.DueDateSetup, now)
    return Due(at, _end_of(settings.AccessSetup, at or now))


def _end_of(setup: Named | None, start: datetime) -> datetime | None:
    """Return the date that is given, or noon in UTC the given number of days after the start."""
    if setup is None:
        return None
    if isinstance(setup.key, int):
        return noon_of(start.astimezone(UTC).date() + timedelta(days=setup.key))
    end: datetime = setup.key
    return end


def due_in_history(row: Any, _: datetime) -> Due:
    """Read the dates of an imported enrolment."""
    due, access_end = row.EnrollmentSettings.DueDate, row.EnrollmentSettings.PostDueDateAccessEndDate
    return Due(noon_of(due) if due else None, noon_of(access_end) if access_end else None)


def access_ends_after_due(due_of: DueOf, error: Error) -> Require:
    """Demand that access does not end before the due date."""

    @demand(error, "access to the course would end before the due date, or after the year 9999")
    def is_in_order(row: Any, _: Found, today: Today) -> bool:
        try:
            due = due_of(row, today.now)
        except OverflowError:
            return False
        return due.at is None or due.access_ends_at is None or due.access_ends_at >= due.at

    return is_in_order


def session_where_needed(error: Error) -> Require:
    """Demand a session for an instructor-led course: there is no waiting list from which one could come later."""
    tag = "LearningModuleSessionID"

    @demand(error, f"the course is instructor-led, and {tag} is empty or absent", tag)
    def is_given(row: Any, found: Found, _: Today) -> bool:
        return found.learning_module_type != INSTRUCTOR_LED or row.LearningModuleSessionID is not None

    return is_given


def not_instructor_led(error: Error) -> Require:
    """Demand a course without sessions."""

    @demand(error, "the course is instructor-led", "LearningModuleID")
    def has_no_sessions(_: Any, found: Found, __: Today) -> bool:
        return bool(found.learning_module_type != INSTRUCTOR_LED)

    return has_no_sessions


def still_open(error: Error) -> Require:
    """Demand an enrolment that is not completed."""

    @demand(error, "the enrolment is completed, or was recorded as the history of a session")
    def is_open(_: Any, found: Found, __: Today) -> bool:
        return bool(found.is_open)

    return is_open


def result_fits_status(error: Error, *, grade: Error) -> Require:
    """Demand CompletionDate if the status is Completed, and neither date nor result otherwise."""
    undated = Condition(error, "Completed without CompletionDate", "EnrollmentSettings.CompletionDate")
    unfinished = Condition(error, "not Completed, but with CompletionDate, Grade, or Passed as 1", "EnrollmentStatus")
    ungraded = Condition(grade, "Grade is not a number from 0 to 100 with at most two decimals", "Grade")

    def check(row: Any, _: Found, __: Today) -> Condition | None:
        has_date = row.EnrollmentSettings.CompletionDate is not None
        if row.EnrollmentStatus == "Completed":
            if not has_date:
                return undated
        elif has_date or row.Passed or row.Grade:
            return unfinished
        return ungraded if row.Grade and not is_percentage(row.Grade) else None

    return Require(check, (undated, unfinished, ungraded))


def dates_in_order(**errors: Error) -> Require:
    """Demand that these dates of EnrollmentSettings, where given, are past and that their days come in this order.

    Days are compared, not moments: one date may have a time and the next none.
    """
    conditions = {
        tag: Condition(
            error,
            f"{tag} is later than today in the account's time zone, or before {earlier}",
            f"EnrollmentSettings.{tag}",
        )
        for (tag, error), earlier in zip(errors.items(), ("1900", *errors), strict=False)
    }

    def check(row: Any, _: Found, today: Today) -> Condition | None:
        earliest = FIRST_DAY
        for tag, condition in conditions.items():
            value = getattr(row.EnrollmentSettings, tag)
            if value is None:
                continue
            if day_of(value) < earliest or not today.has_come(value):
                return condition
            earliest = day_of(value)
        return None

    return Require(check, tuple(conditions.values()))
