"""What a caller below administrator may give a group: what is theirs to give, and never for fewer credits."""

import pytest

from rollbook.contract.permissions import ASSIGN, Permission
from rollbook.methods.create_group import CreateGroup
from rollbook.methods.update_group import UpdateGroup
from tests import cast
from tests.answers import Answer
from tests.methods.group_calls import (
    NAME,
    OUTLET,
    SALES,
    WALT,
    call,
    course,
    courses,
    courses_of,
    everything,
    members_of,
    permit,
    update,
    users,
    variant,
    variants,
    variants_of,
)
from tests.methods.mistakes import Error
from tests.methods.people import Tree, message
from tests.seed_calls import GITA, LENA, OLGA, Keys, enroll_in_variants
from tests.served import Served

SHOWROOM: Tree = SALES | {"Identifier": {"Name": "Showroom"}}
BARE: Tree = {"Name": NAME, "Users": "", "LearningModules": ""}
CREDITS, FREE, FREE_TOO = cast.CREDITS_VARIANT, cast.DAYS_VARIANT, cast.UNLIMITED_VARIANT
UNREACHED_COURSE, UNREACHED_VARIANT = 3865, cast.UNASSIGNED_VARIANT
"""No group has the course; the variant is Board's, in which Gita holds nothing."""
ELSEWHERE = [each for each in Permission if each not in ASSIGN]


def good(answer: Answer) -> None:
    assert (answer.result, answer.errors) == ("Success", [])


def error(code: str, **told: object) -> list[Error]:
    method = CreateGroup if code.startswith("CG") else UpdateGroup
    return [(None, code, message(method, code, told))]


def make(server: Served, keys: Keys, changes: Tree) -> Answer:
    return call(server, keys, "createGroup", BARE | changes)


def enroll(server: Served, group: str, number: int) -> Answer:
    return enroll_in_variants(server, GITA, {"GroupName": group, "SubscriptionVariantID": number})


def test_a_manager_gives_a_group_what_another_of_their_groups_has(school):
    good(update(school, GITA, courses(course(3861)) | variants(variant(FREE)), OUTLET))
    assert (courses_of(school, "Outlet"), variants_of(school, "Outlet")) == ({3861: (False, False)}, {FREE: (False, 0)})
    good(make(school, GITA, courses({"ID": 3861}) | variants({"ID": FREE})))
    assert (courses_of(school, NAME), variants_of(school, NAME)) == ({3861: (False, False)}, {FREE: (False, 0)})


def test_nobody_below_administrator_gives_what_no_group_of_theirs_has(school):
    before = everything(school)
    answers = [
        (make(school, GITA, courses({"ID": UNREACHED_COURSE})), error("CG:74", item=1, ID=UNREACHED_COURSE)),
        (make(school, GITA, variants({"ID": UNREACHED_VARIANT})), error("CG:75", item=1, ID=UNREACHED_VARIANT)),
        (update(school, GITA, courses(course(UNREACHED_COURSE))), error("UG:74", item=1, ID=UNREACHED_COURSE)),
        (update(school, GITA, variants(variant(UNREACHED_VARIANT))), error("UG:75", item=1, ID=UNREACHED_VARIANT)),
    ]
    assert [answer.errors for answer, _ in answers] == [errors for _, errors in answers]
    assert everything(school) == before


@pytest.mark.parametrize("held", Permission, ids=lambda held: held.name)
def test_only_who_manages_a_group_or_its_courses_takes_what_it_has(school, held):
    permit(school, cast.GITA, "Board", held)
    answer = update(school, GITA, variants(variant(UNREACHED_VARIANT)))
    refused = error("UG:75", item=1, ID=UNREACHED_VARIANT)
    assert answer.errors == (refused if held in ELSEWHERE else [])


def test_what_is_not_there_is_removed_without_harm_wherever_it_is(school):
    before = everything(school)[1:]
    good(update(school, GITA, courses(course(UNREACHED_COURSE, "Remove"))))
    good(update(school, GITA, variants(variant(UNREACHED_VARIANT, "Remove"))))
    assert everything(school)[1:] == before


@pytest.mark.parametrize(("number", "sent"), [(CREDITS, 0), (FREE, 1)], ids=["off", "on"])
def test_only_who_stands_above_groups_changes_whether_credits_are_required(school, number, sent):
    before = variants_of(school, cast.SALES)
    good(update(school, GITA, variants(variant(number, RequiresCredits=sent))))
    assert variants_of(school, cast.SALES) == before
    good(update(school, OLGA, variants(variant(number, RequiresCredits=sent))))
    assert variants_of(school, cast.SALES) == before | {number: (bool(sent), before[number][1])}


def test_a_variant_that_requires_credits_requires_them_wherever_it_is_taken(school):
    good(make(school, GITA, variants({"ID": CREDITS, "RequiresCredits": 0})))
    assert variants_of(school, NAME) == {CREDITS: (True, 0)}
    good(update(school, GITA, variants(variant(CREDITS, RequiresCredits=0)), OUTLET))
    assert variants_of(school, "Outlet") == {CREDITS: (True, 0)}
    assert "Insufficient credits" in enroll(school, "Outlet", CREDITS).text


def test_one_group_of_theirs_is_enough_for_credits_to_be_required(school):
    good(update(school, OLGA, variants(variant(FREE_TOO, RequiresCredits=1)), SHOWROOM))
    good(update(school, GITA, variants(variant(FREE_TOO)), OUTLET))
    assert variants_of(school, "Outlet") == {FREE_TOO: (True, 0)}


def test_what_a_group_of_others_requires_is_of_no_account(school):
    warehouse: Tree = SALES | {"Identifier": {"Name": cast.WAREHOUSE}}
    good(update(school, OLGA, variants(variant(FREE_TOO, RequiresCredits=1)), warehouse))
    good(update(school, GITA, variants(variant(FREE_TOO)), OUTLET))
    assert variants_of(school, "Outlet") == {FREE_TOO: (False, 0)}


def test_what_a_manager_removed_is_given_back_by_who_stands_above_groups(school):
    good(update(school, GITA, variants(variant(FREE, "Remove"))))
    assert update(school, GITA, variants(variant(FREE))).errors == error("UG:75", item=1, ID=FREE)
    good(update(school, OLGA, variants(variant(FREE))))


def test_removing_a_variant_and_taking_it_elsewhere_lifts_no_credits(school):
    good(update(school, OLGA, variants(variant(CREDITS)), SHOWROOM))  # there without credits
    for action in ("Remove", "Add"):
        good(update(school, GITA, variants(variant(CREDITS, action, RequiresCredits=0))))
    assert variants_of(school, cast.SALES)[CREDITS] == (True, cast.CREDITS)


def test_a_variant_that_came_without_credits_comes_back_with_them_if_a_group_of_theirs_requires_them(school):
    good(update(school, OLGA, variants(variant(FREE, "Remove"))))
    good(update(school, OLGA, variants(variant(FREE, RequiresCredits=1)), SHOWROOM))
    good(update(school, GITA, variants(variant(FREE))))
    assert variants_of(school, cast.SALES)[FREE] == (True, 0)


@pytest.mark.parametrize(
    ("held", "errors"),
    [
        (Permission.MANAGE_USERS, error("CG:76", item=1)),
        (Permission.MANAGE_GROUP_USERS, []),
        (Permission.MANAGE_GROUP, []),
    ],
    ids=str,
)
def test_only_people_whom_the_maker_may_enrol_are_put_into_a_new_group(school, held, errors):
    permit(school, cast.LENA, cast.SALES, Permission.MANAGE_GROUP_USERS)
    permit(school, cast.LENA, cast.WAREHOUSE, held)
    before = everything(school)
    assert make(school, LENA, users(WALT)).errors == errors
    if errors:
        assert everything(school) == before
    else:
        assert members_of(school, NAME) == {cast.WALT.employee_id: 0, cast.LENA.employee_id: Permission.MANAGE_GROUP}
