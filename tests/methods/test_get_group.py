"""getGroup: what it tells of a group to whom, and every code."""

import pytest

from rollbook.contract.permissions import Permission
from rollbook.contract.values import show_moment
from rollbook.methods.get_group import GetGroup
from rollbook.records import tables
from tests import cast
from tests.answers import Answer, package
from tests.methods.group_calls import EVENING, GROUP_ID, NAME, call, group_of, permit, tag_id_of
from tests.methods.people import Tree, info, message
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA, Keys
from tests.served import Served

UNREADABLE: list[Tree] = [{"Name": ""}, {"Name": " ", "GroupID": ""}, {"Name": "n" * 256}, {"GroupID": "g" * 256}]
NOWHERE: list[Tree] = [
    {"Name": "Nowhere"},
    {"Name": "S%"},
    {"GroupID": "SALES"},
    {"GroupID": "Sales"},
    {"GroupID": "1"},
]


def ask(server: Served, keys: Keys, group: Tree) -> Answer:
    return call(server, keys, "getGroup", group)


def codes(answer: Answer) -> list[str | None]:
    return [code for _, code, _ in answer.errors]


def test_a_group_is_told_with_all_that_is_known_of_it(school):
    call(school, GITA, "createGroup", EVENING)
    with school.database.writing() as connection:
        connection.execute(tables.groups.update().values(created_at=tables.groups.c.modified_at))
    moment = show_moment(group_of(school, NAME)["modified_at"])
    assert info(ask(school, GITA, {"Name": "evening SHIFT &  co."})) == (
        f"<Group><Name>Evening shift &amp; co.</Name><GroupID>{GROUP_ID}</GroupID>"
        f"<CreatedDate>{moment}</CreatedDate><ModifiedDate>{moment}</ModifiedDate>"
        "<Description>&lt;p&gt;Everyone who comes late&lt;/p&gt;</Description>"
        "<HomeGroupMessage>Good evening</HomeGroupMessage>"
        f"<NotificationEmails><NotificationEmail>{cast.GITA.email}</NotificationEmail>"
        f"<NotificationEmail>{cast.OLGA.email}</NotificationEmail></NotificationEmails>"
        "<UserCount>3</UserCount><LearningModuleCount>2</LearningModuleCount><Tags2>"
        f"<Tag2><TagID>{tag_id_of(school, 'Floor')}</TagID><TagName>Floor</TagName><TagValues>Ground</TagValues></Tag2>"
        f"<Tag2><TagID>{tag_id_of(school, 'Region')}</TagID><TagName>Region</TagName>"
        "<TagValues>North,South</TagValues></Tag2></Tags2><Status>Active</Status></Group>"
    )


def test_of_a_group_with_nothing_in_it_the_containers_are_there(school):
    call(school, OLGA, "createGroup", {"Name": "Empty", "Users": "", "LearningModules": "", "Status": "Inactive"})
    told = info(ask(school, OLGA, {"Name": "Empty"}))
    before, _, after = told.partition("<CreatedDate>")
    assert before == "<Group><Name>Empty</Name><GroupID/>"
    assert after.partition("</ModifiedDate>")[2] == (
        "<Description/><HomeGroupMessage/><NotificationEmails></NotificationEmails><UserCount>0</UserCount>"
        "<LearningModuleCount>0</LearningModuleCount><Tags2></Tags2><Status>Inactive</Status></Group>"
    )


@pytest.mark.parametrize("group", [{"Name": "sales"}, {"GroupID": "sales"}, {"Name": "", "GroupID": "sales"}], ids=str)
def test_a_group_is_named_by_name_or_identifier(school, group):
    assert ask(school, GITA, group).tree.findtext("Info/Group/Name") == cast.SALES


def test_a_group_is_named_in_one_way_only(school):
    assert codes(ask(school, GITA, {"Name": "Sales", "GroupID": "sales"})) == ["SU:13"]


def test_the_name_may_hold_the_entities_of_html(school):
    call(school, OLGA, "createGroup", {"Name": "Café — ¡hola!", "Users": "", "LearningModules": ""})
    sent = "<Group><Name>Caf&eacute; &mdash; &iexcl;hola!</Name></Group>"
    assert school.call(package("getGroup", sent, OLGA)).tree.findtext("Info/Group/Name") == "Café — ¡hola!"


@pytest.mark.parametrize("group", UNREADABLE, ids=lambda group: ascii(group)[:30])
def test_what_cannot_be_a_name_is_not_valid(school, group):
    assert ask(school, OLGA, group).errors == [(None, "GG:52", message(GetGroup, "GG:52", {}))]


@pytest.mark.parametrize("group", NOWHERE, ids=str)
def test_what_is_no_group_does_not_exist(school, group):
    assert ask(school, OLGA, group).errors == [(None, "GG:03", "The requested group does not exist.")]


def test_who_holds_none_of_the_permissions_is_told_nothing(school):
    assert ask(school, LENA, {"Name": "Sales"}).errors == [(None, "GG:51", message(GetGroup, "GG:51", {}))]


def test_no_code_is_left_out():
    assert {"GG:03", "GG:51", "GG:52"} == {each.code for each in GetGroup.errors()}


@pytest.mark.parametrize("keys", [GITA, MIRO], ids=["Gita", "Miro"])
def test_a_group_in_which_the_caller_holds_nothing_does_not_exist_for_him(school, keys):
    assert ask(school, keys, {"Name": cast.SALES}).result == "Success"
    assert codes(ask(school, keys, {"Name": cast.WAREHOUSE})) == ["GG:03"]
    assert ask(school, ADAM, {"Name": cast.WAREHOUSE}).result == "Success"


def test_who_manages_the_courses_of_a_group_sees_it(school):
    permit(school, cast.LENA, "Board", Permission.MANAGE_GROUP_COURSES)
    assert ask(school, LENA, {"Name": "Board"}).result == "Success"
    assert codes(ask(school, LENA, {"Name": "Sales"})) == ["GG:03"]


def test_mallory_sees_her_own_group_of_the_name_and_no_other(school):
    assert ask(school, MALLORY, {"Name": cast.SALES}).tree.findtext("Info/Group/UserCount") == "1"
    assert codes(ask(school, MALLORY, {"Name": "Outlet"})) == ["GG:03"]
    assert codes(ask(school, (cast.FINA_KEY, MALLORY[1]), {"Name": cast.SALES})) == ["SU:10"]
