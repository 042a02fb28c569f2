"""listSubscriptions: the account's subscriptions, those that are withdrawn too."""

import pytest

from rollbook.methods.list_subscriptions import ListSubscriptions
from rollbook.records import tables
from tests import cast
from tests.answers import canonical
from tests.listing_calls import list_subscriptions, listed
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA

ANSWER = """
<SmarterU>
  <Result>Success</Result>
  <Info>
    <Subscriptions>
      <Subscription>
        <Name>Leadership</Name>
        <SubscriptionID>9</SubscriptionID>
        <Description>For &lt;those&gt; who lead</Description>
        <Status>Active</Status>
      </Subscription>
      <Subscription>
        <Name>Old stock</Name>
        <SubscriptionID>8</SubscriptionID>
        <Description/>
        <Status>Inactive</Status>
      </Subscription>
      <Subscription>
        <Name>Shop floor</Name>
        <SubscriptionID>7</SubscriptionID>
        <Description/>
        <Status>Active</Status>
      </Subscription>
    </Subscriptions>
  </Info>
  <Errors/>
</SmarterU>
"""
DENIED = "The required permissions are not met to call the listSubscriptions method."
NO_STATUS = "The Status provided is not valid. Valid statuses are 'Active' or 'Inactive'."


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_subscriptions_are_told_by_name(fina, keys):
    with fina.database.writing() as connection:
        one = tables.subscriptions.update().where(tables.subscriptions.c.id == cast.OTHER_SUBSCRIPTION)
        connection.execute(one.values(description="For <those> who lead"))
    assert canonical(list_subscriptions(fina, keys).text) == canonical(ANSWER)


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, ["9", "8", "7"]),
        ({"Status": ""}, ["9", "8", "7"]),
        ({"Status": "Active"}, ["9", "7"]),
        ({"Status": "inactive"}, ["8"]),
    ],
)
def test_a_subscription_has_to_have_the_status(fina, filters, ids):
    assert listed(list_subscriptions(fina, OLGA, {"Filters": filters}), "SubscriptionID") == ids


def test_without_filters_all_are_told(fina):
    assert listed(list_subscriptions(fina, OLGA), "SubscriptionID") == ["9", "8", "7"]


def test_an_account_without_subscriptions_is_answered_with_an_empty_container(fina):
    for table in (tables.group_variants, tables.variant_learning_modules, tables.variants, tables.subscriptions):
        with fina.database.writing() as connection:
            connection.execute(table.delete())
    answer = list_subscriptions(fina, OLGA)
    assert listed(answer, "SubscriptionID") == []
    assert "<Subscriptions></Subscriptions>" in answer.text


def test_another_status_is_refused(fina):
    assert list_subscriptions(fina, OLGA, {"Filters": {"Status": "All"}}).errors == [(None, "LSUB:52", NO_STATUS)]


@pytest.mark.parametrize("keys", [GITA, MIRO, LENA], ids=["manager", "users' manager", "learner"])
def test_only_administrators_and_owners_may_ask(fina, keys):
    assert list_subscriptions(fina, keys).errors == [(None, "LSUB:51", DENIED)]


def test_every_code_is_provoked():
    assert [error.code for error in ListSubscriptions.errors()] == ["LSUB:51", "LSUB:52"]


def test_pages_have_no_business_there(fina):
    assert [code for _, code, _ in list_subscriptions(fina, OLGA, {"Page": 1}).errors] == ["SU:13"]


def test_mallory_next_door_sees_her_own_subscription_under_the_same_id(fina):
    answer = list_subscriptions(fina, MALLORY)
    assert (listed(answer, "SubscriptionID"), listed(answer, "Name")) == (["7"], ["Everything"])
    assert "SU:10" in list_subscriptions(fina, (cast.FINA_KEY, MALLORY[1])).text
