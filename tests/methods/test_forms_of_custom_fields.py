"""Values of custom fields, in the vendor's tags and in shorter ones: each form is taken, and both are answered."""

import pytest

from rollbook.methods import METHODS
from tests import cast
from tests.answers import Answer
from tests.api.json_calls import ask
from tests.methods.people import NINA, SHOE_SIZE, Tree, call, changed, fields, message, user_of
from tests.seed_calls import GITA, OLGA
from tests.served import Served

SHORT, VENDORS = ("Name", "Value"), ("CustomFieldName", "CustomFieldValue")
FORMS = [SHORT, VENDORS, ("Name", "CustomFieldValue"), ("CustomFieldName", "Value")]
DANA: Tree = {"Identifier": {"Email": cast.DANA.email}, "Info": {}, "Profile": {}, "Groups": []}


def update(server: Served, *each: Tree) -> Answer:
    return call(server, GITA, "updateUser", changed(DANA, fields(*each)))


def values_of(server: Served) -> object:
    return user_of(server, cast.DANA.employee_id)["custom_fields"]


@pytest.mark.parametrize(("name", "value"), FORMS)
def test_a_value_is_taken_in_each_form(staff, name, value):
    assert update(staff, {name: "shoe  SIZE", value: "39"}).errors == []
    assert values_of(staff) == {SHOE_SIZE: "39"}


def test_a_new_user_has_the_value_in_the_vendor_s_form(staff):
    tree = changed(NINA, fields({"CustomFieldName": SHOE_SIZE, "CustomFieldValue": "41"}))
    assert call(staff, GITA, "createUser", tree).errors == []
    assert user_of(staff, NINA["Info"]["EmployeeID"])["custom_fields"] == {SHOE_SIZE: "41"}


def test_json_takes_the_vendor_s_form(staff):
    body = {**DANA, "Profile": {"CustomFields": [{"CustomFieldName": SHOE_SIZE, "CustomFieldValue": "40"}]}}
    assert ask(staff, "updateUser", body).status_code == 200
    assert values_of(staff) == {SHOE_SIZE: "40"}
    (row,) = ask(staff, "getUser", {"Email": cast.DANA.email}).json()["rows"]
    (field,) = row["CustomFields"]
    assert field == {"Name": SHOE_SIZE, "Value": "40", "CustomFieldName": SHOE_SIZE, "CustomFieldValue": "40"}


def test_an_empty_side_counts_as_not_given(staff):
    assert update(staff, {"Name": "", "CustomFieldName": SHOE_SIZE, "Value": "39", "CustomFieldValue": ""}).errors == []
    assert values_of(staff) == {SHOE_SIZE: "39"}


@pytest.mark.parametrize(
    "field",
    [
        {"Name": SHOE_SIZE, "CustomFieldName": SHOE_SIZE, "Value": "39"},
        {"Name": SHOE_SIZE, "Value": "39", "CustomFieldValue": "39"},
    ],
)
def test_both_forms_of_one_thing_refuse_the_call(staff, field):
    assert [code for _, code, _ in update(staff, field).errors] == ["SU:13"]
    assert values_of(staff) == {}


@pytest.mark.parametrize(
    ("field", "code", "told"),
    [
        ({"CustomFieldName": "Hat size", "CustomFieldValue": "57"}, "UU:66", {"CustomFieldName": "Hat size"}),
        ({"CustomFieldName": "n" * 256, "CustomFieldValue": "57"}, "UU:66", {"CustomFieldName": "n" * 256}),
        ({"CustomFieldValue": "57"}, "UU:66", {}),
        ({"CustomFieldName": SHOE_SIZE, "CustomFieldValue": "3" * 4001}, "UU:67", {}),
    ],
)
def test_a_mistake_in_the_vendor_s_form_has_the_same_code(staff, field, code, told):
    expected = message(METHODS["updateUser"], code, {"item": 1, **told})
    assert update(staff, field).errors == [(None, code, expected)]
    assert call(staff, OLGA, "getUser", {"Email": cast.DANA.email}).result == "Success"
