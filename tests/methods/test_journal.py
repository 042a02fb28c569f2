"""What calls leave in the history: every row they insert, change and delete, with the old values beside the new."""

import json
import zlib
from typing import Any

import pytest

from rollbook.records import tables
from tests import cast
from tests.answers import Answer
from tests.learning_module_calls import enroll_in_courses, unenroll
from tests.methods import group_calls, people
from tests.methods.test_update_user import NOTHING as DANA
from tests.seed_calls import ADAM, OLGA, Keys, enroll_in_variants, record_sessions
from tests.served import Served

CREDITS = {"SubscriptionVariantID": cast.CREDITS_VARIANT}


def changes(server: Served) -> list[tuple[str, Any, Any]]:
    """Table, before and after of all changes, the oldest first."""
    return [(row["table_name"], row["before"], row["after"]) for row in server.rows(tables.changes)]


def last_call(server: Served) -> dict[str, Any]:
    return max(server.rows(tables.calls), key=lambda call: call["concluded_id"])


def update_user(server: Served, caller: Keys, changed: people.Tree) -> Answer:
    return people.call(server, caller, "updateUser", people.changed(DANA, changed))


def test_a_changed_user_shows_the_old_value_beside_the_new_one(fina):
    assert update_user(fina, OLGA, {"Info/GivenName": "Dina"}).errors == []
    (change,) = fina.rows(tables.changes)
    assert change["before"] == {"given_name": "Dana", "name_key": "dana brown"}
    assert change["after"] == {"given_name": "Dina", "name_key": "dina brown"}
    dana = next(user["id"] for user in fina.rows(tables.users) if user["email"] == cast.DANA.email)
    assert (change["row_key"], change["user_id"], change["call_id"]) == (str(dana), dana, last_call(fina)["id"])


def test_a_change_to_the_same_value_leaves_none(fina):
    assert update_user(fina, OLGA, {"Info/GivenName": "Dana"}).errors == []
    assert changes(fina) == []


@pytest.mark.parametrize("headers", [{"Rollbook-Dry-Run": "true"}, {}], ids=["dry run", "refused"])
def test_what_is_not_written_leaves_no_change(fina, headers):
    wrong = {} if headers else {"Info/Status": "Inactive", "Groups": [("Group", {"GroupName": "Nowhere"})]}
    tree = people.changed(DANA, {"Info/GivenName": "Dina", **wrong})
    people.call(fina, OLGA, "updateUser", tree, headers)
    assert changes(fina) == []


def test_sessions_that_are_recorded_name_their_call_and_leave_no_change(fina):
    record_sessions(fina, OLGA, {}, {"Email": cast.GITA.email}, {"Email": "nobody@example.com"})
    assert changes(fina) == []
    call = last_call(fina)
    rows = [row["id"] for row in fina.rows(tables.enrollments) if row["call_id"] == call["id"]]
    assert len(rows) == 2
    assert json.loads(zlib.decompress(call["written"])) == {"enrollments": sorted(rows)}
    assert json.loads(zlib.decompress(call["refusals"])) == [
        {"block": 3, "code": "ESH:21", "path": ["User", "Email"], "value": "nobody@example.com"}
    ]


def test_a_call_says_by_which_face_and_key_it_came(fina):
    record_sessions(fina, OLGA, {})
    call = last_call(fina)
    keys = {key["id"]: key["user_id"] for key in fina.rows(tables.api_keys)}
    assert (call["face"], keys[call["key_id"]]) == ("xml", call["user_id"])


def test_a_deleted_enrolment_leaves_all_that_it_was(fina):
    answer = enroll_in_courses(fina, OLGA, {})
    (was,) = fina.rows(tables.enrollments)
    unenroll(fina, ADAM, answer.recorded[0][1]["AccountUserLearningModuleRelID"])
    ((table, before, after),) = changes(fina)
    assert (table, after) == ("enrollments", None)
    assert before.keys() == was.keys() - {"account_id"}
    assert {name: before[name] for name in ("id", "user_id", "call_id", "status")} == {
        name: was[name] for name in ("id", "user_id", "call_id", "status")
    }


def test_credits_that_are_taken_and_given_back_leave_what_was_taken_in_the_end(fina):
    enroll_in_variants(fina, OLGA, CREDITS, CREDITS)
    ((table, before, after),) = changes(fina)
    (left,) = [row["credits"] for row in fina.rows(tables.group_variants) if row["variant_id"] == cast.CREDITS_VARIANT]
    assert (table, before["credits"] - after["credits"], after["credits"]) == ("group_variants", 2, left)


def test_all_that_is_in_a_group_that_is_made_is_noted(staff):
    assert group_calls.call(staff, OLGA, "createGroup", group_calls.EVENING).errors == []
    made = [table for table, before, _ in changes(staff) if before is None]
    assert set(made) == {
        "groups", "memberships", "tags", "group_tags", "group_learning_modules", "group_variants"
    }  # fmt: skip
    moved = [(before.keys(), after.keys()) for table, before, after in changes(staff) if table == "users"]
    assert moved == [({"home_group_id"}, {"home_group_id"})]


def test_what_leaves_a_group_is_noted_as_it_was(staff):
    assert group_calls.call(staff, OLGA, "createGroup", group_calls.EVENING).errors == []
    known = len(changes(staff))
    tree = people.changed(group_calls.SALES, {"Identifier": {"Name": group_calls.NAME}})
    leaving = {
        **group_calls.users(group_calls.remove(group_calls.NOOR_BY_ID)),
        **group_calls.courses(group_calls.course(cast.COURSE, "Remove")),
        **group_calls.variants(group_calls.variant(cast.UNLIMITED_VARIANT, "Remove")),
        **group_calls.tags({"TagName": "region", "TagValues": "North, West"}),
    }
    assert group_calls.update(staff, OLGA, leaving, tree).errors == []
    noted = {(table, before is None, after is None) for table, before, after in changes(staff)[known:]}
    assert noted == {
        ("memberships", False, True),
        ("group_learning_modules", False, True),
        ("group_variants", False, False),
        ("group_tags", False, True),
        ("group_tags", True, False),
    }
