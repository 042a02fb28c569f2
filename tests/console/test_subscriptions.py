"""Subscriptions: variants as the API lists them, who is enrolled, and where each credit went."""

from collections.abc import Callable

import pytest

from rollbook.records.tables import accounts, group_variants, groups, subscription_enrollments, subscriptions, variants
from tests import cast
from tests.api.json_calls import authorization
from tests.console.visitors import DANA, FINA, GITA, LENA, OLGA, Visitor
from tests.served import Served

Sign = Callable[[str], Visitor]


@pytest.mark.parametrize("who", [cast.OLGA, cast.GITA])
def test_the_list_has_the_variants_that_the_api_shows(fina: Served, visitor: Sign, who: cast.Person):
    answer = fina.http.get("/api/v1/listVariants", headers=authorization((cast.FINA_KEY, who.api_key))).json()
    shown = visitor(who.email).open("/subscriptions").rows()
    assert [row[0] for row in shown] == [row["Name"] for row in answer["rows"]] != []


def test_a_learner_sees_none(visitor: Sign):
    assert visitor(LENA).open("/subscriptions").status == 404
    assert visitor(LENA).open("/variants/16").status == 404


def test_a_credit_that_was_given_is_in_the_ledger_with_its_reason(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    before = credits_of(fina, 16)
    form = {"GroupName": "Sales", "Credits": "5", "Action": "Add", "Reason": "Order 4711"}
    tried = olga.submit("/variants/16/credits", form, "try")
    assert tried.status_words == "Would record 1, refuse 0. Nothing is written yet."
    assert credits_of(fina, 16) == before
    done = olga.submit("/variants/16/credits", form)
    assert done.status_words.startswith("1 recorded, 0 refused")
    [entry] = done.rows(2)
    assert entry[1:] == ["Sales", "+5", str(before + 5), OLGA, "giveCredits, console", "Order 4711"]
    assert credits_of(fina, 16) == before + 5


def credits_of(server: Served, variant: int) -> int:
    """What the group Sales has left of a variant."""
    [account] = [row["id"] for row in server.rows(accounts) if row["name"] == FINA]
    [group] = [row["id"] for row in server.rows(groups) if (row["account_id"], row["name"]) == (account, "Sales")]
    wanted = (account, group, variant)
    kept = server.rows(group_variants)
    return sum(row["credits"] for row in kept if (row["account_id"], row["group_id"], row["variant_id"]) == wanted)


def test_a_reason_is_needed(fina: Served, visitor: Sign):
    before = credits_of(fina, 16)
    refused = visitor(OLGA).submit("/variants/16/credits", {"GroupName": "Sales", "Credits": "5"})
    assert (refused.status, refused.alert[:6]) == (422, "GCR:56")
    assert credits_of(fina, 16) == before


def test_a_person_is_enrolled_and_listed_with_the_credit_taken(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    done = olga.submit("/variants/16/enrol", {"User.Email": DANA, "GroupName": "Sales"})
    assert done.status_words.startswith("1 recorded, 0 refused · enrollSubscriptionVariants")
    [row] = fina.rows(subscription_enrollments)
    [shown] = done.rows(1)
    assert (shown[0], shown[2], shown[5]) == ("Dana Brown", "Sales", "1 taken" if row["took_credit"] else "")


def test_a_subscription_and_a_variant_are_made(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    olga.submit("/subscriptions/add", {"Name": "Back office"})
    [made] = [row for row in fina.rows(subscriptions) if row["name"] == "Back office"]
    olga.submit(
        "/variants/add",
        {"SubscriptionID": str(made["id"]), "Name": "Year", "DurationType": "Days", "DurationDays": "365"},
    )
    assert [row["name"] for row in fina.rows(variants) if row["subscription_id"] == made["id"]] == ["Year"]


def test_a_manager_sees_only_what_is_of_their_groups(visitor: Sign):
    page = visitor(GITA).open("/variants/16")
    assert page.status in {200, 404}
    assert visitor(GITA).open("/variants/16/credits").status == 404


def test_another_accounts_variant_is_not_found(visitor: Sign):
    assert visitor(OLGA).open("/variants/999").status == 404
