"""getAccount and updateAccount: name and time zone, every code, and Mallory next door."""

import pytest

from rollbook.records import tables
from tests import cast
from tests.learning_module_calls import create_session
from tests.methods.own_calls import answered, call, codes_of, error, everything
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, OLGA
from tests.served import Served

GET, UPDATE = "getAccount", "updateAccount"
MISTAKES = [
    (OLGA, {"Name": "n" * 256}, "UA:52"),
    (OLGA, {"Timezone": "Mars/North"}, "UA:53"),
    (OLGA, {"Timezone": "us/central"}, "UA:53"),
    (OLGA, {"Name": "Next Door Shoes"}, "UA:54"),
    (GITA, {"Name": "Mine"}, "UA:51"),
    (LENA, {"Name": "Mine"}, "UA:51"),
]


def accounts(server: Served) -> dict[str, str]:
    """Time zones by name."""
    return {row["name"]: row["timezone"] for row in server.rows(tables.accounts)}


@pytest.fixture
def both(server: Served) -> Served:
    server.load(cast.FINA_SHOES, cast.NEXT_DOOR_SHOES)
    return server


def test_each_caller_sees_their_own_account(both):
    fina, next_door = (answered(call(both, keys, GET, {})) for keys in (ADAM, MALLORY))
    assert (fina["Name"], fina["Timezone"], fina["Status"]) == ("Fina Shoes", "US/Central", "Active")
    assert (next_door["Name"], next_door["Timezone"]) == ("Next Door Shoes", "Europe/Berlin")


def test_a_manager_sees_none(both):
    assert call(both, GITA, GET, {}).errors == error(GET, "GA:51")


@pytest.mark.parametrize(
    ("sent", "name", "zone"),
    [
        ({"Name": "Fina & co."}, "Fina & co.", "US/Central"),
        ({"Timezone": "Asia/Tokyo"}, "Fina Shoes", "Asia/Tokyo"),
        ({"Name": "", "Timezone": ""}, "Fina Shoes", "US/Central"),
        ({"Name": "Fina Shoes", "Timezone": "UTC"}, "Fina Shoes", "UTC"),
    ],
)
def test_what_is_named_changes_and_the_rest_stays(both, sent, name, zone):
    assert answered(call(both, OLGA, UPDATE, sent)) == {"Name": name, "Timezone": zone}
    assert accounts(both) == {name: zone, "Next Door Shoes": "Europe/Berlin"}


def test_the_history_shows_both_values(both):
    answered(call(both, ADAM, UPDATE, {"Name": "Fina", "Timezone": "UTC"}))
    (change,) = both.rows(tables.changes)
    assert change["before"] == {"name": "Fina Shoes", "timezone": "US/Central"}
    assert change["after"] == {"name": "Fina", "timezone": "UTC"}
    assert (change["table_name"], change["row_key"]) == ("accounts", str(change["account_id"]))


def test_times_are_understood_in_the_new_zone_from_then_on(both):
    answered(call(both, OLGA, UPDATE, {"Timezone": "Asia/Tokyo"}))
    create_session(both, OLGA, {"StartTime": "09:00"})
    newest = max(both.rows(tables.sessions), key=lambda row: row["id"])
    assert newest["starts_at"].hour == 0


@pytest.mark.parametrize(("keys", "sent", "code"), MISTAKES)
def test_a_mistake_is_answered_with_its_code_and_changes_nothing(both, keys, sent, code):
    before = everything(both)
    assert call(both, keys, UPDATE, sent).errors == error(UPDATE, code)
    assert everything(both) == before


def test_every_code_is_provoked_here():
    assert {code for *_, code in MISTAKES} == codes_of(UPDATE)
    assert codes_of(GET) == {"GA:51"}


def test_mallory_next_door_changes_her_own_account(both):
    answered(call(both, MALLORY, UPDATE, {"Name": "Nearer", "Timezone": "UTC"}))
    assert accounts(both) == {"Fina Shoes": "US/Central", "Nearer": "UTC"}
