"""The journal: several changes of one row are one change, and what is kept of a row gives the row back."""

from datetime import UTC, date, datetime

from rollbook.records import tables
from rollbook.records.write.journal import Journal, recorded, restored

USER = {"id": 7, "given_name": "Dana", "surname": "Brown"}


def test_the_reason_of_a_later_update_is_kept():
    journal = Journal()
    journal.update(tables.users, USER, {**USER, "given_name": "Dina"})
    journal.update(tables.users, {**USER, "given_name": "Dina"}, {**USER, "given_name": "Dona"}, "Misheard")
    (change,) = journal.changes.values()
    assert (change.columns(), change.reason) == (({"given_name": "Dana"}, {"given_name": "Dona"}), "Misheard")


def test_the_reason_of_the_first_update_outlives_one_without():
    journal = Journal()
    journal.update(tables.users, USER, {**USER, "given_name": "Dina"}, "Misheard")
    journal.update(tables.users, {**USER, "given_name": "Dina"}, {**USER, "given_name": "Dona"})
    (change,) = journal.changes.values()
    assert change.reason == "Misheard"


def test_a_row_that_was_changed_in_part_and_then_deleted_is_kept_whole_as_it_was():
    journal = Journal()
    journal.update(tables.users, {"id": 7, "surname": "Brown"}, {"id": 7, "surname": "Black"})
    journal.delete(tables.users, [{**USER, "surname": "Black"}])
    (change,) = journal.changes.values()
    assert change.columns() == (USER, None)


def test_what_is_kept_of_a_row_gives_its_values_back_but_for_those_kept_as_flags():
    day, moment = date(2024, 3, 1), datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
    variant = {"id": 3, "start_date": day, "end_date": None, "created_at": moment}
    assert restored(tables.variants, recorded(variant)) == variant
    key = {"id": 3, "label": "x", "key_hash": b"secret", "expires_at": moment}
    assert recorded(key)["key_hash"] is True
    assert restored(tables.api_keys, recorded(key)) == {"id": 3, "label": "x", "expires_at": moment}
