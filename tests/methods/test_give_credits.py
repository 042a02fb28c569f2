"""giveCredits: more or fewer credits for a group's variant, on record with the reason, and every code."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from rollbook.records import tables
from tests import cast
from tests.answers import Answer, package
from tests.methods import people
from tests.methods.mistakes import codes_by_block
from tests.seed_calls import ADAM, GITA, MALLORY, OLGA, Keys, enroll_in_variants
from tests.served import Served

GOOD: people.Tree = {
    "GroupName": cast.SALES,
    "SubscriptionVariantID": cast.CREDITS_VARIANT,
    "Credits": 5,
    "Action": "Add",
    "Reason": "Order 4711",
}


def give(server: Served, keys: Keys, changes: people.Tree | None = None) -> Answer:
    """Call giveCredits with five credits for Sales, and what is changed of it."""
    tree = people.changed(GOOD, changes or {})
    return server.call(package("giveCredits", f"<Credits>{people.xml(tree)}</Credits>", keys))


def left(server: Served) -> int:
    rows = server.rows(tables.group_variants)
    return next(int(row["credits"]) for row in rows if row["variant_id"] == cast.CREDITS_VARIANT)


def test_credits_are_given_and_can_be_used_and_the_history_says_why(fina):
    before = left(fina)
    answer = give(fina, ADAM)
    assert (answer.errors, answer.tree.findtext("Info/Credits/Credits")) == ([], str(before + 5))
    (change,) = fina.rows(tables.changes)
    assert (change["before"], change["after"]) == (
        {"credits": before, "given": before},
        {"credits": before + 5, "given": before + 5},
    )
    assert change["reason"] == "Order 4711"
    sent = [{"SubscriptionVariantID": cast.CREDITS_VARIANT}] * (before + 6)
    assert len(enroll_in_variants(fina, OLGA, *sent).recorded) == before + 5


def test_credits_are_removed_to_the_last_one(fina):
    before = left(fina)
    assert give(fina, OLGA, {"Credits": before, "Action": "Remove"}).errors == []
    assert left(fina) == 0
    assert codes_by_block(give(fina, OLGA, {"Credits": 1, "Action": "Remove"})) == {None: "GCR:59"}


def test_a_group_is_found_by_its_id_and_nothing_said_means_added(fina):
    before = left(fina)
    assert give(fina, OLGA, {"GroupName": None, "GroupID": cast.SALES_ID, "Action": None}).errors == []
    assert left(fina) == before + 5


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"GroupName": "x" * 256}, "GCR:52"),
        ({"GroupName": None}, "GCR:52"),
        ({"SubscriptionVariantID": "x"}, "GCR:53"),
        ({"Credits": 0}, "GCR:54"),
        ({"Credits": 1_000_001}, "GCR:54"),
        ({"Credits": None}, "GCR:54"),
        ({"Action": "Give"}, "GCR:55"),
        ({"Reason": None}, "GCR:56"),
        ({"Reason": "x" * 501}, "GCR:56"),
        ({"GroupName": "Nowhere"}, "GCR:57"),
        ({"SubscriptionVariantID": 404}, "GCR:58"),
        ({"GroupName": cast.WAREHOUSE}, "GCR:58"),
    ],
)
def test_one_difference_is_refused_with_its_code_and_gives_nothing(fina, changes, code):
    before = fina.rows(tables.group_variants)
    assert codes_by_block(give(fina, OLGA, changes)) == {None: code}
    assert fina.rows(tables.group_variants) == before


def test_only_administrators_and_owners_of_the_account_give_credits(fina):
    before = fina.rows(tables.group_variants)
    assert codes_by_block(give(fina, GITA)) == {None: "GCR:51"}
    assert codes_by_block(give(fina, MALLORY)) in ({None: "GCR:57"}, {None: "GCR:58"})
    assert fina.rows(tables.group_variants) == before


def test_credits_given_at_the_same_time_all_count(fina):
    before = left(fina)
    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda _: give(fina, OLGA, {"Credits": 1}), range(16)))
    assert [answer.errors for answer in answers] == [[]] * 16
    assert left(fina) == before + 16
