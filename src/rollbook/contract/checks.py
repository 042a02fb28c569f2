"""Checks that contracts share: each makes a Require, and its sentence is what the reference prints."""

from operator import attrgetter

from rollbook.contract.errors import Error
from rollbook.contract.permissions import Role
from rollbook.contract.rows import Row
from rollbook.contract.rules import Condition, Found, Require, Today, demand
from rollbook.contract.values import EARLIEST_YEAR, LATEST_YEAR, is_percentage, moment_of

GRADES = {
    "LetterGrade": lambda grade: len(grade) <= 5,
    "PassFail": lambda grade: grade in {"Pass", "Fail"},
    "Percentage": is_percentage,
}
"""What a grade may be, by the session's grade type. Source: SEED; the decimals of a percentage are ours."""


def not_in_future(tag: str, error: Error) -> Require:
    """Demand a date, where there is one, from 1900 to the end of today in the account's time zone."""
    sent = attrgetter(tag)

    @demand(error, f"{tag} is before {EARLIEST_YEAR}, or later than today in the account's time zone", tag)
    def is_past(row: Row, _: Found, today: Today) -> bool:
        value = sent(row)
        return value is None or (value.year >= EARLIEST_YEAR and today.has_come(value))

    return is_past


def in_future(tag: str, error: Error) -> Require:
    """Demand a date, where there is one, whose first moment in UTC is still to come."""
    sent = attrgetter(tag)

    @demand(error, f"{tag} is not in the future, or lies after {LATEST_YEAR}", tag)
    def is_to_come(row: Row, _: Found, today: Today) -> bool:
        value = sent(row)
        return value is None or (value.year <= LATEST_YEAR and moment_of(value) > today.now)

    return is_to_come


def no_administrator(error: Error) -> Require:
    """Demand that the found user is neither an administrator nor an owner. Source: DOC."""

    @demand(error, "the user is an administrator or owner of the account")
    def is_learner(_: Row, found: Found, __: Today) -> bool:
        return not Role(found.role).is_above_groups

    return is_learner


def one_given(first: str, second: str, error: Error) -> Require:
    """Demand that one of two tags is filled; both may be."""
    sent = attrgetter(first, second)

    @demand(error, f"neither {first} nor {second} is given", first)
    def is_given(row: Row, _: Found, __: Today) -> bool:
        return sent(row) != (None, None)

    return is_given


def grade_fits_session(*, unwanted: Error, absent: Error, **unfit: Error) -> Require:
    """Demand a grade exactly where it applies: for Completed, in a graded session, of the session's grade type."""
    unexpected = Condition(unwanted, "EnrollmentStatus is NotAttended and a Grade is given", "Grade")
    missing = Condition(
        absent, "EnrollmentStatus is Completed in a graded session, and Grade is empty or absent", "Grade"
    )
    misfits = {
        kind: Condition(error, f"Completed, and Grade does not fit a session of type {kind}", "Grade")
        for kind, error in unfit.items()
    }

    def check(row: Row, found: Found, _: Today) -> Condition | None:
        grade, status = getattr(row, "Grade"), getattr(row, "EnrollmentStatus")  # noqa: B009  # tags of the contract's own row
        if status == "NotAttended":
            return unexpected if grade else None
        if status != "Completed" or found.grade_type == "None":
            return None
        if not grade:
            return missing
        return None if GRADES[found.grade_type](grade) else misfits[found.grade_type]

    return Require(check, (unexpected, missing, *misfits.values()))


def applies_today(error: Error) -> Require:
    """Demand that the found variant's period, if it has one, is not over in the account's time zone."""

    @demand(error, "the variant's end date has passed in the account's time zone", "SubscriptionVariantID")
    def applies(_: Row, found: Found, today: Today) -> bool:
        return found.end_date is None or found.end_date >= today.day

    return applies
