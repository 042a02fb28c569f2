"""Calls of getLearnerReport: a report on everything, changed by tests in one place, and the scene that it shows."""

from collections.abc import Mapping
from typing import Any

from rollbook.records import tables
from tests import cast
from tests.answers import Answer, package
from tests.methods.people import Tree, changed, xml
from tests.scenery import extended
from tests.seed_calls import Headers, Keys
from tests.served import Served

EVERYTHING: Tree = {
    "Filters": {"Groups": {"GroupStatus": "All"}, "LearningModules": {}, "Users": {"UserStatus": "All"}},
    "Columns": [("ColumnName", "ENROLLED_DATE")],
    "CustomFields": {},
}
ENROLLMENTS = """
  - {user: dana.brown@finashoes.com, group: Sales, learning_module: 3860, session: 501, status: Completed, grade: "92",
     enrolled: 2024-03-01}
  - {user: lena.learner@finashoes.com, group: Sales, learning_module: 3860, session: 502, status: NotAttended,
     enrolled: 2024-03-02}
  - {user: FS-1003, group: Sales, learning_module: 3860, session: 503, status: Attended, enrolled: 2024-03-03}
  - {user: walt.warehouse@finashoes.com, group: Warehouse, learning_module: 3860, session: 505, status: Enrolled,
     enrolled: 2024-06-01T10:00}
  - {user: dana.brown@finashoes.com, group: Sales, learning_module: 3861, status: Completed, passed: true,
     grade: "87.5", enrolled: 2023-01-10, started: 2023-01-11T08:00, completed: 2023-01-12T10:30,
     due: 2023-02-01T12:00, access_ends: 2023-02-11T12:00}
  - {user: dana.brown@finashoes.com, group: Sales, learning_module: 3861, status: Enrolled, enrolled: 2024-05-01,
     due: 2999-01-01T12:00, access_ends: 2999-02-01T12:00}
  - {user: lena.learner@finashoes.com, group: Sales, learning_module: 3862, status: InProgress, enrolled: 2024-04-01,
     started: 2024-04-02T09:15, due: 2024-04-20T12:00}
  - {user: iris.inactive@finashoes.com, group: Sales, learning_module: 3862, status: Completed, enrolled: 2022-11-05,
     started: 2022-11-05, completed: 2022-11-30}
"""
DANA_IN_SESSION, LENA_AWAY, NOOR_THERE, WALT = "Dana 3860", "Lena 3860", "Noor 3860", "Walt 3860"
DANA_DONE, DANA_AGAIN, LENA_LATE, IRIS = "Dana 3861 2023", "Dana 3861 2024", "Lena 3862", "Iris 3862"
ALL = [DANA_IN_SESSION, LENA_AWAY, NOOR_THERE, WALT, DANA_DONE, DANA_AGAIN, IRIS, LENA_LATE]
"""The rows of the scene in the report's order."""
HELD = """
  - {user: dana.brown@finashoes.com, group: Sales, variant: 16, starts: 2024-03-01T09:00, unlimited: true}
  - {user: FS-1003, group: Sales, variant: 17, starts: 2024-03-01T09:00, ends: 2024-05-30T09:00}
"""
SCENE = extended(cast.FINA_SHOES, enrollments=ENROLLMENTS, subscription_enrollments=HELD)
PROFILE = {"Title": "Buyer & fitter", "Division": "North", "AlternateEmail": "dana@home.example"}
FLOOR, KIND = 4001, 4002
"""Tags: Sales is on the floors Ground and First, Warehouse on Ground; Sales alone is of the kind Shop."""
HELD_TAGS = [("Sales", FLOOR, "Ground"), ("Sales", FLOOR, "First"), ("Warehouse", FLOOR, "Ground")]
HELD_TAGS += [("Sales", KIND, "Shop")]


def load_scene(server: Served) -> None:
    """Load the scene and the account next door, with more about Dana and the groups."""
    server.load(SCENE, cast.NEXT_DOOR_SHOES)
    (account,) = (each["id"] for each in server.rows(tables.accounts) if each["name"] == "Fina Shoes")
    numbers = {each["name"]: each["id"] for each in server.rows(tables.groups) if each["account_id"] == account}
    dana = tables.users.update().where(tables.users.c.employee_id == cast.DANA.employee_id)
    tags = [{"id": FLOOR, "name": "Floor", "name_key": "floor"}, {"id": KIND, "name": "Kind", "name_key": "kind"}]
    held = [{"group_id": numbers[name], "tag_id": tag, "tag_value": value} for name, tag, value in HELD_TAGS]
    with server.database.writing() as connection:
        connection.execute(dana.values(profile=PROFILE, custom_fields={"Shoe size": "39"}))
        connection.execute(tables.tags.insert(), [{**tag, "account_id": account} for tag in tags])
        connection.execute(tables.group_tags.insert(), [{**each, "account_id": account} for each in held])


def report(server: Served, keys: Keys, changes: Mapping[str, Any] | None = None, *, headers: Headers = None) -> Answer:
    """Ask for the report on everything, with changes at paths such as Filters/Users/UserStatus."""
    return server.call(report_package(keys, changes or {}), headers)


def report_package(keys: Keys, changes: Mapping[str, Any]) -> str:
    """The package that asks for the report on everything, with changes."""
    return package("getLearnerReport", f"<Report>{xml(changed(EVERYTHING, changes))}</Report>", keys)


def rows(answer: Answer) -> list[str]:
    """The rows of an answer, named as in the scene: first name, course, and the year where it is needed."""
    assert (answer.result, answer.errors) == ("Success", [])
    return [_name(row) for row in learners(answer)]


def learners(answer: Answer) -> list[dict[str, str]]:
    """What the answer says about each enrolment, by tag."""
    found = answer.tree.findall("Info/LearnerReport/Learner")
    shown = answer.tree.find("Info/LearnerReport")
    assert shown is not None
    assert shown.get("rows") == str(len(found))
    return [{each.tag: each.text or "" for each in row} for row in found]


def _name(row: Mapping[str, str]) -> str:
    name, year = f"{row['FirstName']} {row['LearningModuleID']}", row["EnrolledDate"][:4]
    return f"{name} {year}" if f"{name} {year}" in ALL else name
