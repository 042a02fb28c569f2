"""listGroups: which groups it lists for whom, and every code."""

import pytest

from rollbook.contract.permissions import Permission
from rollbook.methods.list_groups import ListGroups
from rollbook.vocabulary.groups import MOST_TAGS
from tests import cast
from tests.answers import Answer, package
from tests.methods.group_calls import call, permit, tag_id_of, tags
from tests.methods.people import Tree, info, message
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA, Keys
from tests.served import Served

ODD = ["100% wool_felt", "Straße & <co>"]
LONG = "x" * 256

MISTAKES: list[tuple[Tree, str, dict[str, object]]] = [
    ({"GroupName": {"MatchType": "LIKE", "Value": "Sales"}}, "LG:52", {}),
    ({"GroupName": {"MatchType": "EXACT", "Value": LONG}}, "LG:53", {}),
    ({"GroupStatus": "Archived"}, "LG:54", {}),
    (tags({"TagName": "Region"}, {"TagValues": "North"}), "LG:55", {"item": 2}),
    (tags({"TagID": "Region"}), "LG:55", {"item": 1}),
    (tags({"TagName": "Region", "TagValues": LONG}), "LG:55", {"item": 1}),
]


def ask(server: Served, keys: Keys, filters: Tree | None = None) -> Answer:
    return call(server, keys, "listGroups", {"Filters": filters or ""})


def named(answer: Answer) -> list[str | None]:
    assert (answer.result, answer.errors) == ("Success", [])
    return [each.findtext("Name") for each in answer.tree.iterfind("Info/Groups/Group")]


def by_name(match: str, value: str) -> Tree:
    return {"GroupName": {"MatchType": match, "Value": value}}


@pytest.fixture
def shop(school: Served) -> Served:
    """The school with two more groups, whose names need care, and with tags for some groups. Board is inactive."""
    groups: list[Tree] = [
        {
            "Name": ODD[0],
            **tags({"TagName": "Region", "TagValues": "North,South"}, {"TagName": "Floor", "TagValues": "1"}),
        },
        {"Name": ODD[1], **tags({"TagName": "Region", "TagValues": "South"})},
        {"Name": "Closed", "Status": "Inactive"},
    ]
    for group in groups:
        answer = call(school, OLGA, "createGroup", {**group, "Users": "", "LearningModules": ""})
        assert answer.result == "Success"
    return school


def test_all_groups_are_listed_by_name(school):
    listed = (
        "<Group><Name>Board</Name><GroupID>board</GroupID></Group>"
        "<Group><Name>Head Office</Name><GroupID>head-office</GroupID></Group>"
        "<Group><Name>Outlet</Name><GroupID>outlet</GroupID></Group>"
        "<Group><Name>R&amp;D</Name><GroupID/></Group>"
        "<Group><Name>Sales</Name><GroupID>sales</GroupID></Group>"
        "<Group><Name>Showroom</Name><GroupID>showroom</GroupID></Group>"
        "<Group><Name>Warehouse</Name><GroupID>warehouse</GroupID></Group>"
    )
    call(school, OLGA, "createGroup", {"Name": "R&D", "Users": "", "LearningModules": ""})
    assert info(ask(school, OLGA)) == f"<Groups>{listed}</Groups>"


@pytest.mark.parametrize(
    "sent", ["<Group/>", "<Group><Filters/></Group>", "<Group><Filters><Tags2/></Filters></Group>"]
)
def test_without_a_filter_all_groups_are_listed(school, sent):
    assert len(named(school.call(package("listGroups", sent, OLGA)))) == 6


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (by_name("EXACT", " head  OFFICE"), [cast.HEAD_OFFICE]),
        (by_name("exact", "head"), []),
        (by_name("", "sales"), [cast.SALES]),
        (by_name("CONTAINS", "EA"), [cast.HEAD_OFFICE]),
        (by_name("contains", "STRASSE & <"), [ODD[1]]),
        (by_name("CONTAINS", "%"), [ODD[0]]),
        (by_name("CONTAINS", "_"), [ODD[0]]),
        (by_name("CONTAINS", "l_f"), [ODD[0]]),
        (by_name("CONTAINS", "o_l"), []),
        (by_name("CONTAINS", "\\"), []),
        (by_name("CONTAINS", ""), []),
        ({"GroupStatus": "INACTIVE"}, ["Closed"]),
        ({"GroupStatus": "Active", **by_name("CONTAINS", "LO")}, []),
        ({"GroupStatus": "active", **by_name("CONTAINS", "OO")}, [ODD[0], "Showroom"]),
        ({"GroupStatus": "Inactive", **by_name("CONTAINS", "LO")}, ["Closed"]),
        (tags({"TagName": "REGION"}), [ODD[0], cast.SALES, ODD[1]]),
        (tags({"TagName": "Region", "TagValues": "North"}), [ODD[0], cast.SALES]),
        (tags({"TagName": "Region", "TagValues": "East, South"}), [ODD[0], ODD[1]]),
        (tags({"TagName": "Region", "TagValues": "North,South"}), [ODD[0], cast.SALES, ODD[1]]),
        (tags({"TagName": "Region", "TagValues": "north"}), []),
        (tags({"TagName": "Region", "TagValues": "South"}, {"TagName": "Floor", "TagValues": ""}), [ODD[0]]),
        (tags({"TagName": "Region"}, {"TagName": "Ceiling"}), []),
        (tags({"TagID": 9}), []),
        (tags({"TagName": "Region"}) | by_name("EXACT", "sales") | {"GroupStatus": "active"}, [cast.SALES]),
    ],
    ids=lambda value: ascii(value)[:70],
)  # fmt: skip
def test_the_filters_let_through_what_matches_them_all(shop, filters, found):
    assert named(ask(shop, OLGA, filters)) == found


def test_a_tag_is_sought_by_its_id_too(shop):
    assert named(ask(shop, OLGA, tags({"TagID": tag_id_of(shop, "Floor")}))) == [ODD[0]]


def test_as_many_tags_as_a_filter_takes_can_be_sought_at_once(shop):
    sought = [{"TagName": "Region", "TagValues": "North,South"}] * MOST_TAGS
    assert named(ask(shop, OLGA, tags(*sought))) == [ODD[0], cast.SALES, ODD[1]]


@pytest.mark.parametrize(("filters", "code", "told"), MISTAKES, ids=lambda value: ascii(value)[:60])
def test_a_mistake_in_a_filter_is_answered(school, filters, code, told):
    answer = ask(school, OLGA, filters)
    assert (answer.result, answer.errors) == ("Failed", [(None, code, message(ListGroups, code, told))])


def test_no_code_is_left_out():
    assert {code for _, code, _ in MISTAKES} | {"LG:51"} == {each.code for each in ListGroups.errors()}


def test_who_holds_none_of_the_permissions_lists_nothing(school):
    assert ask(school, LENA).errors == [(None, "LG:51", message(ListGroups, "LG:51", {}))]


@pytest.mark.parametrize(
    ("keys", "groups"),
    [(ADAM, 6), (GITA, ["Outlet", "Sales", "Showroom"]), (MIRO, ["Sales"])],
    ids=["Adam", "Gita", "Miro"],
)
def test_a_caller_sees_the_groups_in_which_he_holds_one_of_the_permissions(school, keys, groups):
    found = named(ask(school, keys))
    assert found == groups or len(found) == groups


def test_who_manages_the_courses_of_a_group_sees_it(school):
    permit(school, cast.LENA, "Board", Permission.MANAGE_GROUP_COURSES)
    assert named(ask(school, LENA)) == ["Board"]


def test_mallory_sees_her_own_groups(shop):
    assert named(ask(shop, MALLORY)) == [cast.SALES]
    assert named(ask(shop, MALLORY, tags({"TagID": tag_id_of(shop, "Region")}))) == []
    assert [code for _, code, _ in ask(shop, (cast.FINA_KEY, MALLORY[1])).errors] == ["SU:10"]
