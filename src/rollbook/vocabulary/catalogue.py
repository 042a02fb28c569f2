"""The catalogue on the wire: the tags by which courses, subscriptions and their variants are made and changed."""

from collections.abc import Mapping
from typing import Any

from rollbook.contract.errors import Error
from rollbook.contract.rows import Many, Row
from rollbook.contract.rules import Condition, Distinct, Find, Found, Require, Today, demand
from rollbook.contract.tags import Date, Id, OneOf, Text, Whole
from rollbook.contract.values import EARLIEST_YEAR, LATEST_YEAR, day_of
from rollbook.vocabulary.users import AddOrRemove

Errors = Mapping[str, Error]
INSTRUCTOR_LED = "Instructor-Led"
DURATIONS = {"Unlimited": "unlimited", "Days": "days", "Date": "dates", "Dates": "dates"}
"""The kinds of duration on the wire, as the records keep them. Source: DOC (variant duration), and OURS for Dates."""
MOST_DAYS = 36_500
VARIANT_ERRORS = """
    52 The {tag} provided is not valid.
    53 The duration is not whole. Days need DurationDays, Date needs StartDate and EndDate, and nothing else fits them.
    54 The StartDate or EndDate provided lies before 1900, after 2999, or the two are in the wrong order.
    55 Learning module {item} - '{ID}' is not a valid learning module.
    56 Learning module {item} - The LearningModuleAction is not valid. Valid actions are 'Add' or 'Remove'.
    57 Learning module {item} - The learning module was named before.
"""
"""What createVariant and updateVariant answer with under the same numbers. Source: OURS."""


class VariantIds(Row):
    """A variant that was made or changed, and its subscription."""

    VariantID = Id(sample="17")
    SubscriptionID = Id(sample="7")
    Name = Text(sample="Half a year")


class Title(Text):
    """A name that others may have too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(255, **options)


class Type(OneOf):
    """The type of a course."""

    about = "the kind of course"
    sample = "Online"

    def __init__(self, **options: Any) -> None:
        super().__init__("External", INSTRUCTOR_LED, "Online", "SCORM", any_case=True, **options)


class CourseStatus(OneOf):
    """The status of a course."""

    about = "only active courses can be enrolled in; a new course is Active where nothing is said"
    sample = "Active"

    def __init__(self, **options: Any) -> None:
        super().__init__("Active", "Inactive", "Archived", any_case=True, **options)


class Status(OneOf):
    """Whether something can be enrolled in."""

    about = "only what is active can be enrolled in; Active where nothing is said"
    sample = "Active"

    def __init__(self, **options: Any) -> None:
        super().__init__("Active", "Inactive", any_case=True, **options)


def type_stays(error: Error) -> Require:
    """Demand that a course does not become instructor-led or cease to be: its sessions and enrolments are of one kind.

    Source: OURS.
    """

    @demand(error, "the course would become instructor-led, or would be so no longer", "Type")
    def stays(row: Any, found: Found, _: Today) -> bool:
        was, becomes = found.learning_module_type, row.Type
        return becomes is None or (was == INSTRUCTOR_LED) == (becomes == INSTRUCTOR_LED)

    return stays


def variant_row(errors: Errors, *, new: bool) -> type[Row]:
    """Make the row of a variant. A new one needs subscription, name and duration; of one on record the courses have
    actions.
    """
    other = errors["52"]

    class SubscriptionVariant(Row):
        """The variant, and the courses in it."""

        if new:
            SubscriptionID = Id(error=errors["58"], absent=errors["58"], about="the subscription's id", sample="7")
        else:
            VariantID = Id(error=errors["58"], absent=errors["58"], about="the variant's id", sample="17")
        Name = Title(error=other, absent=other if new else None, about="the variant's name", sample="Half a year")
        DurationType = OneOf(
            *DURATIONS,
            any_case=True,
            error=other,
            absent=other if new else None,
            about="how long an enrolment lasts; Dates means the same as Date",
            sample="Days",
        )
        DurationDays = Whole(
            1, MOST_DAYS, error=other, about="with Days: how many, from the moment of enrolment", sample="180"
        )
        StartDate = Date(error=other, about="with Date: the first day, in the account's time zone", sample=None)
        EndDate = Date(error=other, about="with Date: the last day, in the account's time zone", sample=None)
        Status = Status(error=other)
        LearningModules = Many(
            "LearningModule",
            _course_row(errors, new=new),
            about="the courses of the variant; of those that are not named nothing changes",
        )

    return SubscriptionVariant


def _course_row(errors: Errors, *, new: bool) -> type[Row]:
    class LearningModule(Row):
        """A course that the variant contains, or no longer."""

        ID = Id(error=errors["55"], absent=errors["55"], about="the course's id", sample="3860")
        if not new:
            LearningModuleAction = AddOrRemove(
                error=errors["56"], about="whether the course is to be in the variant; it is where nothing is said"
            )
        rules = (
            Find("learning_module", "learning_module", by="ID", error=errors["55"]),
            Distinct(of=("learning_module",), error=errors["57"]),
        )

    return LearningModule


def duration_is_whole(partial: Error, unfit: Error) -> Require:
    """Demand of a duration that is given its type, and exactly what belongs to the type. Source: OURS."""
    incomplete = Condition(
        partial,
        "DurationDays, StartDate or EndDate is missing for the DurationType, or given and does not belong to it",
        "DurationType",
    )
    disordered = Condition(
        unfit,
        f"StartDate lies after EndDate, or one of them before {EARLIEST_YEAR} or after {LATEST_YEAR}",
        "StartDate",
    )

    def check(row: Any, _: Found, __: Today) -> Condition | None:
        kind = row.DurationType and DURATIONS[row.DurationType]
        given = (row.DurationDays is not None, row.StartDate is not None, row.EndDate is not None)
        if given != (kind == "days", kind == "dates", kind == "dates"):
            return incomplete
        if kind != "dates":
            return None
        first, last = day_of(row.StartDate), day_of(row.EndDate)
        return None if first.year >= EARLIEST_YEAR and first <= last and last.year <= LATEST_YEAR else disordered

    return Require(check, (incomplete, disordered))
