"""What a correction of an enrolment asks: that something is corrected, and that the whole fits afterwards."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rollbook.contract.checks import GRADES
from rollbook.contract.errors import Error
from rollbook.contract.rules import Condition, Found, Require, Today, demand
from rollbook.contract.values import is_percentage, moment_of
from rollbook.vocabulary.enrollments import FIRST_DAY

IN_SESSION = ("NotAttended", "Attended", "Completed")
WITHOUT_SESSION = ("Enrolled", "InProgress", "Completed")
RESULT = ("Passed", "StartedDate", "CompletionDate")
"""What is known only of enrolments without a session."""
DATES: Mapping[str, str] = {
    "EnrolledDate": "enrolled_at",
    "StartedDate": "started_at",
    "CompletionDate": "completed_at",
}
"""Where dates are kept, in the order in which they come."""


def status_after(row: Any, found: Found) -> str:
    """Return the status as it is kept once the correction is made."""
    status: str = row.EnrollmentStatus or found.status
    return status.replace(" ", "")


def date_after(row: Any, found: Found, tag: str) -> datetime | None:
    """Return a date as it is kept once the correction is made."""
    sent = getattr(row, tag)
    kept: datetime | None = getattr(found, DATES[tag])
    return kept if sent is None else moment_of(sent)


def corrects_something(error: Error) -> Require:
    """Demand a new value, whatever of the enrolment it is."""

    @demand(error, f"none of EnrollmentStatus, Grade, {', '.join(RESULT)} and EnrolledDate is given")
    def is_given(row: Any, _: Found, __: Today) -> bool:
        return any(getattr(row, tag) is not None for tag in ("EnrollmentStatus", "Grade", "EnrolledDate", *RESULT))

    return is_given


def fits_session(error: Error, *, unwanted: Error, grade: Error) -> Require:
    """Demand of an enrolment in a session a status, and a grade, that a session can have."""
    status = Condition(
        error, "the enrolment is in a session, and its status would be none of those", "EnrollmentStatus"
    )
    result = Condition(unwanted, f"the enrolment is in a session, and {', '.join(RESULT)} is given")
    misfit = Condition(grade, "the grade does not fit the session's grade type, or the status has none", "Grade")

    def check(row: Any, found: Found, _: Today) -> Condition | None:
        if found.session is None:
            return None
        after = status_after(row, found)
        if after not in IN_SESSION:
            return status
        if any(getattr(row, tag) is not None for tag in RESULT):
            return result
        is_graded = after == "Completed" and found.grade_type != "None"
        given = row.Grade or (found.grade if is_graded else None)
        fits = bool(given) and GRADES[found.grade_type](given) if is_graded else not row.Grade
        return None if fits else misfit

    return Require(check, (status, result, misfit))


def fits_course(error: Error, *, unwanted: Error, grade: Error) -> Require:
    """Demand of an enrolment without a session a status it can have, and a result only of what is completed."""
    status = Condition(error, "the enrolment is in no session, and its status would be one of a session")
    result = Condition(unwanted, "the enrolment would not be completed, and a result is given; or it has no date")
    misfit = Condition(grade, "Grade is no decimal number from 0 to 100 with at most two decimals", "Grade")

    def check(row: Any, found: Found, _: Today) -> Condition | None:
        if found.session is not None:
            return None
        after = status_after(row, found)
        if after not in WITHOUT_SESSION:
            return status
        if after == "Completed":
            fits = date_after(row, found, "CompletionDate") is not None
        else:
            fits = not (row.Grade or row.Passed or row.CompletionDate)
        if not fits:
            return result
        return misfit if row.Grade and not is_percentage(row.Grade) else None

    return Require(check, (status, result, misfit))


def dates_stay_in_order(error: Error) -> Require:
    """Demand that the dates given are past, and that the days come in their order with those that stay."""

    @demand(error, "a date lies before 1900, later than today in the account's time zone, or before an earlier one")
    def is_in_order(row: Any, found: Found, today: Today) -> bool:
        earliest = FIRST_DAY
        for tag in DATES:
            sent, moment = getattr(row, tag), date_after(row, found, tag)
            if moment is None or (tag == "CompletionDate" and status_after(row, found) != "Completed"):
                continue
            day = moment.date()
            if day < earliest or (sent is not None and not today.has_come(sent)):
                return False
            earliest = day
        return True

    return is_in_order
