"""Courses: the list, how far the people of one are, and who of which group lacks it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from rollbook.records.tables import calls, enrollments, group_learning_modules, groups, memberships, users
from tests import cast
from tests.console.visitors import GITA, LENA, OLGA, Visitor
from tests.seed_calls import OLGA as OLGAS_KEYS
from tests.seed_calls import session_package
from tests.served import Served

Sign = Callable[[str], Visitor]
COURSE, ONLINE = f"/courses/{cast.COURSE}", f"/courses/{cast.ONLINE_COURSE}"


def group_id(server: Served, name: str) -> int:
    with server.database.reading() as connection:
        return int(connection.scalar(sa.select(groups.c.id).where(groups.c.name == name).order_by(groups.c.id)) or 0)


def test_courses_are_listed_as_the_method_lists_them(visitor: Sign):
    olga = visitor(OLGA)
    listed = [row[0] for row in olga.open("/courses").rows()]
    assert listed == ["Fitting shoes, in the shop", "Leather and its care", "Safe lifting", "The new scanners"]
    assert [row[0] for row in olga.open("/courses", Value="leather").rows()] == ["Leather and its care"]
    assert [row[0] for row in olga.open("/courses", Type="SCORM").rows()] == ["Safe lifting"]
    assert [row[0] for row in visitor(GITA).open("/courses").rows()] == listed


def test_a_course_shows_how_far_its_people_are_and_who_of_a_group_lacks_it(fina: Served, visitor: Sign):
    fina.call(session_package(OLGAS_KEYS, {}))
    olga = visitor(OLGA)
    page = olga.open(COURSE)
    assert page.h1 == "Fitting shoes, in the shop"
    assert "Completed 1" in page.words("//dl[@class='facts']")
    before = {row[0]: row[1:] for row in olga.open(ONLINE).rows()}
    after = {row[0]: row[1:] for row in page.rows()}
    sales = group_id(fina, "Sales")
    lacking = [row[0] for row in olga.open(f"{COURSE}/lacking/{sales}").rows()]
    assert "Dana Brown" not in lacking
    assert int(after["Sales"][1]) == int(before["Sales"][1]) - 1 == len(lacking)


def test_those_who_lack_it_are_enrolled_and_nobody_else(fina: Served, visitor: Sign):
    olga, path = visitor(OLGA), f"{ONLINE}/lacking/{group_id(fina, 'Sales')}"
    lacking = len(olga.open(path).rows())
    assert lacking
    tried = olga.submit(path, {}, "try")
    assert tried.status_words.startswith(f"Would record {lacking}")
    assert fina.rows(enrollments) == []
    done = olga.submit(path, {})
    assert done.status_words.startswith(f"{lacking} recorded, 0 refused")
    assert done.rows() == []
    assert len(fina.rows(enrollments)) == lacking
    assert [row["method"] for row in fina.rows(calls) if row["recorded"]][-1] == "enrollLearningModules"


def test_a_course_is_added_changed_and_assigned(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    added = olga.submit("/courses/add", {"Name": "Ladders", "Type": "Online"})
    assert added.status_words.startswith("1 recorded")
    [address] = added.all("//a[text()='Ladders']/@href")
    path = address.removeprefix("/console")
    changed = olga.submit(f"{path}/edit", {"Name": "Ladders and steps"})
    assert changed.h1 == "Ladders and steps"
    assert changed.rows() == []
    assigned = olga.submit(path, {"GroupName": "Sales"})
    assert [row[0] for row in assigned.rows()] == ["Sales"]
    refused = olga.submit(path, {"GroupName": "Nowhere"})
    assert (refused.status, bool(refused.alert)) == (422, True)
    assert next(row["face"] for row in fina.rows(calls) if row["method"] == "updateGroup") == "console"


@pytest.mark.parametrize("path", ["/courses/9", "/courses/x", f"{COURSE}/lacking/9"])
def test_what_is_not_there_is_not_found(visitor: Sign, path: str):
    assert visitor(OLGA).open(path).status == 404


def test_a_manager_sees_their_own_groups_and_a_learner_nothing(fina: Served, visitor: Sign):
    gita = visitor(GITA)
    assert [row[0] for row in gita.open(COURSE).rows()] == ["Sales"]
    assert gita.open(f"{COURSE}/lacking/{group_id(fina, 'Warehouse')}").status == 404
    assert visitor(LENA).open(COURSE).status == 404


def test_only_those_whom_the_page_showed_are_enrolled_and_only_once(fina: Served, visitor: Sign):
    olga, path = visitor(OLGA), f"{ONLINE}/lacking/{group_id(fina, 'Sales')}"
    page = olga.open(path)
    shown = page.all("//input[@name='user']/@value")
    form = {**olga.form(path), "user": shown[:2], "do": "record"}
    first, again = olga.send(path, form), olga.send(path, form)
    assert first.status_words == again.status_words
    assert len(fina.rows(enrollments)) == 2


def test_an_edit_changes_what_was_changed_in_the_form_and_nothing_else(fina: Served, visitor: Sign):
    olga, gita = visitor(OLGA), visitor("adam.admin@finashoes.com")
    form = {**olga.form(f"{ONLINE}/edit"), "do": "record"}
    gita.submit(f"{ONLINE}/edit", {"Status": "Inactive"})
    seen = olga.send(f"{ONLINE}/edit", {**form, "Name": "Leather"})
    assert (seen.h1, "Inactive" in seen.words("//dl")) == ("Leather", True)
    late = olga.send(f"{ONLINE}/edit", {**form, "key": "77", "Status": "Archived"})
    assert late.status == 409
    assert "by Adam Admin" in late.alert or "by Olga Owner" in late.alert
    assert "On record now: Inactive." in late.text
    assert "Inactive" in olga.open(ONLINE).words("//dl")
    assert fina


def test_a_course_of_many_groups_shows_them_page_by_page_and_in_a_file_all(fina: Served, visitor: Sign):
    [sales] = [row for row in fina.rows(groups) if (row["name"], row["identifier"]) == ("Head Office", "head-office")]
    numbers = range(5_000, 5_030)
    with fina.database.writing() as connection:
        made = [{**sales, "id": n, "name": f"G {n}", "name_key": f"g {n}", "identifier": None} for n in numbers]
        connection.execute(groups.insert(), made)
        of = {"account_id": sales["account_id"], "learning_module_id": cast.ONLINE_COURSE}
        connection.execute(group_learning_modules.insert(), [{**of, "group_id": n} for n in numbers])
    olga = visitor(OLGA)
    first = olga.open(ONLINE)
    [address] = first.all("//a[@rel='next']/@href")
    names = [row[0] for page in (first, olga.open_address(address)) for row in page.rows()]
    assert names == [*(f"G {n}" for n in numbers), "Sales"]
    assert len(olga.open(ONLINE, export="csv", table="groups").text.splitlines()) == 32


def test_of_a_large_group_at_least_so_many_lack_a_course(fina: Served, visitor: Sign):
    [walt] = [row for row in fina.rows(users) if row["email"] == cast.WALT.email]
    number, numbers = group_id(fina, cast.SALES), range(5_000, 5_101)
    with fina.database.writing() as connection:
        own = {**walt, "email": None, "email_key": None, "home_group_id": None}
        connection.execute(users.insert(), [{**own, "id": n, "employee_id": f"M-{n}"} for n in numbers])
        seats = [{"account_id": walt["account_id"], "group_id": number, "user_id": n} for n in numbers]
        connection.execute(memberships.insert(), seats)
    [row] = visitor(OLGA).open(ONLINE).rows()
    assert row == ["Sales", "108", "100+"]
