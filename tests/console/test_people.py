"""The list of people: who is in it, how they are found, and what stands beside each."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from rollbook.records.tables import enrollments
from tests import cast
from tests.api.json_calls import authorization
from tests.console.visitors import DANA, GITA, LENA, OLGA, Visitor
from tests.seed_calls import OLGA as OLGAS_KEYS
from tests.seed_calls import session_package
from tests.served import Served

Sign = Callable[[str], Visitor]


@pytest.fixture
def trained(fina: Served) -> Served:
    """Dana completed a session in Sales, and one in the warehouse."""
    fina.call(session_package(OLGAS_KEYS, {}))
    fina.call(session_package(OLGAS_KEYS, {"GroupName": "Warehouse", "LearningModuleSessionID": 502, "Grade": "A"}))
    return fina


def rows_of(visitor: Visitor, **query: str) -> dict[str, list[str]]:
    """The rows of the list by the person's name."""
    return {row[0]: row[1:] for row in visitor.open("/people", **query).rows()}


@pytest.mark.parametrize("who", [cast.OLGA, cast.GITA])
def test_the_list_has_the_people_that_the_api_shows(fina: Served, visitor: Sign, who: cast.Person):
    keys = authorization((cast.FINA_KEY, who.api_key))
    answer = fina.http.get("/api/v1/listUsers", headers=keys).json()
    assert list(rows_of(visitor(who.email))) == [row["Name"] for row in answer["rows"][0]["Users"]]


def test_a_learner_sees_no_list(visitor: Sign):
    assert visitor(LENA).open("/people").status == 404


def test_the_list_counts_what_is_completed_and_overdue_with_the_last_record(trained: Served, visitor: Sign):
    assert rows_of(visitor(OLGA))["Dana Brown"][3:5] == ["2", "0"]
    assert rows_of(visitor(OLGA))["Lena Learner"][3:6] == ["0", "0", ""]
    late = datetime(2024, 4, 1, tzinfo=UTC)
    with trained.database.writing() as connection:
        connection.execute(enrollments.update().values(status="Enrolled", session_id=None, due_at=late, grade=None))
        [first, *_] = trained.rows(enrollments)
        connection.execute(enrollments.update().where(enrollments.c.id == first["id"]).values(open=True))
    assert rows_of(visitor(OLGA))["Dana Brown"][3:5] == ["0", "1"]


@pytest.mark.usefixtures("trained")
def test_a_manager_counts_what_reports_show_them(visitor: Sign):
    assert rows_of(visitor(GITA))["Dana Brown"][3] == "1"


@pytest.mark.parametrize(
    "query", [{"Name.Value": "brow"}, {"Email.Value": "dana.brown"}, {"EmployeeID.Value": "1001"}], ids=str
)
def test_people_are_found_by_a_part_of_what_one_knows(visitor: Sign, query: dict[str, str]):
    assert list(rows_of(visitor(OLGA), **query)) == ["Dana Brown"]


@pytest.mark.usefixtures("trained")
def test_a_file_has_everybody_with_the_same_counts(visitor: Sign):
    file = visitor(OLGA).open("/people", export="json", table="people").response.json()
    [dana] = [row for row in file if DANA in row.values()]
    assert dana["Completed"] == 2
    assert len(file) == len(rows_of(visitor(OLGA)))


def test_a_flag_is_asked_as_yes_or_no(visitor: Sign):
    words = visitor(OLGA).open("/people/add").all("//select[@name='Profile.AllowFeedback']/option")
    assert [(word.get("value"), word.text) for word in words] == [("", None), ("1", "Yes"), ("0", "No")]
