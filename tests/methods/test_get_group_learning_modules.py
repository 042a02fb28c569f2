"""getGroupLearningModules: which courses it tells to whom, and every code."""

import pytest

from rollbook.contract.permissions import Permission
from rollbook.methods.get_group_learning_modules import GetGroupLearningModules
from tests import cast
from tests.answers import Answer
from tests.methods.group_calls import call, permit
from tests.methods.people import Tree, info, message
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA, Keys
from tests.served import Served

UNREADABLE: list[Tree] = [{"Name": ""}, {"Name": " ", "GroupID": ""}, {"Name": "n" * 256}, {"GroupID": "g" * 256}]
NOWHERE: list[Tree] = [{"Name": "Nowhere"}, {"Name": "%"}, {"GroupID": "SALES"}]


def ask(server: Served, keys: Keys, group: Tree) -> Answer:
    return call(server, keys, "getGroupLearningModules", group)


def error(code: str) -> list[tuple[None, str, str]]:
    return [(None, code, message(GetGroupLearningModules, code, {}))]


def course(number: int, name: str, kind: str, status: str = "Active") -> str:
    told = (
        f"<LearningModuleID>{number}</LearningModuleID><Name>{name}</Name><Type>{kind}</Type><Status>{status}</Status>"
    )
    return f"<LearningModule>{told}</LearningModule>"


@pytest.mark.parametrize("group", [{"Name": "SALES "}, {"GroupID": "sales"}, {"Name": "", "GroupID": "sales"}], ids=str)
def test_the_courses_of_a_group_are_told_by_name(campus, group):
    assert info(ask(campus, GITA, group)) == (
        "<LearningModules>"
        + course(3860, "Fitting shoes, in the shop", "Instructor-Led")
        + course(3861, "Leather and its care", "Online")
        + course(3862, "Safe lifting", "SCORM")
        + course(3866, "Shoes we had", "Online", "Archived")
        + course(3863, "The new scanners", "Instructor-Led")
        + course(3867, "The tanner", "External")
        + "</LearningModules>"
    )


def test_of_a_group_without_courses_the_container_is_there(school):
    assert info(ask(school, GITA, {"Name": "Outlet"})) == "<LearningModules></LearningModules>"


def test_a_group_is_named_in_one_way_only(school):
    assert [code for _, code, _ in ask(school, GITA, {"Name": "Sales", "GroupID": "sales"}).errors] == ["SU:13"]


@pytest.mark.parametrize("group", UNREADABLE, ids=lambda group: ascii(group)[:30])
def test_what_cannot_be_a_name_is_not_valid(school, group):
    assert ask(school, OLGA, group).errors == error("GGLM:52")


@pytest.mark.parametrize("group", NOWHERE, ids=str)
def test_what_is_no_group_does_not_exist(school, group):
    assert ask(school, OLGA, group).errors == error("GGLM:53")


def test_who_holds_none_of_the_permissions_is_told_nothing(school):
    assert ask(school, LENA, {"Name": "Sales"}).errors == error("GGLM:51")


def test_no_code_is_left_out():
    assert {"GGLM:51", "GGLM:52", "GGLM:53"} == {each.code for each in GetGroupLearningModules.errors()}


@pytest.mark.parametrize("keys", [GITA, MIRO], ids=["Gita", "Miro"])
def test_a_group_in_which_the_caller_holds_nothing_does_not_exist_for_him(school, keys):
    assert ask(school, keys, {"Name": cast.SALES}).result == "Success"
    assert ask(school, keys, {"Name": cast.WAREHOUSE}).errors == error("GGLM:53")
    assert ask(school, ADAM, {"Name": cast.WAREHOUSE}).result == "Success"


def test_who_manages_the_courses_of_a_group_sees_them(school):
    permit(school, cast.LENA, cast.SALES, Permission.MANAGE_GROUP_COURSES)
    assert ask(school, LENA, {"Name": cast.SALES}).result == "Success"


def test_mallory_sees_the_courses_of_her_own_groups_and_no_other(school):
    assert "Selling shoes" in info(ask(school, MALLORY, {"Name": cast.SALES}))
    assert ask(school, MALLORY, {"Name": "Outlet"}).errors == error("GGLM:53")
    assert [code for _, code, _ in ask(school, (cast.FINA_KEY, MALLORY[1]), {"Name": "Sales"}).errors] == ["SU:10"]
