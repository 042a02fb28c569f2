"""What becomes of a variant that is removed from a group, and of its credits."""

from rollbook.records import tables
from tests import cast
from tests.answers import Answer
from tests.listing_calls import list_variants, listed
from tests.methods.group_calls import update, variant, variants, variants_of
from tests.seed_calls import GITA, OLGA, enroll_in_variants
from tests.served import Served

CREDITS = cast.CREDITS_VARIANT


def good(answer: Answer) -> None:
    assert (answer.result, answer.errors) == ("Success", [])


def enroll(server: Served) -> Answer:
    return enroll_in_variants(server, GITA, {"SubscriptionVariantID": CREDITS})


def test_a_variant_that_is_removed_keeps_its_balance_and_gets_it_back(school):
    good(enroll(school))
    left = cast.CREDITS - 1
    good(update(school, GITA, variants(variant(CREDITS, "Remove"))))
    assert CREDITS not in variants_of(school, cast.SALES)
    (kept,) = (row for row in school.rows(tables.group_variants) if row["variant_id"] == CREDITS)
    assert (kept["removed"], kept["requires_credits"], kept["credits"]) == (True, True, left)
    assert [each["took_credit"] for each in school.rows(tables.subscription_enrollments)].count(True) == 1
    good(update(school, OLGA, variants(variant(CREDITS))))
    assert variants_of(school, cast.SALES)[CREDITS] == (True, left)


def test_nobody_is_enrolled_in_a_variant_that_is_removed(school):
    good(update(school, GITA, variants(variant(CREDITS, "Remove"))))
    assert [code for _, code, _ in enroll(school).errors] == ["ESV:12"]
    assert str(CREDITS) not in listed(list_variants(school, GITA), "VariantID")
