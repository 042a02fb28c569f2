"""listUsers: a page whole, every filter and order, and every code."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rollbook.contract.values import show_moment
from rollbook.methods.list_users import ListUsers
from rollbook.records import tables
from tests import cast
from tests.answers import Answer, canonical
from tests.methods.people import CHOIR, NIGHT_SHIFT, Tree, call, changed, info, message, teams, user_of
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA, Keys
from tests.served import Served

DANA_SHOWN = """
<Info><Users>
  <User>
    <ID>{ID}</ID><Email>dana.brown@finashoes.com</Email><EmployeeID>FS-1001</EmployeeID><GivenName>Dana</GivenName>
    <Surname>Brown</Surname><Name>Dana Brown</Name><Status>Active</Status><Title>Clerk &amp; co</Title><Division/>
    <HomeGroup>Sales</HomeGroup><CreatedDate>{CreatedDate}</CreatedDate><ModifiedDate>{ModifiedDate}</ModifiedDate>
    <Teams><Team>Night shift</Team><Team>The choir</Team></Teams>
  </User>
</Users><TotalRecords>1</TotalRecords></Info>
"""
ALL: Tree = {"Page": 1, "Filters": {}}
DANA, GITA_, IRIS, LENA_, MIRO_, NOOR, WALT = "Dana", "Gita", "Iris", "Lena", "Miro", "Noor", "Walt"
EVERYONE = [DANA, GITA_, IRIS, LENA_, MIRO_, NOOR, WALT]
"""The users of Fina Shoes that are ever listed, by name."""


def ask(server: Served, keys: Keys, changes: Tree | None = None) -> Answer:
    return call(server, keys, "listUsers", changed(ALL, changes or {}))


def names(answer: Answer) -> list[str | None]:
    assert answer.result == "Success", answer.errors
    return [each.text for each in answer.tree.iterfind("Info/Users/User/GivenName")]


def total(answer: Answer) -> int:
    return int(answer.tree.findtext("Info/TotalRecords") or -1)


def seek(tag: str, match: object, value: object) -> Tree:
    return {f"Filters/Users/UserIdentifier/{tag}": {"MatchType": match, "Value": value}}


def error(code: str, **told: object) -> list[Any]:
    return [(None, code, message(ListUsers, code, told))]


def test_a_user_on_a_page_is_shown_whole(staff):
    identifier = {
        "Identifier": {"Email": cast.DANA.email},
        "Info": {},
        "Profile": {"Title": "Clerk & co"},
        "Groups": [],
    }
    call(staff, GITA, "updateUser", changed(identifier, teams(NIGHT_SHIFT, CHOIR)))
    answer = ask(staff, OLGA, seek("Email", "EXACT", cast.DANA.email))
    row = user_of(staff, cast.DANA.employee_id)
    dates = {"CreatedDate": show_moment(row["created_at"]), "ModifiedDate": show_moment(row["modified_at"])}
    assert canonical(f"<Info>{info(answer)}</Info>") == canonical(DANA_SHOWN.format(ID=row["id"], **dates))


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_everyone_is_listed_by_name_but_owners_and_administrators(staff, keys):
    answer = ask(staff, keys)
    assert names(answer) == EVERYONE
    assert total(answer) == len(EVERYONE)


@pytest.mark.parametrize("empty", [{"Page": None, "Filters": None}, {"Page": "", "PageSize": "", "SortField": ""}])
def test_neither_page_nor_filters_are_needed(staff, empty):
    assert names(ask(staff, OLGA, empty)) == EVERYONE


@pytest.mark.parametrize("keys", [GITA, MIRO], ids=["MANAGE_GROUP", "MANAGE_GROUP_USERS"])
def test_a_permission_lists_the_users_whose_home_group_it_is_for(staff, keys):
    answer = ask(staff, keys)
    assert names(answer) == EVERYONE[:-1]
    assert total(answer) == len(EVERYONE) - 1


def test_who_manages_nobody_is_refused(staff):
    assert ask(staff, LENA).errors == error("LU:51")


FILTERS: list[tuple[Tree, list[str]]] = [
    (seek("Email", "EXACT", cast.DANA.email.upper()), [DANA]),
    (seek("Email", "exact", "dana"), []),
    (seek("Email", "CONTAINS", "ER@FINA"), [GITA_, LENA_]),
    (seek("Email", "CONTAINS", "%"), []),
    (seek("Email", "contains", "dana_brown"), []),
    (seek("EmployeeID", "EXACT", "FS-1001"), [DANA]),
    (seek("EmployeeID", "EXACT", "fs-1001"), []),
    (seek("EmployeeID", "CONTAINS", "fs-100"), [DANA, IRIS, LENA_, NOOR, WALT]),
    (seek("EmployeeID", "CONTAINS", "S_1"), []),
    (seek("EmployeeID", "CONTAINS", "\\"), []),
    (seek("Name", "EXACT", "dana  BROWN"), [DANA]),
    (seek("Name", "EXACT", "Dana"), []),
    (seek("Name", "CONTAINS", "A BR"), [DANA]),
    (seek("Name", "", "Dana Brown"), [DANA]),
    (seek("Name", "CONTAINS", "n"), [DANA, GITA_, LENA_, NOOR]),
    (seek("Name", "CONTAINS", "n") | seek("EmployeeID", "CONTAINS", "100"), [DANA, LENA_, NOOR]),
    (seek("Name", "CONTAINS", ""), []),
    (seek("Name", "", ""), EVERYONE),
    ({"Filters/Users/UserIdentifier": ""}, EVERYONE),
    ({"Filters/HomeGroup": "warehouse"}, [WALT]),
    ({"Filters/HomeGroup": "Nowhere"}, []),
    ({"Filters/HomeGroup": ""}, EVERYONE),
    ({"Filters/GroupName": " SALES "}, EVERYONE[:-1]),
    ({"Filters/GroupName": "Warehouse"}, [DANA, LENA_, WALT]),
    ({"Filters/GroupName": "Warehouse", "Filters/HomeGroup": "Sales"}, [DANA, LENA_]),
    ({"Filters/GroupName": "Ware%"}, []),
    ({"Filters/UserStatus": "INACTIVE"}, [IRIS]),
    ({"Filters/UserStatus": "Active"}, [each for each in EVERYONE if each != IRIS]),
    ({"Filters/UserStatus": "all"}, EVERYONE),
    ({"Filters/Teams": [("TeamName", "the CHOIR")]}, [DANA]),
    ({"Filters/Teams": [("TeamName", NIGHT_SHIFT), ("TeamName", CHOIR)]}, [DANA, LENA_]),
    ({"Filters/Teams": [("TeamName", "Nowhere")]}, []),
    ({"Filters/Teams": [("TeamName", "")]}, EVERYONE),
    ({"Filters/Teams": [("TeamName", f"{number}") for number in range(7000)] + [("TeamName", CHOIR)]}, [DANA]),
    ({"Filters/CreatedDate": {"CreatedDateFrom": "05-Jan-2024", "CreatedDateTo": "05/01/2024"}}, [DANA]),
    ({"Filters/CreatedDate": {"CreatedDateFrom": "06-Jan-24"}}, [each for each in EVERYONE if each != DANA]),
    ({"Filters/CreatedDate": {"CreatedDateTo": "31/12/9999"}}, EVERYONE),
    ({"Filters/CreatedDate": {"CreatedDateFrom": "06-Jan-2024", "CreatedDateTo": "05-Jan-2024"}}, []),
    ({"Filters/CreatedDate": ""}, EVERYONE),
    ({"Filters/ModifiedDate": {"ModifiedDateTo": "2024-02-01"}}, [LENA_]),
    ({"Filters/ModifiedDate": {"ModifiedDateTo": "2024-02-01 11:59:59"}}, []),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS, ids=lambda value: ascii(value)[:60])
def test_a_filter_lets_through_what_it_says(staff, filters, expected):
    for person, named in ((cast.DANA, (CHOIR, NIGHT_SHIFT)), (cast.LENA, (NIGHT_SHIFT,))):
        change = {"Identifier": {"Email": person.email}, "Info": {}, "Profile": {}, "Groups": []}
        call(staff, OLGA, "updateUser", changed(change, teams(*named)))
    users = tables.users.update()
    with staff.database.writing() as connection:
        moment = datetime(2024, 1, 5, 23, 59, 59, 500_000, UTC)
        connection.execute(users.where(tables.users.c.employee_id == "FS-1001").values(created_at=moment))
        moment = datetime(2024, 2, 1, 12, tzinfo=UTC)
        connection.execute(users.where(tables.users.c.employee_id == "FS-1000").values(modified_at=moment))
    answer = ask(staff, OLGA, filters)
    assert names(answer) == expected
    assert answer.tree.findtext("Info/TotalRecords") == str(len(expected))


def test_an_empty_page_has_its_containers(staff):
    nobody = "<Users></Users><TotalRecords>{}</TotalRecords>"
    assert info(ask(staff, OLGA, seek("Name", "EXACT", "Nobody"))) == nobody.format(0)
    assert info(ask(staff, OLGA, {"Page": 1_000_000_000, "PageSize": 1000})) == nobody.format(len(EVERYONE))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({"SortField": "NAME"}, EVERYONE),
        ({"SortOrder": "asc"}, EVERYONE),
        ({"SortField": "Name", "SortOrder": "DESC"}, EVERYONE[::-1]),
        ({"SortField": "EMPLOYEE_ID"}, [LENA_, DANA, IRIS, NOOR, GITA_, MIRO_, WALT]),
        ({"SortField": "employee_id", "SortOrder": "Desc"}, [WALT, MIRO_, GITA_, NOOR, IRIS, DANA, LENA_]),
    ],
)
def test_the_list_is_in_the_order_asked_for_and_who_has_no_employee_id_is_behind_the_others(staff, order, expected):
    with staff.database.writing() as connection:
        walt = tables.users.update().where(tables.users.c.employee_id == cast.WALT.employee_id)
        connection.execute(walt.values(employee_id=None))
    assert names(ask(staff, OLGA, order)) == expected
    pages = [names(ask(staff, OLGA, order | {"Page": page, "PageSize": 3})) for page in (1, 2, 3, 4)]
    assert pages == [expected[:3], expected[3:6], expected[6:], []]


def test_namesakes_are_each_on_one_page(staff):
    with staff.database.writing() as connection:
        connection.execute(tables.users.update().values(given_name="Max", name_key="max"))
    pages = [ask(staff, OLGA, {"Page": page, "PageSize": 2}) for page in (1, 2, 3, 4)]
    ids = [each.text for page in pages for each in page.tree.iterfind("Info/Users/User/ID")]
    assert len(set(ids)) == len(ids) == len(EVERYONE)


def test_a_page_has_fifty_users_unless_another_size_is_asked_for(staff):
    dana = user_of(staff, cast.DANA.employee_id)
    crowd = [dana | {"id": n, "email": None, "email_key": None, "employee_id": f"X-{n}"} for n in range(1, 1001)]
    with staff.database.writing() as connection:
        connection.execute(tables.users.insert(), crowd)
    assert len(names(ask(staff, OLGA))) == 50
    assert len(names(ask(staff, OLGA, {"PageSize": 1000}))) == 1000
    assert len(names(ask(staff, OLGA, {"Page": 2, "PageSize": 1000}))) == len(EVERYONE)


MISTAKES: list[tuple[Tree, str, dict[str, object]]] = [
    ({"Page": 0}, "LU:52", {}),
    ({"Page": "first"}, "LU:52", {}),
    ({"Page": 10**10}, "LU:52", {}),
    ({"PageSize": 0}, "LU:53", {}),
    ({"PageSize": 1001}, "LU:53", {}),
    ({"SortField": "EMAIL"}, "LU:54", {}),
    ({"SortOrder": "up"}, "LU:55", {}),
    (seek("Email", "LIKE", "d"), "LU:56", {}),
    (seek("Name", "EXACT", "n" * 256), "LU:59", {"tag": "Value"}),
    ({"Filters/HomeGroup": "h" * 256}, "LU:59", {"tag": "HomeGroup"}),
    ({"Filters/GroupName": "g" * 256}, "LU:59", {"tag": "GroupName"}),
    ({"Filters/UserStatus": "Archived"}, "LU:57", {}),
    ({"Filters/CreatedDate": {"CreatedDateFrom": "yesterday"}}, "LU:58", {"tag": "CreatedDateFrom"}),
    ({"Filters/ModifiedDate": {"ModifiedDateTo": "30-Feb-2024"}}, "LU:58", {"tag": "ModifiedDateTo"}),
    ({"Filters/Teams": [("TeamName", CHOIR), ("TeamName", "t" * 256)]}, "LU:60", {"item": 2}),
]


@pytest.mark.parametrize(("changes", "code", "told"), MISTAKES, ids=lambda value: ascii(value)[:60])
def test_a_mistake_is_answered_with_its_code(staff, changes, code, told):
    answer = ask(staff, OLGA, changes)
    assert (answer.result, answer.errors) == ("Failed", error(code, **told))


def test_no_code_is_left_out():
    assert {code for _, code, _ in MISTAKES} | {"LU:51"} == {each.code for each in ListUsers.errors()}


def test_mallory_lists_her_own_users_and_nobody_elses(staff):
    assert names(ask(staff, MALLORY)) == ["Nils"]
    assert names(ask(staff, MALLORY, {"Filters/GroupName": cast.SALES})) == ["Nils"]
    assert names(ask(staff, MALLORY, seek("Email", "EXACT", cast.DANA.email))) == []
    assert names(ask(staff, MALLORY, {"Filters/HomeGroup": cast.WAREHOUSE})) == []
    assert [code for _, code, _ in ask(staff, (cast.FINA_KEY, MALLORY[1])).errors] == ["SU:10"]


def test_the_package_of_the_php_client_is_read(staff):
    today = datetime.now(UTC)
    filters: Tree = {
        "Users": {"UserIdentifier": {"Email": {"MatchType": "CONTAINS", "Value": "finashoes"}}},
        "UserStatus": "ACTIVE",
        "CreatedDate": {
            "CreatedDateFrom": f"{today - timedelta(1):%d/%m/%Y}",
            "CreatedDateTo": f"{today + timedelta(1):%d/%m/%Y}",
        },
    }
    asked = {"PageSize": 50, "SortField": "NAME", "SortOrder": "ASC", "Filters": filters}
    assert names(ask(staff, OLGA, asked)) == [DANA, GITA_, LENA_, MIRO_, WALT]
