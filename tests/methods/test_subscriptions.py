"""createSubscription and updateSubscription: what is on record, every code, and Mallory next door."""

import pytest

from rollbook.records import tables
from tests import cast
from tests.methods.own_calls import answered, call, codes_of, error, everything, row_of
from tests.methods.people import Tree
from tests.seed_calls import ADAM, GITA, MALLORY, OLGA

CREATE, UPDATE = "createSubscription", "updateSubscription"
NEW: Tree = {"Name": "Back & office"}
KNOWN: Tree = {"SubscriptionID": cast.OTHER_SUBSCRIPTION}
MISTAKES = [
    (CREATE, NEW, {"Name": None}, "CSU:52"),
    (CREATE, NEW, {"Name": "n" * 256}, "CSU:52"),
    (CREATE, NEW, {"Description": "n" * 4001}, "CSU:53"),
    (CREATE, NEW, {"Status": "Archived"}, "CSU:54"),
    (UPDATE, KNOWN, {"Name": "n" * 256}, "USU:52"),
    (UPDATE, KNOWN, {"Description": "n" * 4001}, "USU:53"),
    (UPDATE, KNOWN, {"Status": "Archived"}, "USU:54"),
    (UPDATE, KNOWN, {"SubscriptionID": None}, "USU:55"),
    (UPDATE, KNOWN, {"SubscriptionID": "Leadership"}, "USU:55"),
    (UPDATE, KNOWN, {"SubscriptionID": 9999}, "USU:55"),
]


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_a_new_subscription_is_on_record_and_active(fina, keys):
    answer = answered(call(fina, keys, CREATE, NEW))
    row = row_of(fina, tables.subscriptions, answer["SubscriptionID"])
    assert (row["name"], row["description"], row["status"]) == ("Back & office", "", "Active")
    assert answer["Name"] == "Back & office"


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({"Name": "Leading"}, {"name": "Leading"}),
        ({"Description": "For <all>"}, {"description": "For <all>"}),
        ({"Status": "inactive"}, {"status": "Inactive"}),
        ({"Name": "", "Description": "", "Status": ""}, {}),
    ],
)
def test_what_is_named_changes_and_the_rest_stays(fina, changes, columns):
    was = row_of(fina, tables.subscriptions, cast.OTHER_SUBSCRIPTION)
    answered(call(fina, OLGA, UPDATE, KNOWN, changes))
    assert row_of(fina, tables.subscriptions, cast.OTHER_SUBSCRIPTION) == was | columns
    assert [change["after"] for change in fina.rows(tables.changes)] == ([columns] if columns else [])


@pytest.mark.parametrize(("name", "tree", "changes", "code"), MISTAKES)
def test_a_mistake_is_answered_with_its_code_and_changes_nothing(fina, name, tree, changes, code):
    before = everything(fina)
    assert call(fina, OLGA, name, tree, changes).errors == error(name, code)
    assert everything(fina) == before


@pytest.mark.parametrize(("name", "tree", "code"), [(CREATE, NEW, "CSU:51"), (UPDATE, KNOWN, "USU:51")])
def test_a_manager_may_not(fina, name, tree, code):
    before = everything(fina)
    assert call(fina, GITA, name, tree).errors == error(name, code)
    assert everything(fina) == before


def test_every_code_is_provoked_here():
    assert {code for *_, code in MISTAKES} | {"CSU:51", "USU:51"} == codes_of(CREATE) | codes_of(UPDATE)


def test_mallory_next_door_changes_only_her_own_subscription_of_the_same_id(server):
    server.load(cast.FINA_SHOES, cast.NEXT_DOOR_SHOES)
    before = {row["name"]: row for row in server.rows(tables.subscriptions)}
    assert call(server, MALLORY, UPDATE, KNOWN, {"Name": "Hers"}).errors == error(UPDATE, "USU:55")
    answered(call(server, MALLORY, UPDATE, {"SubscriptionID": cast.SUBSCRIPTION, "Name": "Hers"}))
    after = {row["name"]: row for row in server.rows(tables.subscriptions)}
    assert after.pop("Hers") == before.pop("Everything") | {"name": "Hers"}
    assert after == before
