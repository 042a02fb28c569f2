"""getUserSupervisees: a page whole, who sees whose supervisees, and every code."""

import pytest

from rollbook.methods.get_user_supervisees import GetUserSupervisees
from rollbook.records import tables
from rollbook.records.sql.find import find_account
from tests import cast
from tests.answers import Answer
from tests.api.json_calls import ask as ask_json
from tests.methods.people import NAMED_IN_NO_WAY, NOBODY, Tree, call, changed, info, message, user_of
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA, Keys
from tests.served import Served

METHOD = "getUserSupervisees"
OF_LENA: Tree = {"Identifier": {"Email": cast.LENA.email}}
SUPERVISED = (cast.WALT, cast.DANA, cast.ADAM)


@pytest.fixture
def supervised(staff: Served) -> Served:
    """The staff, where Lena, who manages nobody, supervises Walt, Dana and Adam, who is an administrator."""
    lena = user_of(staff, cast.LENA.employee_id)
    with staff.database.writing() as connection:
        account = find_account(connection, "Fina Shoes")
        assert account is not None
        ties = [
            {
                "account_id": account.id,
                "user_id": user_of(staff, each.employee_id)["id"],
                "supervisor_id": lena["id"],
            }
            for each in SUPERVISED
        ]
        connection.execute(tables.supervisors.insert(), ties)
    return staff


def ask(server: Served, keys: Keys, changes: Tree | None = None) -> Answer:
    return call(server, keys, METHOD, changed(OF_LENA, changes or {}))


def names(answer: Answer) -> list[str | None]:
    assert answer.result == "Success", answer.errors
    return [each.text for each in answer.tree.iterfind("Info/Users/User/GivenName")]


def error(code: str, tag: str = "") -> list[tuple[int | None, str, str]]:
    return [(None, code, message(GetUserSupervisees, code, {"tag": tag}))]


@pytest.mark.parametrize("keys", [OLGA, ADAM, LENA], ids=["owner", "administrator", "supervisor"])
def test_supervisees_are_listed_by_name_but_administrators_never(supervised, keys):
    answer = ask(supervised, keys)
    assert names(answer) == ["Dana", "Walt"]
    assert answer.tree.findtext("Info/TotalRecords") == "2"


def test_a_supervisee_is_shown_as_list_users_shows_them(supervised):
    shown = info(ask(supervised, OLGA, {"PageSize": 1}))
    seek = {"Filters": {"Users": {"UserIdentifier": {"Email": {"MatchType": "EXACT", "Value": cast.DANA.email}}}}}
    listed = info(call(supervised, OLGA, "listUsers", seek))
    assert shown.replace("<TotalRecords>2<", "<TotalRecords>1<") == listed


def test_json_lists_the_same(supervised):
    (row,) = ask_json(supervised, METHOD, OF_LENA, LENA).json()["rows"]
    assert [user["GivenName"] for user in row["Users"]] == ["Dana", "Walt"]


def test_a_manager_sees_the_supervisees_at_home_in_the_group_alone(supervised):
    answer = ask(supervised, GITA)
    assert names(answer) == ["Dana"]
    assert answer.tree.findtext("Info/TotalRecords") == "1"


def test_who_supervises_asks_for_no_other_supervisor_s_users(supervised):
    assert ask(supervised, LENA, {"Identifier": {"Email": cast.GITA.email}}).errors == error("GUSE:56")


def test_manage_group_users_is_not_enough(supervised):
    """The vendor's page names Group Manager and Manage Users alone."""
    assert ask(supervised, MIRO).errors == error("GUSE:51")


def test_who_supervises_nobody_and_manages_nobody_is_refused(staff):
    assert ask(staff, LENA).errors == error("GUSE:51")


def test_who_supervises_nobody_has_an_empty_page(supervised):
    answer = ask(supervised, OLGA, {"Identifier": {"EmployeeID": cast.WALT.employee_id}})
    assert info(answer) == "<Users></Users><TotalRecords>0</TotalRecords>"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({"SortOrder": "Desc"}, ["Walt", "Dana"]),
        ({"SortOrder": "ASC"}, ["Dana", "Walt"]),
        ({"Page": 2, "PageSize": 1}, ["Walt"]),
        ({"Page": 2}, []),
    ],
)
def test_pages_are_in_the_order_asked_for(supervised, order, expected):
    assert names(ask(supervised, OLGA, order)) == expected


MISTAKES: list[tuple[Tree, str, str]] = [
    ({"Page": 0}, "GUSE:52", "Page"),
    ({"PageSize": 1001}, "GUSE:52", "PageSize"),
    ({"SortOrder": "up"}, "GUSE:53", ""),
]


@pytest.mark.parametrize(("changes", "code", "tag"), MISTAKES)
def test_a_mistake_is_answered_with_its_code(supervised, changes, code, tag):
    assert ask(supervised, OLGA, changes).errors == error(code, tag)


@pytest.mark.parametrize("user", NOBODY, ids=str)
def test_who_is_not_there_is_not_found(staff, user):
    assert ask(staff, OLGA, {"Identifier": user}).errors == error("GUSE:55")


@pytest.mark.parametrize("user", NAMED_IN_NO_WAY, ids=str)
def test_an_empty_identifier_is_nobodys(staff, user):
    assert ask(staff, OLGA, {"Identifier": user or ""}).errors == error("GUSE:54")


def test_who_is_at_home_elsewhere_is_out_of_a_manager_s_reach(supervised):
    assert ask(supervised, GITA, {"Identifier": {"Email": cast.WALT.email}}).errors == error("GUSE:56")


def test_mallory_sees_nothing_of_fina(supervised):
    assert ask(supervised, MALLORY).errors == error("GUSE:55")
    number = user_of(supervised, cast.LENA.employee_id)["id"]
    assert ask(supervised, MALLORY, {"Identifier": {"ID": number}}).errors == error("GUSE:55")


def test_no_code_is_left_out():
    assert {each.code for each in GetUserSupervisees.errors()} == {f"GUSE:{number}" for number in range(51, 57)}
