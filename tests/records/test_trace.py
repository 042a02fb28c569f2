"""What the changes of a row say about its values."""

from rollbook.records.verify.trace import Trace


def test_a_change_of_a_server_whose_clock_is_behind_seems_older_than_a_load_and_is_sound():
    trace = Trace()
    trace.change({"credits": 70}, {"credits": 60})
    trace.load()
    trace.change({"credits": 80}, {"credits": 70})
    assert trace.differing({"credits": 60}) == []
    assert trace.differing({"credits": 70}) == []
    assert trace.differing({"credits": 65}) == ["credits"]


def test_changes_of_a_server_whose_clock_is_behind_are_followed_across_a_load_among_them():
    trace = Trace()
    trace.change({"credits": 70}, {"credits": 60})
    trace.change({"credits": 90}, {"credits": 80})
    trace.load()
    trace.change({"credits": 100}, {"credits": 90})
    trace.change({"credits": 80}, {"credits": 70})
    assert trace.broken() == []
    assert trace.differing({"credits": 60}) == []
    trace.change({"credits": 50}, {"credits": 45})
    assert trace.broken() == ["credits"]
