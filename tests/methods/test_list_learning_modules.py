"""listLearningModules: which courses a caller is told of, in which order, page by page."""

import pytest

from rollbook.methods.list_learning_modules import ListLearningModules
from rollbook.records import tables
from tests import cast
from tests.answers import canonical
from tests.listing_calls import list_courses, listed
from tests.methods.people import Tree
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA
from tests.served import Served

FITTING, LEATHER, LIFTING, SCANNERS, YESTERDAY = "3860", "3861", "3862", "3863", "3865"
BY_NAME = [FITTING, LEATHER, LIFTING, SCANNERS]
ANSWER = """
<SmarterU>
  <Result>Success</Result>
  <Info>
    <LearningModules>
      <LearningModule>
        <LearningModuleID>3861</LearningModuleID>
        <Name>Leather and its care</Name>
        <Type>Online</Type>
        <Status>Active</Status>
      </LearningModule>
      <LearningModule>
        <LearningModuleID>3862</LearningModuleID>
        <Name>Safe lifting</Name>
        <Type>SCORM</Type>
        <Status>Archived</Status>
      </LearningModule>
    </LearningModules>
  </Info>
  <Errors/>
</SmarterU>
"""
MISTAKES: list[tuple[Tree, str]] = [
    ({"Page": "0"}, "52 The Page provided is not valid. A page has 1000 learning modules at most."),
    ({"PageSize": "1001"}, "52 The PageSize provided is not valid. A page has 1000 learning modules at most."),
    (
        {"Page": "first", "PageSize": "x"},
        "52 The Page provided is not valid. A page has 1000 learning modules at most.",
    ),
    (
        {"Filters": {"Name": {"MatchType": "LIKE", "Value": "shoes"}}},
        "53 The MatchType provided is not valid. Valid types are 'EXACT' or 'CONTAINS'.",
    ),
    ({"Filters": {"Name": {"MatchType": "EXACT", "Value": "s" * 256}}}, "54 The Value provided is not valid."),
    (
        {"Filters": {"Status": "All"}},
        "55 The Status provided is not valid. Valid statuses are 'Active', 'Inactive' or 'Archived'.",
    ),
    (
        {"Filters": {"Type": "Classroom"}},
        "56 The Type provided is not valid. Valid types are 'External', 'Instructor-Led', 'Online' or 'SCORM'.",
    ),
]
DENIED = "The required permissions are not met to call the listLearningModules method."


def archive(server: Served, course: int) -> None:
    """Archive a course, in whichever account."""
    with server.database.writing() as connection:
        one = tables.learning_modules.update().where(tables.learning_modules.c.id == course)
        connection.execute(one.values(status="Archived"))


def test_courses_are_told_with_type_and_status(fina):
    archive(fina, cast.SCORM_COURSE)
    answer = list_courses(fina, OLGA, {"Filters": {"Name": {"MatchType": "CONTAINS", "Value": "L"}}})
    assert canonical(answer.text) == canonical(ANSWER)


def test_courses_come_by_name(fina):
    assert listed(list_courses(fina, OLGA), "LearningModuleID") == BY_NAME


def test_both_names_of_the_method_are_answered_alike(fina):
    singular = list_courses(fina, OLGA, method="listLearningModule")
    assert singular.text == list_courses(fina, OLGA, method="listLearningModules").text
    assert listed(singular, "LearningModuleID") == BY_NAME


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, BY_NAME),
        ({"Name": {}}, BY_NAME),
        ({"Name": {"MatchType": "EXACT", "Value": "safe  LIFTING"}}, [LIFTING]),
        ({"Name": {"Value": "Safe lifting"}}, [LIFTING]),
        ({"Name": {"MatchType": "exact", "Value": "Safe"}}, []),
        ({"Name": {"MatchType": "CONTAINS", "Value": "THE"}}, [FITTING, LEATHER, SCANNERS]),
        ({"Name": {"MatchType": "CONTAINS", "Value": "%"}}, []),
        ({"Name": {"MatchType": "EXACT", "Value": ""}}, []),
        ({"Status": "Active"}, [FITTING, LEATHER, SCANNERS]),
        ({"Status": "archived"}, [LIFTING]),
        ({"Status": "Inactive"}, []),
        ({"Type": "Instructor-Led"}, [FITTING, SCANNERS]),
        ({"Type": "scorm"}, [LIFTING]),
        ({"Type": "External"}, []),
        ({"Type": "Instructor-Led", "Status": "Active", "Name": {"MatchType": "CONTAINS", "Value": "new"}}, [SCANNERS]),
    ],
)
def test_a_course_has_to_pass_all_filters(fina, filters, ids):
    archive(fina, cast.SCORM_COURSE)
    assert listed(list_courses(fina, OLGA, {"Filters": filters}), "LearningModuleID") == ids


def test_names_are_compared_without_case_in_every_alphabet(fina):
    with fina.database.writing() as connection:
        one = tables.learning_modules.update().where(tables.learning_modules.c.id == cast.ONLINE_COURSE)
        connection.execute(one.values(name="Übung für Füße"))
    for match in ({"MatchType": "EXACT", "Value": "ÜBUNG FÜR FÜSSE"}, {"MatchType": "CONTAINS", "Value": "fÜSSE"}):
        assert listed(list_courses(fina, OLGA, {"Filters": {"Name": match}}), "LearningModuleID") == [LEATHER]


@pytest.mark.parametrize(
    ("page", "size", "ids"),
    [(1, 3, BY_NAME[:3]), (2, 3, BY_NAME[3:]), (3, 3, []), (4, 1, BY_NAME[3:]), (1, 1000, BY_NAME), (10**9, 1000, [])],
)
def test_a_page_is_as_long_as_was_asked_for(fina, page, size, ids):
    assert listed(list_courses(fina, OLGA, {"Page": page, "PageSize": size}), "LearningModuleID") == ids


def test_a_page_has_fifty_courses_where_nothing_is_said(fina):
    (fina_shoes,) = {row["account_id"] for row in fina.rows(tables.learning_modules) if row["id"] == 3861}
    course = {"account_id": fina_shoes, "type": "Online", "created_at": fina.rows(tables.users)[0]["created_at"]}
    with fina.database.writing() as connection:
        connection.execute(
            tables.learning_modules.insert(), [{**course, "id": n, "name": f"A{n:03}"} for n in range(1, 61)]
        )
    assert listed(list_courses(fina, OLGA), "LearningModuleID") == [str(n) for n in range(1, 51)]
    assert listed(list_courses(fina, OLGA, {"Page": 2}), "LearningModuleID")[:11] == [
        *(str(n) for n in range(51, 61)),
        FITTING,
    ]


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_owner_and_administrator_are_told_of_courses_that_no_group_has(school, keys):
    assert YESTERDAY in listed(list_courses(school, keys), "LearningModuleID")


def test_others_are_told_of_the_courses_of_the_groups_where_they_may_enrol(fina):
    with fina.database.writing() as connection:
        links = tables.group_learning_modules
        connection.execute(
            links.delete().where(links.c.learning_module_id.in_([cast.ONLINE_COURSE, cast.SCORM_COURSE]))
        )
    for keys in (GITA, MIRO):
        assert listed(list_courses(fina, keys), "LearningModuleID") == [FITTING, SCANNERS]
    with fina.database.writing() as connection:
        connection.execute(links.delete())
    assert listed(list_courses(fina, GITA), "LearningModuleID") == []
    assert "<LearningModules></LearningModules>" in list_courses(fina, GITA).text


def test_who_may_enrol_nowhere_is_refused(fina):
    answer = list_courses(fina, LENA)
    assert (answer.result, answer.errors) == ("Failed", [(None, "LLM:51", DENIED)])


@pytest.mark.parametrize(("tree", "error"), MISTAKES)
def test_a_filter_that_cannot_be_understood_is_refused(fina, tree, error):
    number, _, text = error.partition(" ")
    answer = list_courses(fina, OLGA, tree)
    assert (answer.result, answer.errors) == ("Failed", [(None, f"LLM:{number}", text)])


def test_every_code_is_provoked():
    provoked = {f"LLM:{error[:2]}" for _, error in MISTAKES} | {"LLM:51"}
    assert {error.code for error in ListLearningModules.errors()} == provoked


def test_mallory_next_door_sees_her_own_courses(fina):
    answer = list_courses(fina, MALLORY)
    assert (listed(answer, "LearningModuleID"), listed(answer, "Name")) == ([FITTING], ["Selling shoes"])
    assert "SU:10" in list_courses(fina, (cast.FINA_KEY, MALLORY[1])).text
