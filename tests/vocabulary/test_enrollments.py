"""What enrolling asks besides finding: due dates to the day, dates in order, results that fit."""

from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.contract.errors import Error, Source
from rollbook.contract.rows import read_row
from rollbook.contract.rules import Condition, Today
from rollbook.contract.values import read_date
from rollbook.methods.enroll_learning_modules import EnrollLearningModules
from rollbook.vocabulary.enrollments import (
    Due,
    DueDate,
    access_ends_after_due,
    dates_in_order,
    due_by_settings,
    due_in_history,
    result_fits_status,
)

ENROLLED, STARTED, COMPLETED, UNFIT, GRADE, LATE = (
    Error(name, name, Source.OURS) for name in ("enrolled", "started", "completed", "unfit", "grade", "late")
)
IN_ORDER = dates_in_order(EnrolledDate=ENROLLED, StartedDate=STARTED, CompletionDate=COMPLETED)
FITS = result_fits_status(UNFIT, grade=GRADE)
EVENING = datetime(2026, 3, 2, 5, 59, 59, tzinfo=UTC)
TODAY = Today(EVENING, ZoneInfo("US/Central"))
"""One second before midnight of 1 March in the account's time zone, where it is 2 March in UTC."""


def due(**settings: object) -> Due:
    texts = {"User": {"Email": "a@b.c"}, "GroupName": "g", "LearningModuleID": "1", "DueDateSettings": settings}
    return due_by_settings(read_row(EnrollLearningModules.row, texts), EVENING)


def history(
    enrolled: str = "01-Feb-2026", started: str = "", completed: str = "", status: str = "Completed", **more: object
) -> SimpleNamespace:
    texts = {"EnrolledDate": enrolled, "StartedDate": started, "CompletionDate": completed}
    dates = {tag: read_date(text) if text else None for tag, text in texts.items()}
    row: dict[str, object] = {"EnrollmentStatus": status, "Passed": None, "Grade": None, **more}
    return SimpleNamespace(**row, EnrollmentSettings=SimpleNamespace(**dates))


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def test_days_count_from_the_day_in_utc_and_end_at_noon():
    assert due(DueDateSetup={"DueDateDays": "0"}) == (noon(2026, 3, 2), None)
    assert due(DueDateSetup={"DueDateDays": "30"}) == (noon(2026, 4, 1), None)


def test_days_of_access_count_from_the_due_date_if_there_is_one():
    assert due(AccessSetup={"AccessEndDays": "5"}) == (None, noon(2026, 3, 7))
    late = {"DueDate": "2026-05-01 23:30"}
    assert due(DueDateSetup=late, AccessSetup={"AccessEndDays": "5"}).access_ends_at == noon(2026, 5, 6)


def test_no_settings_mean_no_dates():
    assert due() == (None, None)


def error_of(condition: Condition | None) -> Error | None:
    return None if condition is None else condition.error


@pytest.mark.parametrize("text", ["31-Dec-1899", "1899-12-31 23:59", "soon"])
def test_a_due_date_lies_in_1900_or_later(text):
    assert DueDate().read("01-Jan-1900").year == 1900
    with pytest.raises(ValueError):  # noqa: PT011  # the reader says no more
        DueDate().read(text)


@pytest.mark.parametrize(
    ("due_date", "access_end", "error"),
    [
        ("01-Mar-2024", "01-Mar-2024", None),
        ("01-Mar-2024", "2024-03-01 11:59", LATE),
        ("2024-03-01 18:00", "01-Mar-2024", LATE),
        ("", "01-Mar-2024", None),
        ("01-Mar-2024", "", None),
    ],
)
def test_access_does_not_end_before_the_due_date(due_date, access_end, error):
    sent = {"DueDate": due_date, "PostDueDateAccessEndDate": access_end}
    settings = {tag: read_date(text) if text else None for tag, text in sent.items()}
    row = SimpleNamespace(EnrollmentSettings=SimpleNamespace(**settings))
    assert error_of(access_ends_after_due(due_in_history, LATE).check(row, None, TODAY)) is error


@given(st.integers(0, 36500), st.integers(0, 36500), st.dates(date(1900, 1, 1), date(9998, 1, 1)))
def test_days_never_end_access_before_the_due_date_unless_time_itself_ends(due_days, access_days, day):
    setups = {"DueDateSetup": {"DueDateDays": str(due_days)}, "AccessSetup": {"AccessEndDays": str(access_days)}}
    texts = {"User": {"Email": "a@b.c"}, "GroupName": "g", "LearningModuleID": "1", "DueDateSettings": setups}
    today = Today(datetime.combine(day, time(23), UTC), ZoneInfo("UTC"))
    met = access_ends_after_due(due_by_settings, LATE).check(read_row(EnrollLearningModules.row, texts), None, today)
    assert (met and met.error) is (LATE if day.toordinal() + due_days + access_days > date.max.toordinal() else None)


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (history(), None),
        (history(started="01-Feb-2026", completed="01-Feb-2026"), None),
        (history(enrolled="2026-02-01 18:00", completed="01-Feb-2026"), None),
        (history(enrolled="01-Mar-2026", completed="01-Mar-2026"), None),
        (history(enrolled="02-Mar-2026"), ENROLLED),
        (history(enrolled="31-Dec-1899"), ENROLLED),
        (history(started="31-Jan-2026"), STARTED),
        (history(started="31-Jan-2026", completed="30-Jan-2026"), STARTED),
        (history(started="10-Feb-2026", completed="09-Feb-2026"), COMPLETED),
        (history(completed="31-Jan-2026"), COMPLETED),
        (history(completed="02-Mar-2026"), COMPLETED),
    ],
)
def test_what_happened_lies_in_the_past_and_in_order(row, error):
    assert error_of(IN_ORDER.check(row, None, TODAY)) is error


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (history(completed="02-Feb-2026"), None),
        (history(completed="02-Feb-2026", Passed=False, Grade="0"), None),
        (history(completed="02-Feb-2026", Grade="100.01"), GRADE),
        (history(), UNFIT),
        (history(status="Enrolled"), None),
        (history(status="In Progress", Passed=False, Grade=""), None),
        (history(status="In Progress", Passed=True), UNFIT),
        (history(status="In Progress", Grade="50"), UNFIT),
        (history(status="Enrolled", completed="02-Feb-2026"), UNFIT),
    ],
)
def test_only_what_is_completed_has_a_date_and_a_result(row, error):
    assert error_of(FITS.check(row, None, TODAY)) is error
