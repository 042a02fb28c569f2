"""getUserSubscriptions: the whole answer, and who sees whose subscriptions."""

import pytest

from rollbook.contract.values import show_moment
from rollbook.methods.get_user_subscriptions import GetUserSubscriptions
from rollbook.records import tables
from tests import cast
from tests.answers import canonical
from tests.methods.people import NAMED_IN_NO_WAY, NOBODY, call, info, message, user_of
from tests.seed_calls import GITA, LENA, MALLORY, MIRO, OLGA, enroll_in_variants

DANAS = """
<UserSubscriptions>
  <UserSubscription>
    <ID>{v18[id]}</ID><SubscriptionName>Shop floor</SubscriptionName><SubscriptionID>7</SubscriptionID>
    <VariantID>18</VariantID><VariantName>For long</VariantName><GroupName>Sales</GroupName>
    <StartDate>2020-01-01 06:00:00.0</StartDate><EndDate>2999-01-01 05:59:59.0</EndDate>
    <EnrollmentTag>spring</EnrollmentTag>
  </UserSubscription>
  <UserSubscription>
    <ID>{v23[id]}</ID><SubscriptionName>Leadership</SubscriptionName><SubscriptionID>9</SubscriptionID>
    <VariantID>23</VariantID><VariantName>Week</VariantName><GroupName>Sales</GroupName>
    <StartDate>{v23[starts]}</StartDate><EndDate>{v23[ends]}</EndDate><EnrollmentTag>spring</EnrollmentTag>
  </UserSubscription>
  <UserSubscription>
    <ID>{v16[id]}</ID><SubscriptionName>Shop floor</SubscriptionName><SubscriptionID>7</SubscriptionID>
    <VariantID>16</VariantID><VariantName>Unlimited</VariantName><GroupName>Warehouse</GroupName>
    <StartDate>{v16[starts]}</StartDate><EndDate/><EnrollmentTag/>
  </UserSubscription>
</UserSubscriptions>
"""


def ask(server, keys, user):
    return call(server, keys, "getUserSubscriptions", user)


def error(code):
    return [(None, code, message(GetUserSubscriptions, code, {}))]


def test_the_subscriptions_of_a_user_are_listed_in_the_order_in_which_they_start(fina):
    enroll_in_variants(fina, OLGA, {"SubscriptionVariantID": cast.CREDITS_VARIANT}, {"Email": cast.LENA.email})
    enroll_in_variants(fina, OLGA, {"SubscriptionVariantID": cast.DATES_VARIANT})
    enroll_in_variants(fina, OLGA, {"GroupName": cast.WAREHOUSE, "EnrollmentTag": None})
    dana = user_of(fina, cast.DANA.employee_id)["id"]
    rows = [row for row in fina.rows(tables.subscription_enrollments) if row["user_id"] == dana]
    made = {
        f"v{row['variant_id']}": {
            "id": row["id"],
            "starts": show_moment(row["starts_at"]),
            "ends": show_moment(row["ends_at"]),
        }
        for row in rows
    }
    assert canonical(info(ask(fina, GITA, {"Email": cast.DANA.email}))) == canonical(DANAS.format(**made))


def test_who_holds_none_has_an_empty_list(fina):
    assert info(ask(fina, OLGA, {"Email": cast.DANA.email})) == "<UserSubscriptions></UserSubscriptions>"


@pytest.mark.parametrize("user", NOBODY, ids=str)
def test_who_is_not_there_is_not_found(fina, user):
    assert ask(fina, OLGA, user).errors == error("GUS:53")


@pytest.mark.parametrize("user", NAMED_IN_NO_WAY, ids=str)
def test_an_empty_identifier_is_nobodys(fina, user):
    assert ask(fina, OLGA, user).errors == error("GUS:52")


def test_owners_and_the_users_of_other_groups_are_out_of_reach(fina):
    for person in (cast.OLGA, cast.ADAM, cast.WALT):
        assert ask(fina, GITA, {"Email": person.email}).errors == error("GUS:54")
    assert ask(fina, OLGA, {"Email": cast.ADAM.email}).errors == error("GUS:54")


def test_who_manages_users_sees_their_subscriptions_and_who_manages_none_sees_nothing(fina):
    assert ask(fina, MIRO, {"Email": cast.DANA.email}).result == "Success"
    assert ask(fina, LENA, {"Email": cast.LENA.email}).errors == error("GUS:51")


def test_mallory_sees_nothing_of_fina(fina):
    enroll_in_variants(fina, OLGA, {})
    number = user_of(fina, cast.DANA.employee_id)["id"]
    for user in ({"Email": cast.DANA.email}, {"EmployeeID": cast.DANA.employee_id}, {"ID": number}):
        assert ask(fina, MALLORY, user).errors == error("GUS:53")
    assert info(ask(fina, MALLORY, {"Email": cast.NILS.email})) == "<UserSubscriptions></UserSubscriptions>"


def test_no_code_is_left_out():
    assert {each.code for each in GetUserSubscriptions.errors()} == {f"GUS:{number}" for number in (51, 52, 53, 54)}
