"""updateGroup: who may change what of a group, and what becomes of it when many change it at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from rollbook.contract.permissions import Permission
from rollbook.methods.update_group import UpdateGroup
from tests import cast
from tests.answers import Answer
from tests.methods.group_calls import (
    DANA_BY_EMAIL,
    EVENING,
    LENA_BY_EMAIL,
    NOOR_BY_ID,
    OUTLET,
    WALT,
    add,
    course,
    courses,
    courses_of,
    group_of,
    home_of,
    members_of,
    permit,
    remove,
    update,
    users,
    variant,
    variants,
    variants_of,
)
from tests.methods.mistakes import Error
from tests.methods.people import Tree, limit, message, permissions_of
from tests.seed_calls import ADAM, GITA, LENA, MIRO, OLGA


def error(code: str, **told: object) -> list[Error]:
    return [(None, code, message(UpdateGroup, code, told))]


def test_who_holds_none_of_the_permissions_changes_no_group(school):
    assert update(school, LENA).errors == error("UG:51")


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_owner_and_administrator_change_every_group_with_every_user(school, keys):
    changes = {"Identifier": {"Name": "Board"}, "Description": "all", **users(add(WALT, {"Code": "MARKER"}, home=1))}
    assert update(school, keys, changes | courses(course(3860)) | variants(variant(16))).result == "Success"
    assert members_of(school, "Board")[cast.WALT.employee_id] == Permission.MARKER


ITSELF: list[Tree] = [
    {tag: EVENING[tag]} for tag in EVENING if tag not in {"Users", "LearningModules", "SubscriptionVariants"}
]


@pytest.mark.parametrize("changes", ITSELF, ids=lambda changes: next(iter(changes)))
def test_the_group_itself_is_changed_by_its_managers_only(school, changes):
    assert update(school, MIRO, changes).errors == error("UG:81")
    assert update(school, GITA, changes).result == "Success"


def test_who_manages_the_users_of_a_group_changes_who_is_in_it_and_nothing_else(school):
    permit(school, cast.WALT, cast.SALES, Permission(0))
    assert update(school, MIRO, users(remove(WALT), add(NOOR_BY_ID))).result == "Success"
    assert cast.WALT.employee_id not in members_of(school, cast.SALES)
    assert update(school, MIRO, users(add(NOOR_BY_ID), add(DANA_BY_EMAIL, {"Code": "MARKER"}))).errors == error("UG:83")
    assert update(school, MIRO, courses(course(3861))).errors == error("UG:84")
    assert update(school, MIRO, variants(variant(17, "Remove"))).errors == error("UG:84")


def test_who_manages_the_courses_of_a_group_changes_what_it_has_and_nothing_else(school):
    permit(school, cast.LENA, cast.SALES, Permission.MANAGE_GROUP_COURSES)
    assert update(school, LENA, courses(course(3861, "Remove")) | variants(variant(17, "Remove"))).result == "Success"
    assert (3861 in courses_of(school, cast.SALES), 17 in variants_of(school, cast.SALES)) == (False, False)
    assert update(school, LENA, users(add(NOOR_BY_ID))).errors == error("UG:82")
    assert update(school, LENA, {"Description": "mine"}).errors == error("UG:81")
    assert update(school, LENA).result == "Success"


def test_a_full_group_takes_no_more_users_and_lets_those_in_it_change(school):
    limit(school, "Outlet", 3)  # three are in it
    assert update(school, GITA, users(add(NOOR_BY_ID)), OUTLET).errors == error("UG:72", GroupName="Outlet")
    assert update(school, GITA, users(add(LENA_BY_EMAIL, {"Code": "MARKER"})), OUTLET).result == "Success"
    assert update(school, GITA, users(add(NOOR_BY_ID), remove(LENA_BY_EMAIL)), OUTLET).result == "Success"
    more = {"UserLimit": {"Enabled": 1, "Amount": 4}, **users(add(LENA_BY_EMAIL))}
    assert update(school, GITA, more, OUTLET).result == "Success"
    assert update(school, GITA, {"UserLimit": {"Enabled": 0}}, OUTLET).result == "Success"
    assert group_of(school, "Outlet")["user_limit"] is None


def test_a_limit_below_the_number_of_users_sends_nobody_away(school):
    assert update(school, GITA, {"UserLimit": {"Enabled": 1, "Amount": 1}}, OUTLET).result == "Success"
    assert len(members_of(school, "Outlet")) == 3
    assert update(school, GITA, users(add(NOOR_BY_ID)), OUTLET).errors == error("UG:72", GroupName="Outlet")


def test_callers_who_fill_a_group_together_never_pass_its_limit(school):
    limit(school, "Outlet", 4)  # three are in it
    people = [NOOR_BY_ID, {"Email": cast.IRIS.email}, {"Email": cast.MIRO.email}, WALT] * 2
    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda person: update(school, OLGA, users(add(person)), OUTLET), people))
    assert len(members_of(school, "Outlet")) == 4
    assert {code for answer in answers for _, code, _ in answer.errors} == {"UG:72"}
    assert [answer.result for answer in answers].count("Success") == 2  # one came, and was named twice


def test_callers_who_take_the_same_name_together_get_it_once(school):
    groups = [{"Identifier": {"Name": name}} for name in ("Outlet", "Showroom", "Board", cast.WAREHOUSE)]
    with ThreadPoolExecutor(4) as callers:
        answers = list(callers.map(lambda group: update(school, OLGA, group | {"Name": "The one"}), groups))
    assert [answer.result for answer in answers].count("Success") == 1
    assert [code for answer in answers for _, code, _ in answer.errors] == ["UG:55"] * 3


def test_users_who_are_sent_away_and_given_a_home_together_keep_one(school):
    def act(number: int) -> Answer:
        person = add(DANA_BY_EMAIL, home=1) if number % 2 else remove(DANA_BY_EMAIL)
        return update(school, OLGA, users(person), OUTLET)

    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(act, range(16)))
    assert {code for answer in answers for _, code, _ in answer.errors} <= {"UG:85"}
    assert home_of(school, cast.DANA) == "Outlet"
    assert "Outlet" in permissions_of(school, cast.DANA.employee_id)
