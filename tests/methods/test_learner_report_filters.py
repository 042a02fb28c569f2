"""getLearnerReport: what each filter lets through, and what cannot be understood."""

import pytest

from rollbook.methods.get_learner_report import GetLearnerReport
from rollbook.vocabulary.reports import STATUSES
from tests import cast, report_calls
from tests.methods.people import Tree
from tests.report_calls import (
    ALL,
    DANA_AGAIN,
    DANA_DONE,
    DANA_IN_SESSION,
    IRIS,
    LENA_AWAY,
    LENA_LATE,
    NOOR_THERE,
    WALT,
    learners,
    report,
    rows,
)
from tests.seed_calls import GITA, OLGA
from tests.served import Served

GROUPS, MODULES, USERS = "Filters/Groups", "Filters/LearningModules", "Filters/Users"
IN_SALES = [row for row in ALL if row != WALT]
DANA = [DANA_IN_SESSION, DANA_DONE, DANA_AGAIN]
BY_STATUS = {
    "Enrolled": [WALT],
    "In Progress": [DANA_AGAIN],
    "Overdue": [LENA_LATE],
    "Attended": [NOOR_THERE],
    "Did Not Attend": [LENA_AWAY],
    "Completed": [DANA_IN_SESSION, DANA_DONE, IRIS],
}


def names(item: str, *each: object) -> list[tuple[str, object]]:
    """Elements of one tag, each with a name."""
    return [(item, one) for one in each]


def in_groups(*each: str) -> Tree:
    """The filter that names these groups."""
    return {GROUPS: {"GroupNames": names("GroupName", *each)}}


def tagged(*each: Tree) -> Tree:
    """The filter for groups with these tags, of any status."""
    return {f"{GROUPS}/GroupTags2": names("GroupTag2", *each)}


def in_courses(*each: str) -> Tree:
    """The filter that names these courses."""
    return {f"{MODULES}/LearningModule": {"LearningModuleNames": names("LearningModuleName", *each)}}


def of_users(**identifiers: object) -> Tree:
    """The filter that names these users."""
    return {USERS: {"UserIdentifier": identifiers}}


def when(kind: str, *periods: tuple[str | None, str | None]) -> Tree:
    """The filter for one of these periods; a side that is None is left out."""
    sides = ({"From": first, "To": last} for first, last in periods)
    trees = ({f"{kind}{side}": day for side, day in each.items() if day is not None} for each in sides)
    return {f"{MODULES}/{kind}s": names(kind, *trees)}


def recorded(kind: str, **sides: str) -> Tree:
    """The filter for when enrolments were put on record."""
    return {f"Filters/Enrollments/{kind}": {f"{kind}{side}": day for side, day in sides.items()}}


@pytest.fixture
def school(server: Served) -> Served:
    """The running server with enrolments of every kind."""
    report_calls.load_scene(server)
    return server


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({f"{GROUPS}/GroupStatus": "active"}, ALL),
        ({f"{GROUPS}/GroupStatus": "Inactive"}, []),
        (in_groups("sales"), IN_SALES),
        (in_groups(" WAREHOUSE "), [WALT]),
        (in_groups("Sales", "Warehouse", "Nowhere"), ALL),
        (in_groups("Nowhere"), []),
        (in_groups(""), []),
        (in_groups("", "Warehouse"), [WALT]),
        (tagged({"TagName": "floor", "TagValues": "First"}), IN_SALES),
        (tagged({"TagID": "4001", "TagValues": "Cellar, Ground"}), ALL),
        (tagged({"TagID": "4001", "TagValues": "ground"}), []),
        (tagged({"TagName": "Kind"}), IN_SALES),
        (tagged({"TagName": "Floor", "TagValues": "Ground"}, {"TagName": "Kind", "TagValues": "Shop"}), IN_SALES),
        (tagged({"TagName": "Weather"}), []),
        ({**in_groups("Warehouse"), **tagged({"TagName": "Kind"})}, []),
    ],
)
def test_enrolments_are_found_by_their_groups(school, changes, expected):
    assert rows(report(school, OLGA, changes)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (in_courses("SAFE  lifting"), [IRIS, LENA_LATE]),
        (in_courses("Safe lifting", "Leather and its care", "Selling shoes"), [DANA_DONE, DANA_AGAIN, IRIS, LENA_LATE]),
        (in_courses("Safe"), []),
        (in_courses(""), []),
        ({f"{MODULES}/LearningModule": {"LearningModuleNames": {}}}, ALL),
        ({f"{MODULES}/LearningModule": {"LearningModuleStatus": "Active"}}, ALL),
        ({f"{MODULES}/LearningModule": {"LearningModuleStatus": "archived"}}, []),
    ],
)
def test_enrolments_are_found_by_their_courses(school, changes, expected):
    assert rows(report(school, OLGA, changes)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({f"{USERS}/UserStatus": "ACTIVE"}, [row for row in ALL if row != IRIS]),
        ({f"{USERS}/UserStatus": "Inactive"}, [IRIS]),
        (of_users(EmailAddress=" Dana.Brown@FinaShoes.com "), DANA),
        (of_users(EmployeeID="FS-1001"), DANA),
        (of_users(EmployeeID="fs-1001"), []),
        (
            of_users(EmailAddress=cast.DANA.email, EmployeeID="FS-1003"),
            [DANA_IN_SESSION, NOOR_THERE, DANA_DONE, DANA_AGAIN],
        ),
        (of_users(EmailAddress=cast.DANA.email, EmployeeID="FS-1001"), DANA),
        (of_users(EmailAddress="nobody@finashoes.com", EmployeeID=""), []),
        (of_users(EmailAddress=""), []),
        (of_users(EmployeeID="FS-1002"), [IRIS]),
        ({**of_users(EmployeeID="FS-1001"), **in_groups("Warehouse")}, []),
        ({**of_users(EmployeeID="FS-1001"), **in_courses("Leather and its care")}, [DANA_DONE, DANA_AGAIN]),
    ],
)
def test_enrolments_are_found_by_their_learners(school, changes, expected):
    assert rows(report(school, OLGA, changes)) == expected


def test_one_identifier_may_name_many_learners(school):
    emails = [("EmailAddress", person.email) for person in (cast.WALT, cast.LENA)]
    numbers = [("EmployeeID", person.employee_id) for person in (cast.NOOR, cast.LENA)]
    named = report(school, OLGA, {USERS: {"UserIdentifier": [*emails, *numbers]}})
    assert rows(named) == [LENA_AWAY, NOOR_THERE, WALT, LENA_LATE]


@pytest.mark.parametrize("status", STATUSES)
def test_enrolments_are_found_by_their_status(school, status):
    changes = {f"{MODULES}/EnrollmentStatuses": names("EnrollmentStatus", status.upper())}
    assert rows(report(school, OLGA, changes)) == BY_STATUS.get(status, [])


def test_of_several_statuses_one_is_enough(school):
    asked = names("EnrollmentStatus", "Cancelled", "", "Overdue", "Attended")
    assert rows(report(school, OLGA, {f"{MODULES}/EnrollmentStatuses": asked})) == [NOOR_THERE, LENA_LATE]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (when("EnrolledDate", ("01-Mar-2024", "02-Mar-2024")), [DANA_IN_SESSION, LENA_AWAY]),
        (when("EnrolledDate", ("02-Mar-24", "02-Mar-24")), [LENA_AWAY]),
        (when("EnrolledDate", ("02/03/2024", "2024-03-02")), [LENA_AWAY]),
        (when("EnrolledDate", ("01-Jun-2024", None)), [WALT]),
        (when("EnrolledDate", ("01-Jun-2024 10:00", "01-Jun-2024 10:00")), [WALT]),
        (when("EnrolledDate", ("01-Jun-2024 10:01", None)), []),
        (when("EnrolledDate", (None, "31-Dec-2022")), [IRIS]),
        (when("EnrolledDate", ("01-Jun-2024", ""), (None, "31-Dec-2022")), [WALT, IRIS]),
        (
            when("EnrolledDate", ("01-Mar-2024", "01-Mar-2024"), ("03-Mar-2024", "03-Mar-2024")),
            [DANA_IN_SESSION, NOOR_THERE],
        ),
        (when("EnrolledDate", ("02-Mar-2024", "01-Mar-2024")), []),
        (when("EnrolledDate", ("", "")), ALL),
        (when("EnrolledDate"), ALL),
        (when("CompletedDate", ("12-Jan-2023", "12-Jan-2023")), [DANA_DONE]),
        (when("CompletedDate", ("01-Mar-2024", "01-Mar-2024")), [DANA_IN_SESSION]),
        (when("CompletedDate", ("01-Mar-2024 16:00", "01-Mar-2024 16:59")), []),
        (when("CompletedDate", ("01-Mar-2024", None), (None, "30-Nov-2022")), [DANA_IN_SESSION, IRIS]),
        (when("StartedDate", ("01-Mar-2024", "03-Mar-2024")), [DANA_IN_SESSION, NOOR_THERE]),
        (when("StartedDate", ("02-Apr-2024", None)), [LENA_LATE]),
        (when("LastAccessedDate", ("12-Jan-2023", "12-Jan-2023")), [DANA_DONE]),
        (when("LastAccessedDate", ("03-Mar-2024", "02-Apr-2024")), [NOOR_THERE, LENA_LATE]),
        (when("DueDate", (None, "31-Dec-2024")), [DANA_DONE, LENA_LATE]),
        (when("DueDate", ("01-Jan-2999", "01-Jan-2999")), [DANA_AGAIN]),
        (when("GracePeriodDate", ("11-Feb-2023", "11-Feb-2023")), [DANA_DONE]),
        ({**when("EnrolledDate", ("01-Mar-2024", None)), **when("DueDate", (None, "31-Dec-2024"))}, [LENA_LATE]),
        (recorded("CreatedDate", From="01-Jan-2024"), ALL),
        (recorded("CreatedDate", To="01-Jan-2024"), []),
        (recorded("ModifiedDate", From="01-Jan-2024", To="31-Dec-2998"), ALL),
        (recorded("ModifiedDate", From="31-Dec-2998"), []),
        (recorded("ModifiedDate", From=""), ALL),
    ],
)
def test_enrolments_are_found_by_days_the_first_and_the_last_included(school, changes, expected):
    assert rows(report(school, OLGA, changes)) == expected


def test_an_enrolment_is_found_by_its_id(school):
    numbers = {row["ID"]: row["FirstName"] for row in learners(report(school, OLGA))}
    for number, name in numbers.items():
        found = learners(report(school, OLGA, {"Filters/EnrollmentID": number}))
        assert [(row["ID"], row["FirstName"]) for row in found] == [(number, name)]
    (walts,) = [number for number, name in numbers.items() if name == "Walt"]
    for changes in (in_groups("Sales"), of_users(EmployeeID="FS-1001"), in_courses("Safe lifting")):
        assert learners(report(school, OLGA, {**changes, "Filters/EnrollmentID": walts})) == []
    assert learners(report(school, GITA, {"Filters/EnrollmentID": walts})) == []
    assert learners(report(school, OLGA, {"Filters/EnrollmentID": 1})) == []


MISTAKES: list[tuple[Tree, str]] = [
    ({"Page": "0"}, "52 The Page provided is not valid. A page has 1000 rows at most."),
    ({"Page": "one"}, "52 The Page provided is not valid. A page has 1000 rows at most."),
    ({"PageSize": "1001"}, "52 The PageSize provided is not valid. A page has 1000 rows at most."),
    ({"Filters/EnrollmentID": ""}, "53 The EnrollmentID provided is not valid. It must not be empty."),
    ({"Filters/EnrollmentID": "FS-1"}, "53 The EnrollmentID provided is not valid. It must not be empty."),
    ({GROUPS: {}}, "54 The GroupStatus or GroupNames provided are not valid."),
    ({GROUPS: {"GroupNames": {}}}, "54 The GroupStatus or GroupNames provided are not valid."),
    ({GROUPS: {"GroupStatus": ""}}, "54 The GroupStatus or GroupNames provided are not valid."),
    ({GROUPS: {"GroupStatus": "Archived"}}, "54 The GroupStatus or GroupNames provided are not valid."),
    (in_groups("S" * 256), "54 The GroupStatus or GroupNames provided are not valid."),
    (
        tagged({"TagName": "Kind"}, {"TagID": "Kind"}),
        "55 Group tag 2 - The TagID, TagName or TagValues provided are not valid.",
    ),
    (tagged({"TagValues": "Shop"}), "55 Group tag 1 - The TagID, TagName or TagValues provided are not valid."),
    (
        {f"{MODULES}/LearningModule": {"LearningModuleStatus": "All"}},
        "56 The LearningModuleStatus or LearningModuleNames provided are not valid.",
    ),
    (in_courses("L" * 256), "56 The LearningModuleStatus or LearningModuleNames provided are not valid."),
    (
        {f"{MODULES}/EnrollmentStatuses": names("EnrollmentStatus", "Completed", "NotAttended")},
        "57 Status 2 - 'NotAttended' is not a valid EnrollmentStatus.",
    ),
    (when("CompletedDate", ("30-Feb-2024", None)), "58 The CompletedDateFrom provided is not a valid date."),
    (when("DueDate", (None, "soon")), "58 The DueDateTo provided is not a valid date."),
    (when("EnrolledDate", ("", ""), ("1", "")), "58 The EnrolledDateFrom provided is not a valid date."),
    (when("GracePeriodDate", ("1", "")), "58 The GracePeriodDateFrom provided is not a valid date."),
    (when("LastAccessedDate", ("1", "")), "58 The LastAccessedDateFrom provided is not a valid date."),
    (when("StartedDate", ("1", "")), "58 The StartedDateFrom provided is not a valid date."),
    (recorded("CreatedDate", From="1"), "58 The CreatedDateFrom provided is not a valid date."),
    (recorded("ModifiedDate", To="1"), "58 The ModifiedDateTo provided is not a valid date."),
    ({USERS: {}}, "59 The UserStatus or UserIdentifier provided are not valid."),
    ({USERS: {"UserIdentifier": {}}}, "59 The UserStatus or UserIdentifier provided are not valid."),
    ({USERS: {"UserStatus": "Archived"}}, "59 The UserStatus or UserIdentifier provided are not valid."),
    (of_users(EmailAddress="dana.brown"), "59 The UserStatus or UserIdentifier provided are not valid."),
    (of_users(EmployeeID="9" * 256), "59 The UserStatus or UserIdentifier provided are not valid."),
    (
        {"Columns": names("ColumnName", "GRADE", "<SHOE SIZE>")},
        "60 Column 2 - '<SHOE SIZE>' is not a valid ColumnName.",
    ),
    ({"CustomFields": names("FieldName", "f" * 256)}, "61 Custom field 1 - The FieldName provided is not valid."),
]


@pytest.mark.parametrize(("changes", "error"), MISTAKES)
def test_what_cannot_be_understood_is_refused(fina, changes, error):
    number, _, text = error.partition(" ")
    answer = report(fina, OLGA, changes)
    assert (answer.result, answer.errors) == ("Failed", [(None, f"GLR:{number}", text)])


def test_every_code_is_provoked():
    provoked = {f"GLR:{error[:2]}" for _, error in MISTAKES} | {"GLR:51"}
    assert {error.code for error in GetLearnerReport.errors()} == provoked


@pytest.mark.parametrize("needed", ["Filters", GROUPS, MODULES, USERS, "Columns", "CustomFields"])
def test_a_container_that_is_needed_may_be_empty_but_not_absent(fina, needed):
    answer = report(fina, OLGA, {needed: None})
    assert [code for _, code, _ in answer.errors] == ["SU:12"]
    assert f"{needed.rpartition('/')[2]} is needed" in answer.text


def test_enrollments_and_pages_may_be_absent(fina):
    assert report(fina, OLGA).result == "Success"
    assert report(fina, OLGA, {"Page": "", "PageSize": "", "Filters/Enrollments": {}}).result == "Success"


@pytest.mark.parametrize(
    "changes",
    [
        {f"{GROUPS}/GroupNames": names("GroupName", "Sales")},
        of_users(EmployeeID="FS-1001") | {f"{USERS}/UserStatus": "All"},
        {"Filters/Learners": {}},
        {f"{MODULES}/CompletedDates": names("DueDate", {})},
    ],
)
def test_what_has_no_business_there_is_refused(fina, changes):
    assert [code for _, code, _ in report(fina, OLGA, changes).errors] == ["SU:13"]
