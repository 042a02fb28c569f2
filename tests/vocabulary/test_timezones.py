"""Time zones: the vendor's list, whole, and what is shown of zones that are not on it."""

from zoneinfo import available_timezones

import pytest

from rollbook.contract.errors import Error, Source
from rollbook.contract.tags import Unreadable
from rollbook.vocabulary.timezones import DISPLAY_VALUES, OFFSETS, TimeZone, display_value, listed_name

UNKNOWN = Error("zone", "zone", Source.OURS)


def test_the_list_is_whole():
    assert len(DISPLAY_VALUES) == len(OFFSETS) == 559
    assert DISPLAY_VALUES["US/Mountain"] == "(GMT-7:00) - US/Mountain"
    assert DISPLAY_VALUES["Asia/Phnom_Penh"] == "(GMT+7:00) - Asia_Phnom_Penh"


@pytest.mark.parametrize(("sent", "read"), [("US/Pacific", "US/Pacific"), ("us/PACIFIC", "US/Pacific"), ("MIT", "MIT")])
def test_a_provided_name_is_read_in_any_case(sent, read):
    assert TimeZone(error=UNKNOWN).value(sent) == read


@pytest.mark.parametrize("sent", ["(GMT-8:00) - US/Pacific", "Europe/Kyiv", "../etc/passwd", "é"])
def test_no_other_name_is_read(sent):
    with pytest.raises(Unreadable) as unreadable:
        TimeZone(error=UNKNOWN).value(sent)
    assert unreadable.value.error is UNKNOWN


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("US/Pacific", "(GMT-8:00) - US/Pacific"),
        ("Europe/Kyiv", "(GMT+2:00) - Europe/Athens"),
        ("Europe/Zurich", "(GMT+1:00) - Europe/Amsterdam"),
        ("Asia/Yangon", "(GMT+6:30) - Asia/Rangoon"),
        ("Pacific/Kanton", "(GMT+13:00) - Pacific/Enderbury"),
        ("Etc/UTC", "(GMT+0:00) - UTC"),
        ("Etc/GMT+12", "(GMT-11:00) - MIT"),
    ],
)
def test_a_zone_is_shown_by_a_name_of_the_list_that_is_like_it(zone, shown):
    assert display_value(zone) == shown


def test_every_zone_that_an_account_can_have_is_shown_by_a_name_of_the_list():
    zones = available_timezones() - {"localtime"}
    assert {display_value(zone) for zone in zones} <= set(DISPLAY_VALUES.values())
    assert {listed_name(zone) for zone in zones & DISPLAY_VALUES.keys()} == zones & DISPLAY_VALUES.keys()
