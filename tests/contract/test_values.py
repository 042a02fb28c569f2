"""Values: what is read, what is malformed, and that what is written is read again."""

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rollbook.contract import values

DAYS = st.dates()
CLOCKS = st.times()
ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def month_of(day: date) -> str:
    return ENGLISH[day.month - 1]


def is_malformed(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return True
    return False


@given(st.integers(1, 2**63 - 1))
def test_an_id_is_any_whole_number_that_the_database_can_hold(number):
    assert values.read_id(str(number)) == number


@pytest.mark.parametrize("zeros", [1, 18, 19, 500_000])
def test_zeros_may_lead_an_id_however_many(zeros):
    assert values.read_id("0" * zeros + "3860") == 3860
    assert values.read_id("0" * zeros + str(2**63 - 1)) == 2**63 - 1
    assert is_malformed(values.read_id, "0" * zeros)
    assert is_malformed(values.read_id, "0" * zeros + str(2**63))


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "-1",
        "+1",
        "1.0",
        "1e3",
        "0x1",
        "3 8",
        "38a",
        "\u0663\u0668",
        "\uff13\uff18",
        "\u00b2",
        str(2**63),
        "9" * 5000,
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_what_is_no_number_in_ascii_digits_is_no_id(text):
    assert is_malformed(values.read_id, text)


@given(DAYS, st.sampled_from([str.lower, str.upper, str.title]))
def test_a_day_is_read_in_each_of_its_forms(day, in_case):
    month = in_case(month_of(day))
    for text in (
        f"{day.day:02}-{month}-{day.year:04}",
        f"{day.year:04}-{day.month:02}-{day.day:02}",
        f"{day.day:02}/{day.month:02}/{day.year:04}",
        f"{day.day}-{month}-{day.year:04}",
        f"{day.year:04}-{day.month}-{day.day}",
        f"{day.day}/{day.month}/{day.year:04}",
        f"{day.day:02}/{day.month}/{day.year:04}",
    ):
        read = values.read_date(text)
        assert (read, type(read)) == (day, date)


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_a_year_of_two_digits_means_1970_to_2069(day):
    assert values.read_date(f"{day.day:02}-{month_of(day)}-{day.year % 100:02}") == day
    assert values.read_date(f"{day.day}-{month_of(day)}-{day.year % 100:02}") == day


@given(DAYS, CLOCKS)
@example(date(9999, 12, 31), datetime.max.time())
def test_a_time_behind_the_day_makes_it_a_moment_in_utc(day, clock):
    moment = datetime.combine(day, clock, UTC)
    text = f"{day.day:02}/{day.month:02}/{day.year:04} {clock:%H:%M}"
    assert values.read_date(text) == moment.replace(second=0, microsecond=0)
    assert values.read_date(f"{text}:{clock:%S}") == moment.replace(microsecond=0)
    assert values.read_date(f"{text}:{clock:%S}.{clock:%f}") == moment
    assert values.read_date(f"{text}:{clock:%S}.{clock:%f}789Z") == moment
    assert values.read_date(f"{text}Z") == moment.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("fraction", "microseconds"),
    [("5", 500_000), ("05", 50_000), ("123456", 123_456), ("1234567", 123_456), ("999999999", 999_999)],
)
def test_a_fraction_of_a_second_counts_from_its_first_digit(fraction, microseconds):
    assert values.read_date(f"2024-03-01 09:00:00.{fraction}") == datetime(2024, 3, 1, 9, 0, 0, microseconds, UTC)


@pytest.mark.parametrize(
    "text",
    [
        "29-Feb-2023", "31-Apr-2024", "2024-02-30", "30/02/2024", "00/01/2024", "2024-13-01", "13/13/2024",
        "0000-01-01", "01-Mrz-2024", "01-March-2024", "001-Mar-2024", "2024-003-1", "01/03/24", "03/2024",
        "20240301", "2024-03-01Z", "2024-03-01 24:00", "2024-03-01 09:60", "2024-03-01 09:00:60", "2024-03-01 9:00",
        "2024-03-01 09:00:00.", "2024-03-01 09:00:00.1234567890", "2024-03-01 09:00 UTC",
        "2024-03-01 09:00ZZ", "2024-03-01 09:00+00:00", "-Mar-2024", "1--2024", "2024-03-", "1/3/20245", "20245-3-1",
        "2024-03-01 ", "01-Mar-202", "01-Mar-20245", "tomorrow", "٠١/٠٣/٢٠٢٤", "2024-W09-5", "2024/03/01",
        "-2024-03-01",
    ],
)  # fmt: skip
def test_a_day_that_does_not_exist_or_is_written_otherwise_is_malformed(text):
    assert is_malformed(values.read_date, text)


@given(st.text(alphabet="0123456789-/ :.TJanFebMr", max_size=24))
def test_whatever_is_given_for_a_date_is_a_date_or_malformed(text):
    assert is_malformed(values.read_date, text) or values.moment_of(values.read_date(text)).tzinfo is UTC


def test_a_day_stands_for_its_first_moment_in_utc():
    assert values.moment_of(date(2024, 3, 1)) == datetime(2024, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("microsecond", "shown"), [(0, "0"), (277_000, "277"), (990_000, "99"), (100_000, "1"), (7_000, "007"), (999, "0")]
)
def test_a_moment_is_shown_with_one_to_three_digits_behind_the_point(microsecond, shown):
    moment = datetime(2015, 2, 20, 1, 15, 12, microsecond, UTC)
    assert values.show_moment(moment) == f"2015-02-20 01:15:12.{shown}"


@given(st.dates(date(1000, 1, 2), date(9999, 12, 30)), CLOCKS, st.integers(-14, 14))
def test_a_moment_that_is_shown_is_read_again_to_the_millisecond(day, clock, hours):
    moment = datetime.combine(day, clock, timezone(timedelta(hours=hours)))
    exact = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert values.read_date(values.show_moment(moment)) == exact


def test_no_moment_is_shown_as_nothing():
    assert values.show_moment(None) == ""


@pytest.mark.parametrize("text", ["1", "true", "True", "TRUE"])
def test_yes_is_1_or_true_without_case(text):
    assert values.read_flag(text) is True


@pytest.mark.parametrize("text", ["0", "false", "False", "FALSE"])
def test_no_is_0_or_false_without_case(text):
    assert values.read_flag(text) is False


@given(st.decimals(0, 100, places=2))
def test_a_percentage_goes_from_0_to_100_with_two_decimals(number):
    assert values.is_percentage(f"{number:.2f}")
    assert values.is_percentage(f"{number:.1f}") or number > Decimal("99.94")


@pytest.mark.parametrize(
    "text", ["-1", "100.01", "101", "1000", "92.125", "92,5", "92 %", "92%", ".5", "5.", "1e1", "NaN", "٩٢", "Pass", ""]
)
def test_what_is_no_percentage_is_refused(text):
    assert not values.is_percentage(text)


@pytest.mark.parametrize(
    "text", ["dana.brown@finashoes.com", "d@f.co", "o'hara+x@sub.f-s.example", "зина@пример.рф", "x" * 249 + "@f.co"]
)
def test_an_address_is_something_at_a_host_with_a_dot(text):
    assert len(text) <= 254
    assert values.read_email(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "dana", "dana@", "@fina.com", "dana@fina", "dana@fina.", "dana@.com", "dana@fina..com", "da na@fina.com",
        "dana@fi na.com", "dana@@fina.com", "dana@fina@com", "dana\n@fina.com", "x" * 250 + "@f.co",
    ],
    ids=lambda text: ascii(text[:20]),
)  # fmt: skip
def test_anything_else_is_no_address(text):
    assert is_malformed(values.read_email, text)


def test_the_months_are_those_of_the_calendar():
    assert [name.lower() for name in calendar.month_abbr[1:]] == list(values.MONTHS)
