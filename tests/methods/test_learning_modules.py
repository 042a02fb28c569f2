"""createLearningModule and updateLearningModule: what is on record, every code, and Mallory next door."""

import pytest

from rollbook.records import tables
from tests import cast
from tests.methods.own_calls import answered, call, codes_of, error, everything, row_of
from tests.methods.people import Tree
from tests.seed_calls import ADAM, GITA, MALLORY, OLGA

CREATE, UPDATE = "createLearningModule", "updateLearningModule"
NEW: Tree = {"Name": "Heels & soles", "Type": "Online"}
KNOWN: Tree = {"LearningModuleID": cast.ONLINE_COURSE}
LONG = "n" * 256

MISTAKES = [
    (CREATE, NEW, {"Name": None}, "CLM:52"),
    (CREATE, NEW, {"Name": LONG}, "CLM:52"),
    (CREATE, NEW, {"Type": None}, "CLM:53"),
    (CREATE, NEW, {"Type": "Video"}, "CLM:53"),
    (CREATE, NEW, {"Status": "Gone"}, "CLM:54"),
    (UPDATE, KNOWN, {"Name": LONG}, "ULMO:52"),
    (UPDATE, KNOWN, {"Type": "Video"}, "ULMO:53"),
    (UPDATE, KNOWN, {"Status": "Gone"}, "ULMO:54"),
    (UPDATE, KNOWN, {"LearningModuleID": None}, "ULMO:55"),
    (UPDATE, KNOWN, {"LearningModuleID": "Leather"}, "ULMO:55"),
    (UPDATE, KNOWN, {"LearningModuleID": 9999}, "ULMO:55"),
    (UPDATE, KNOWN, {"Type": "Instructor-Led"}, "ULMO:56"),
    (UPDATE, {"LearningModuleID": cast.COURSE}, {"Type": "Online"}, "ULMO:56"),
]


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_a_new_course_is_on_record_and_active(fina, keys):
    answer = answered(call(fina, keys, CREATE, NEW))
    row = row_of(fina, tables.learning_modules, answer["LearningModuleID"])
    assert (row["name"], row["type"], row["status"]) == ("Heels & soles", "Online", "Active")
    assert answer["Name"] == "Heels & soles"


def test_two_courses_may_have_one_name(fina):
    assert len({answered(call(fina, OLGA, CREATE, NEW))["LearningModuleID"] for _ in range(2)}) == 2


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({"Name": "Care"}, {"name": "Care"}),
        ({"Type": "scorm"}, {"type": "SCORM"}),
        ({"Status": "archived"}, {"status": "Archived"}),
        ({"Name": "", "Type": "", "Status": ""}, {}),
        (
            {"Name": "Care", "Type": "External", "Status": "Inactive"},
            {"name": "Care", "type": "External", "status": "Inactive"},
        ),
    ],
)
def test_what_is_named_changes_and_the_rest_stays(fina, changes, columns):
    was = row_of(fina, tables.learning_modules, cast.ONLINE_COURSE)
    answered(call(fina, OLGA, UPDATE, KNOWN, changes))
    assert row_of(fina, tables.learning_modules, cast.ONLINE_COURSE) == was | columns
    noted = [(change["before"], change["after"]) for change in fina.rows(tables.changes)]
    assert noted == ([({name: was[name] for name in columns}, columns)] if columns else [])


def test_a_dry_run_changes_nothing(fina):
    before = everything(fina)
    answered(call(fina, OLGA, UPDATE, KNOWN, {"Name": "Care"}, {"Rollbook-Dry-Run": "true"}))
    answered(call(fina, OLGA, CREATE, NEW, {}, {"Rollbook-Dry-Run": "true"}))
    assert everything(fina) == before


@pytest.mark.parametrize(("name", "tree", "changes", "code"), MISTAKES)
def test_a_mistake_is_answered_with_its_code_and_changes_nothing(fina, name, tree, changes, code):
    before = everything(fina)
    assert call(fina, OLGA, name, tree, changes).errors == error(name, code)
    assert everything(fina) == before


@pytest.mark.parametrize(("name", "tree", "code"), [(CREATE, NEW, "CLM:51"), (UPDATE, KNOWN, "ULMO:51")])
def test_a_manager_may_not(fina, name, tree, code):
    before = everything(fina)
    assert call(fina, GITA, name, tree).errors == error(name, code)
    assert everything(fina) == before


def test_every_code_is_provoked_here():
    provoked = {code for *_, code in MISTAKES} | {"CLM:51", "ULMO:51"}
    assert provoked == codes_of(CREATE) | codes_of(UPDATE)


def test_mallory_next_door_changes_only_her_own_course_of_the_same_id(server):
    server.load(cast.FINA_SHOES, cast.NEXT_DOOR_SHOES)
    before = {row["name"]: row for row in server.rows(tables.learning_modules)}
    assert call(server, MALLORY, UPDATE, KNOWN, {"Name": "Hers"}).errors == error(UPDATE, "ULMO:55")
    answered(call(server, MALLORY, UPDATE, {"LearningModuleID": cast.COURSE, "Name": "Hers"}))
    after = {row["name"]: row for row in server.rows(tables.learning_modules)}
    assert after.pop("Hers") == before.pop("Selling shoes") | {"name": "Hers"}
    assert after == before
