"""Groups: the list, the matrix of people and courses, and what is done there."""

from collections.abc import Callable

import pytest

from rollbook.records.tables import enrollments, group_learning_modules, groups, learning_modules, memberships
from tests import cast
from tests.api.json_calls import authorization
from tests.console.visitors import LENA, OLGA, Visitor
from tests.served import Served

Sign = Callable[[str], Visitor]


def address_of(visitor: Visitor, name: str) -> str:
    """The path of a group's page, as the list has it."""
    [address] = visitor.open("/groups", Name=name).all(f"//tbody//a[text()='{name}']/@href")
    return str(address).removeprefix("/console")


@pytest.mark.parametrize("who", [cast.OLGA, cast.GITA])
def test_the_list_has_the_groups_that_the_api_shows(fina: Served, visitor: Sign, who: cast.Person):
    keys = authorization((cast.FINA_KEY, who.api_key))
    answer = fina.http.get("/api/v1/listGroups", headers=keys).json()
    assert [row[0] for row in visitor(who.email).open("/groups").rows()] == sorted(
        row["Name"] for row in answer["rows"]
    )


def test_a_learner_sees_no_groups(visitor: Sign):
    assert visitor(LENA).open("/groups").status == 404


def test_a_stranger_sees_no_group_of_another_account(fina: Served, visitor: Sign):
    number = max(row["id"] for row in fina.rows(groups))
    with Visitor(fina) as mallory:
        mallory.sign_in("mallory@nextdoor.example", "Next Door Shoes")
        own = {row["id"] for row in fina.rows(groups) if f"/groups/{row['id']}" in mallory.open("/groups").text}
        [other, *_] = [row["id"] for row in fina.rows(groups) if row["id"] not in own]
        assert mallory.open(f"/groups/{other}").status == 404
    assert visitor(OLGA).open(f"/groups/{number + 1}").status == 404
    assert visitor(OLGA).open("/groups/none").status == 404


def test_the_matrix_shows_who_lacks_which_course(visitor: Sign):
    olga = visitor(OLGA)
    page = olga.open(address_of(olga, "Sales"))
    head = [cell.text_content() for cell in page.all("(//table)[1]/thead//th")]
    assert head[:2] == ["Person", "Employee ID"]
    [dana] = [row for row in page.rows() if row[0] == "Dana Brown"]
    assert "enrol" in dana


def test_the_missing_are_tried_and_then_enrolled_and_nobody_twice(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    path = address_of(olga, "Sales")
    tried = olga.submit(path, {"course": "3861"}, "try")
    assert tried.status_words.startswith("Would record")
    assert fina.rows(enrollments) == []
    done = olga.submit(path, {"course": "3861"})
    count = len(fina.rows(enrollments))
    assert done.status_words.startswith(f"{count} recorded, 0 refused")
    assert olga.submit(path, {"course": "3861"}).status == 422
    assert len(fina.rows(enrollments)) == count > 0


def test_a_group_is_made_edited_and_filled(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    olga.submit("/groups/add", {"Name": "Evening shift", "GroupID": "evening"})
    path = address_of(olga, "Evening shift")
    olga.submit(f"{path}/edit", {"Description": "After six"})
    olga.submit(f"{path}/members", {"people": "dana.brown@finashoes.com\nFS-1000"})
    [made] = [row for row in fina.rows(groups) if row["name"] == "Evening shift"]
    assert (made["identifier"], made["description"]) == ("evening", "After six")
    assert len([row for row in fina.rows(memberships) if row["group_id"] == made["id"]]) == 2


def test_a_member_who_is_not_known_costs_nothing_and_is_named(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    before = fina.rows(memberships)
    refused = olga.submit(f"{address_of(olga, 'Sales')}/members", {"people": "FS-1000\nwho@finashoes.com"})
    assert (refused.status, refused.alert[:5]) == (422, "UG:61")
    assert "who@finashoes.com" in refused.words("//textarea")
    assert fina.rows(memberships) == before


def test_a_group_with_many_courses_shows_some_side_by_side_and_leads_to_the_others(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    [sales] = [row for row in fina.rows(groups) if row["name"] == "Warehouse"]
    of = {"account_id": sales["account_id"]}
    numbers = range(5_000, 5_030)
    with fina.database.writing() as connection:
        made = [
            {**of, "id": n, "name": f"Course {n}", "type": "Online", "created_at": sales["created_at"]} for n in numbers
        ]
        connection.execute(learning_modules.insert(), made)
        links = [{**of, "group_id": sales["id"], "learning_module_id": n} for n in numbers]
        connection.execute(group_learning_modules.insert(), links)
    first = olga.open(f"/groups/{sales['id']}")
    assert (len(first.all("(//table)[1]/thead//a")), first.words("//dt[text()='Courses']/../dd")) == (20, "31")
    [address] = first.all("//a[text()='Next courses']/@href")
    second = olga.open_address(address)
    assert len(second.all("(//table)[1]/thead//a")) == 11
    assert second.all("//a[text()='Next courses']") == []
