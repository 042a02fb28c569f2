"""listVariants: which variants a caller is told of, what of them, page by page."""

import pytest

from rollbook.contract.tags import OneOf
from rollbook.methods.list_variants import ListedVariant, ListVariants
from rollbook.records import tables
from tests import cast
from tests.answers import canonical
from tests.listing_calls import list_variants, listed
from tests.methods.people import Tree
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA

LEADERSHIP = ["24", "25", "23"]
SHOP_FLOOR = ["19", "18", "17", "16", "21", "20"]
ALL = [*LEADERSHIP, "22", *SHOP_FLOOR]
ANSWER = """
<SmarterU>
  <Result>Success</Result>
  <Info>
    <Variants>
      <Variant>
        <Name>Expired</Name>
        <VariantID>19</VariantID>
        <SubscriptionID>7</SubscriptionID>
        <SubscriptionName>Shop floor</SubscriptionName>
        <DurationType>Date</DurationType>
        <DurationDays/>
        <StartDate>2020-01-01 06:00:00.0</StartDate>
        <EndDate>2021-01-01 05:59:59.0</EndDate>
        <Status>Active</Status>
      </Variant>
      <Variant>
        <Name>For long</Name>
        <VariantID>18</VariantID>
        <SubscriptionID>7</SubscriptionID>
        <SubscriptionName>Shop floor</SubscriptionName>
        <DurationType>Date</DurationType>
        <DurationDays/>
        <StartDate>2020-01-01 06:00:00.0</StartDate>
        <EndDate>2999-01-01 05:59:59.0</EndDate>
        <Status>Active</Status>
      </Variant>
      <Variant>
        <Name>Quarter</Name>
        <VariantID>17</VariantID>
        <SubscriptionID>7</SubscriptionID>
        <SubscriptionName>Shop floor</SubscriptionName>
        <DurationType>Days</DurationType>
        <DurationDays>90</DurationDays>
        <StartDate/>
        <EndDate/>
        <Status>Active</Status>
      </Variant>
      <Variant>
        <Name>Unlimited</Name>
        <VariantID>16</VariantID>
        <SubscriptionID>7</SubscriptionID>
        <SubscriptionName>Shop floor</SubscriptionName>
        <DurationType>Unlimited</DurationType>
        <DurationDays/>
        <StartDate/>
        <EndDate/>
        <Status>Active</Status>
      </Variant>
    </Variants>
  </Info>
  <Errors/>
</SmarterU>
"""
MISTAKES: list[tuple[Tree, str]] = [
    ({"Page": "0"}, "52 The Page provided is not valid. A page has 1000 variants at most."),
    ({"PageSize": "1001"}, "52 The PageSize provided is not valid. A page has 1000 variants at most."),
    ({"Filters": {"SubscriptionID": "Shop floor"}}, "53 The SubscriptionID provided is not valid."),
    ({"Filters": {"Status": "All"}}, "54 The Status provided is not valid. Valid statuses are 'Active' or 'Inactive'."),
]
DENIED = "The required permissions are not met to call the listVariants method."


def test_variants_are_told_with_subscription_and_duration(fina):
    answer = list_variants(fina, OLGA, {"PageSize": 4, "Filters": {"SubscriptionID": cast.SUBSCRIPTION}})
    assert canonical(answer.text) == canonical(ANSWER)


def test_the_kinds_of_duration_are_called_what_the_reference_says(fina):
    kinds = {each.text for each in list_variants(fina, OLGA, {}).tree.iter("DurationType")}
    said = ListedVariant.tags["DurationType"]
    assert isinstance(said, OneOf)
    assert kinds == {*said.words}


@pytest.mark.parametrize(
    ("tree", "ids"),
    [
        ({}, ALL),
        ({"Filters": {}}, ALL),
        ({"Filters": {"SubscriptionID": cast.OTHER_SUBSCRIPTION}}, LEADERSHIP),
        ({"Filters": {"SubscriptionID": 9999}}, []),
        ({"Filters": {"Status": "Active"}}, [each for each in ALL if each != "20"]),
        ({"Filters": {"Status": "inactive"}}, ["20"]),
        ({"Filters": {"SubscriptionID": cast.OTHER_SUBSCRIPTION, "Status": "Inactive"}}, []),
        ({"Page": 2, "PageSize": 3}, ALL[3:6]),
        ({"Page": 4, "PageSize": 3}, ALL[9:]),
        ({"Page": 5, "PageSize": 3}, []),
    ],
)
def test_variants_come_by_the_names_of_subscription_and_variant(fina, tree, ids):
    assert listed(list_variants(fina, OLGA, tree), "VariantID") == ids


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_owner_and_administrator_are_told_of_variants_that_no_group_has(fina, keys):
    assert str(cast.UNASSIGNED_VARIANT) in listed(list_variants(fina, keys), "VariantID")


@pytest.mark.parametrize("keys", [GITA, MIRO], ids=["manager", "users' manager"])
def test_others_are_told_of_the_variants_of_the_groups_where_they_may_enrol(fina, keys):
    assert listed(list_variants(fina, keys), "VariantID") == [each for each in ALL if each != "25"]
    with fina.database.writing() as connection:
        connection.execute(tables.group_variants.delete())
    answer = list_variants(fina, keys)
    assert listed(answer, "VariantID") == []
    assert "<Variants></Variants>" in answer.text


def test_who_may_enrol_nowhere_is_refused(fina):
    assert list_variants(fina, LENA).errors == [(None, "LV:51", DENIED)]


@pytest.mark.parametrize(("tree", "error"), MISTAKES)
def test_a_filter_that_cannot_be_understood_is_refused(fina, tree, error):
    number, _, text = error.partition(" ")
    answer = list_variants(fina, OLGA, tree)
    assert (answer.result, answer.errors) == ("Failed", [(None, f"LV:{number}", text)])


def test_every_code_is_provoked():
    assert {error.code for error in ListVariants.errors()} == {f"LV:{error[:2]}" for _, error in MISTAKES} | {"LV:51"}


def test_mallory_next_door_sees_her_own_variant_under_the_same_id(fina):
    answer = list_variants(fina, MALLORY)
    assert (listed(answer, "VariantID"), listed(answer, "SubscriptionName")) == (["16"], ["Everything"])
    assert listed(list_variants(fina, MALLORY, {"Filters": {"SubscriptionID": 9}}), "VariantID") == []
