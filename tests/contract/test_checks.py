"""Checks that contracts share: grades by the session's type, and days in the account's time zone."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.contract.checks import applies_today, grade_fits_session, not_in_future
from rollbook.contract.errors import Error, Source
from rollbook.contract.rules import Condition, Today

UNWANTED, ABSENT, LETTER, PASS, PERCENT, LATE = (
    Error(name, name, Source.OURS) for name in ("unwanted", "absent", "letter", "pass", "percent", "late")
)
UNFIT = {"LetterGrade": LETTER, "PassFail": PASS, "Percentage": PERCENT}
GRADE = grade_fits_session(unwanted=UNWANTED, absent=ABSENT, **UNFIT)
ON_TIME = not_in_future("On", LATE)

FIRST_MOMENT, LAST_MOMENT = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
EVENING = Today(datetime(2026, 3, 2, 5, 59, 59, tzinfo=UTC), ZoneInfo("US/Central"))
"""One second before midnight of 1 March in the account's time zone, where it is 2 March in UTC."""


def error_of(condition: Condition | None) -> Error | None:
    return None if condition is None else condition.error


def met_by(status: str, grade: str | None, grade_type: str) -> Error | None:
    row = SimpleNamespace(EnrollmentStatus=status, Grade=grade)
    return error_of(GRADE.check(row, SimpleNamespace(grade_type=grade_type), EVENING))


def met_on(day: date | datetime, today: Today = EVENING) -> Error | None:
    return error_of(ON_TIME.check(SimpleNamespace(On=day), None, today))


@pytest.mark.parametrize(
    ("grade_type", "good", "bad"),
    [
        ("LetterGrade", ["A", "A+", "Super", "sehr "], ["Better"]),
        ("PassFail", ["Pass", "Fail"], ["pass", "FAIL", "Passed", "1", "92"]),
        ("Percentage", ["0", "100", "92.5", "92.25", "007"], ["101", "100.01", "-1", "92,5", "92%", "92.125", "A"]),
    ],
)
def test_a_grade_is_of_the_type_of_the_session(grade_type, good, bad):
    assert [grade for grade in good if met_by("Completed", grade, grade_type)] == []
    assert [grade for grade in bad if met_by("Completed", grade, grade_type) is not UNFIT[grade_type]] == []


@pytest.mark.parametrize("grade_type", UNFIT)
def test_a_graded_session_that_was_completed_has_a_grade(grade_type):
    assert met_by("Completed", None, grade_type) is ABSENT


@pytest.mark.parametrize("grade_type", [*UNFIT, "None"])
def test_who_did_not_attend_has_no_grade(grade_type):
    assert met_by("NotAttended", "92", grade_type) is UNWANTED
    assert met_by("NotAttended", None, grade_type) is None


@pytest.mark.parametrize(
    ("status", "grade_type"), [*(("Attended", each) for each in [*UNFIT, "None"]), ("Completed", "None")]
)
@pytest.mark.parametrize("grade", [None, "92", "no grade of any type"])
def test_elsewhere_a_grade_says_nothing(status, grade_type, grade):
    assert met_by(status, grade, grade_type) is None


def test_today_is_the_day_in_the_time_zone_of_the_account():
    assert EVENING.day == date(2026, 3, 1)
    assert met_on(date(2026, 3, 1)) is None
    assert met_on(date(2026, 3, 2)) is LATE


def test_a_moment_may_lie_as_late_as_the_end_of_the_day_of_the_account():
    assert met_on(datetime(2026, 3, 2, 5, 59, 59, 999_999, tzinfo=UTC)) is None
    assert met_on(datetime(2026, 3, 2, 6, 0, tzinfo=UTC)) is LATE


def test_a_day_before_1900_is_no_date_of_an_enrolment():
    assert met_on(date(1900, 1, 1)) is None
    assert met_on(date(1899, 12, 31)) is LATE
    assert met_on(datetime(1899, 12, 31, 23, 59, tzinfo=UTC)) is LATE


@pytest.mark.parametrize("zone", ["US/Central", "Pacific/Kiritimati", "Etc/GMT+12", "UTC"])
@pytest.mark.parametrize("day", [date.min, date.max, FIRST_MOMENT, LAST_MOMENT])
def test_the_ends_of_the_calendar_are_refused_in_every_time_zone(zone, day):
    assert met_on(day, Today(EVENING.now, ZoneInfo(zone))) is LATE


@given(
    st.timedeltas(timedelta(), timedelta(days=3650)).map(lambda passed: EVENING.now + passed),
    st.timezones(),
    st.timedeltas(timedelta(days=-2), timedelta(days=2)),
)
def test_a_moment_has_come_when_its_day_has_come(now, zone, away):
    today, moment = Today(now, zone), now + away
    assert today.has_come(moment) == (moment.astimezone(zone).date() <= now.astimezone(zone).date())


def test_a_variant_can_be_had_to_the_end_of_its_last_day_in_the_time_zone_of_the_account():
    check = applies_today(LATE).check
    for end, error in ((date(2026, 3, 1), None), (date(2026, 2, 28), LATE), (date(2026, 3, 2), None), (None, None)):
        assert error_of(check(None, SimpleNamespace(end_date=end), EVENING)) is error
