"""getLearnerReport: which enrolments a caller is told of, and what of them."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from rollbook.records import tables
from rollbook.vocabulary.reports import COLUMNS, tag_of
from tests import cast, report_calls
from tests.answers import canonical
from tests.learning_module_calls import IN_SESSION, enroll_in_courses, import_history, unenroll
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
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA, record_sessions
from tests.served import Served

ANSWER = """
<SmarterU>
  <Result>Success</Result>
  <Info>
    <LearnerReport rows="1">
      <Learner>
        <ID>{id}</ID>
        <CourseName>Fitting shoes, in the shop</CourseName>
        <LastName>Brown</LastName>
        <FirstName>Dana</FirstName>
        <LearningModuleID>3860</LearningModuleID>
        <UserID>{user}</UserID>
        <CreatedDate>{created}</CreatedDate>
        <ModifiedDate>{created}</ModifiedDate>
        <VariantStartDate>2024-03-01 15:00:00.0</VariantStartDate>
        <VariantName>Unlimited</VariantName>
        <VariantEndDate/>
        <LearnerEmail>dana.brown@finashoes.com</LearnerEmail>
        <Title>Buyer &amp; fitter</Title>
        <SubscriptionName>Shop floor</SubscriptionName>
        <StartedDate>2024-03-01 15:00:00.0</StartedDate>
        <RoleID/>
        <Progress>100</Progress>
        <Points/>
        <LastAccessedDate>2024-03-01 17:00:00.0</LastAccessedDate>
        <GroupName>Sales</GroupName>
        <GroupID>sales</GroupID>
        <GradePercentage>92</GradePercentage>
        <Grade>92</Grade>
        <EnrolledDate>2024-03-01 00:00:00.0</EnrolledDate>
        <EmployeeID>FS-1001</EmployeeID>
        <DueDate/>
        <Division>North</Division>
        <CourseSessionID>501</CourseSessionID>
        <CourseDuration/>
        <CompletedDate>2024-03-01 17:00:00.0</CompletedDate>
        <AlternateEmail>dana@home.example</AlternateEmail>
        <CustomFields>
          <CustomField>
            <Name>shoe  SIZE</Name>
            <Value>39</Value>
            <CustomFieldName>shoe  SIZE</CustomFieldName>
            <CustomFieldValue>39</CustomFieldValue>
          </CustomField>
          <CustomField>
            <Name>Star sign</Name>
            <Value/>
            <CustomFieldName>Star sign</CustomFieldName>
            <CustomFieldValue/>
          </CustomField>
        </CustomFields>
      </Learner>
    </LearnerReport>
  </Info>
  <Errors/>
</SmarterU>
"""
OF_EVERY_ROW = [
    "ID",
    "CourseName",
    "LastName",
    "FirstName",
    "LearningModuleID",
    "UserID",
    "CreatedDate",
    "ModifiedDate",
]
DATES = ("ENROLLED_DATE", "STARTED_DATE", "COMPLETED_DATE", "LAST_ACCESSED_DATE", "DUE_DATE")
RUBY = """<?xml version="1.0" encoding="UTF-8"?>
        <SmarterU>
        <AccountAPI>{account_key}</AccountAPI>
        <UserAPI>{user_key}</UserAPI>
        <Method>getLearnerReport </Method>
        <Parameters><Report><Filters><Groups><GroupNames><GroupName><![CDATA[Sales]]></GroupName></GroupNames></Groups>\
<LearningModules></LearningModules><Users><UserIdentifier><EmployeeID><![CDATA[FS-1001]]></EmployeeID></UserIdentifier>\
</Users></Filters><Columns><ColumnName><![CDATA[ENROLLED_DATE]]></ColumnName>\
<ColumnName><![CDATA[COMPLETED_DATE]]></ColumnName><ColumnName><![CDATA[DUE_DATE]]></ColumnName>\
<ColumnName><![CDATA[LAST_ACCESSED_DATE]]></ColumnName><ColumnName><![CDATA[STARTED_DATE]]></ColumnName></Columns>\
<CustomFields></CustomFields></Report></Parameters>
        </SmarterU>"""
PHP = """<?xml version="1.0"?>
<SmarterU><AccountAPI>{account_key}</AccountAPI><UserAPI>{user_key}</UserAPI><Method>getLearnerReport</Method>\
<Parameters><Report><Page>1</Page><PageSize>50</PageSize><Filters><Groups><GroupStatus>Active</GroupStatus></Groups>\
<LearningModules><LearningModule><LearningModuleStatus>Active</LearningModuleStatus></LearningModule>\
<EnrollmentStatuses><EnrollmentStatus>Completed</EnrollmentStatus></EnrollmentStatuses><CompletedDates><CompletedDate>\
<CompletedDateFrom>01-Mar-24</CompletedDateFrom><CompletedDateTo>01-Mar-24</CompletedDateTo></CompletedDate>\
</CompletedDates></LearningModules><Enrollments/><Users><UserStatus>Active</UserStatus></Users></Filters><Columns>\
<ColumnName>USER_EMAIL</ColumnName></Columns><CustomFields/></Report></Parameters></SmarterU>
"""
LEARNERS = {"Dana": "FS-1001", "Lena": "FS-1000", "Noor": "FS-1003", "Walt": "FS-1004", "Iris": "FS-1002"}
COURSES = {"3860": "Fitting shoes, in the shop", "3861": "Leather and its care", "3862": "Safe lifting"}
GROUPS, MODULES, USERS = "Filters/Groups", "Filters/LearningModules", "Filters/Users"


@pytest.fixture
def school(server: Served) -> Served:
    """The running server with enrolments of every kind."""
    report_calls.load_scene(server)
    return server


def columns(*names: str) -> Tree:
    """The change that asks for these columns."""
    return {"Columns": [("ColumnName", name) for name in names]}


def only(row: str) -> Tree:
    """The change that asks for the enrolments of one learner of the scene in one course."""
    learner, course = row.split()[:2]
    module = {"LearningModuleNames": [("LearningModuleName", COURSES[course])]}
    return {f"{MODULES}/LearningModule": module, USERS: {"UserIdentifier": {"EmployeeID": LEARNERS[learner]}}}


def told(school: Served, row: str, *names: str) -> list[str]:
    """What the columns say of the last enrolment of a learner in a course."""
    answer = report(school, OLGA, {**only(row), **columns(*names)})
    return [learners(answer)[-1][tag_of(name)] for name in names]


def test_a_row_tells_all_that_was_asked_for_in_the_order_in_which_it_was_asked_for(school):
    fields = {"CustomFields": [("FieldName", "shoe  SIZE"), ("FieldName", "Star sign")]}
    answer = report(school, OLGA, {**only(DANA_IN_SESSION), **columns(*reversed(COLUMNS)), **fields})
    (row,) = learners(answer)
    known = {"id": row["ID"], "user": row["UserID"], "created": row["CreatedDate"]}
    assert canonical(answer.text) == canonical(ANSWER.format(**known))


def test_a_row_tells_who_what_and_when_where_nothing_was_asked_for(school):
    for row in learners(report(school, OLGA, {"Columns": {}})):
        assert list(row) == OF_EVERY_ROW


def test_a_column_that_is_asked_for_twice_is_told_once(school):
    (row,) = learners(report(school, OLGA, {**only(WALT), **columns("grade", "TITLE", "GRADE")}))
    assert list(row) == [*OF_EVERY_ROW, "Grade", "Title"]


def test_a_field_that_is_asked_for_twice_is_told_once(school):
    fields = {"CustomFields": [("FieldName", name) for name in ("Star sign", "shoe  SIZE", "star SIGN")]}
    answer = report(school, OLGA, {**only(DANA_IN_SESSION), **fields})
    told = [each.text for each in answer.tree.iterfind("Info/LearnerReport/Learner/CustomFields/CustomField/Name")]
    assert told == ["Star sign", "shoe  SIZE"]


def test_rows_come_by_course_name_and_date_of_enrolment(school):
    assert rows(report(school, OLGA)) == ALL


def test_a_report_on_nothing_says_that_it_has_no_rows(school):
    answer = report(school, OLGA, {f"{GROUPS}/GroupStatus": "Inactive"})
    assert (answer.result, answer.errors) == ("Success", [])
    assert '<LearnerReport rows="0"></LearnerReport>' in answer.text


def test_a_grade_is_told_where_there_is_one_and_as_a_percentage_where_it_is_one(school):
    letter = {"LearningModuleSessionID": cast.LETTER_SESSION, "Grade": "A+"}
    assert record_sessions(school, OLGA, letter).result == "Success"
    asked = columns("GRADE", "GRADE_PERCENTAGE", "PROGRESS", "ENROLLED_DATE")
    dana = {USERS: {"UserIdentifier": {"EmployeeID": cast.DANA.employee_id}}}
    found = learners(report(school, OLGA, {**dana, **asked}))
    assert [(row["Grade"], row["GradePercentage"], row["Progress"]) for row in found] == [
        ("92", "92", "100"),
        ("A+", "", "100"),
        ("87.5", "87.5", "100"),
        ("", "", "0"),
    ]


@pytest.mark.parametrize(
    ("row", "dates"),
    [
        (
            DANA_IN_SESSION,
            ["2024-03-01 00:00:00.0", "2024-03-01 15:00:00.0", "2024-03-01 17:00:00.0", "2024-03-01 17:00:00.0", ""],
        ),
        (LENA_AWAY, ["2024-03-02 00:00:00.0", "", "", "", ""]),
        (NOOR_THERE, ["2024-03-03 00:00:00.0", "2024-03-03 15:00:00.0", "", "2024-03-03 17:00:00.0", ""]),
        (WALT, ["2024-06-01 10:00:00.0", "", "", "", ""]),
        (
            LENA_LATE,
            ["2024-04-01 00:00:00.0", "2024-04-02 09:15:00.0", "", "2024-04-02 09:15:00.0", "2024-04-20 12:00:00.0"],
        ),
        (
            IRIS,
            ["2022-11-05 00:00:00.0", "2022-11-05 00:00:00.0", "2022-11-30 00:00:00.0", "2022-11-30 00:00:00.0", ""],
        ),
    ],
)
def test_the_dates_of_a_session_count_for_those_who_came(school, row, dates):
    assert told(school, row, *DATES) == dates


@pytest.mark.parametrize(
    ("row", "subscription"),
    [
        (DANA_IN_SESSION, ["Shop floor", "Unlimited", "2024-03-01 15:00:00.0", ""]),
        (DANA_AGAIN, ["", "", "", ""]),
        (NOOR_THERE, ["", "", "", ""]),
        (WALT, ["", "", "", ""]),
    ],
    ids=["held", "of another course", "over", "never held"],
)
def test_the_subscription_is_told_by_which_the_learner_may_take_the_course_now(school, row, subscription):
    assert (
        told(school, row, "SUBSCRIPTION_NAME", "VARIANT_NAME", "VARIANT_START_DATE", "VARIANT_END_DATE") == subscription
    )


def test_of_several_subscriptions_the_latest_is_told(school):
    row = school.rows(tables.subscription_enrollments)[0]
    later = {"starts_at": row["starts_at"] + timedelta(days=1), "variant_id": 18, "unlimited": False}
    course = {"account_id": row["account_id"], "variant_id": 18, "learning_module_id": cast.COURSE}
    with school.database.writing() as connection:
        connection.execute(tables.variant_learning_modules.insert(), course)
        held = {**row, **later, "id": row["id"] + 7, "ends_at": datetime(2998, 12, 31, tzinfo=UTC)}
        connection.execute(tables.subscription_enrollments.insert(), held)
    assert told(school, DANA_IN_SESSION, "VARIANT_NAME", "VARIANT_END_DATE") == ["For long", "2998-12-31 00:00:00.0"]


def test_what_other_methods_record_is_told_at_once_and_under_the_same_id(school):
    assert import_history(school, OLGA, {"Email": cast.LENA.email}).result == "Success"
    enrolled = enroll_in_courses(school, OLGA, {"Email": cast.WALT.email, "GroupName": cast.WAREHOUSE, **IN_SESSION})
    assert enrolled.result == "Failed"  # he has an open enrolment in the course
    enrolled = enroll_in_courses(school, OLGA, {"Email": None, "EmployeeID": cast.NOOR.employee_id})
    ((_, answer),) = enrolled.recorded
    leather = {f"{MODULES}/LearningModule": {"LearningModuleNames": [("LearningModuleName", "leather and its CARE")]}}
    found = learners(report(school, OLGA, {**leather, **columns("PROGRESS", "COMPLETED_DATE")}))
    assert [(row["FirstName"], row["Progress"]) for row in found] == [
        ("Dana", "100"),
        ("Lena", "100"),
        ("Dana", "0"),
        ("Noor", "0"),
    ]
    assert found[-1]["ID"] == answer["AccountUserLearningModuleRelID"]
    assert unenroll(school, OLGA, found[-1]["ID"]).result == "Success"
    assert len(learners(report(school, OLGA, leather))) == 3


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_owner_and_administrator_are_told_of_all_groups(school, keys):
    assert rows(report(school, keys)) == ALL


@pytest.mark.parametrize("keys", [GITA, LENA], ids=["MANAGE_GROUP", "VIEW_LEARNER_RESULTS"])
@pytest.mark.parametrize(
    "groups", [{"GroupStatus": "All"}, {"GroupNames": [("GroupName", "Sales"), ("GroupName", "Warehouse")]}]
)
def test_others_are_told_of_enrolments_made_in_the_groups_where_they_may_see_them(school, keys, groups):
    assert rows(report(school, keys, {GROUPS: groups})) == [row for row in ALL if row != WALT]


def test_an_enrolment_stays_in_the_report_of_its_group_when_the_learner_has_left(school):
    with school.database.writing() as connection:
        dana = sa.select(tables.users.c.id).where(tables.users.c.employee_id == cast.DANA.employee_id)
        links = tables.memberships
        connection.execute(links.delete().where(links.c.user_id == dana.scalar_subquery()))
    assert DANA_DONE in rows(report(school, GITA))


def test_who_may_see_results_nowhere_is_refused(school):
    text = "The required permissions are not met to call the getLearnerReport method."
    answer = report(school, MIRO)
    assert (answer.result, answer.errors) == ("Failed", [(None, "GLR:51", text)])


def test_mallory_next_door_sees_nothing_of_it(school):
    assert learners(report(school, MALLORY)) == []
    for row in learners(report(school, OLGA)):
        assert learners(report(school, MALLORY, {"Filters/EnrollmentID": row["ID"]})) == []
    named = {USERS: {"UserIdentifier": {"EmailAddress": cast.DANA.email}}}
    assert learners(report(school, MALLORY, named)) == []
    assert "SU:10" in report(school, (cast.FINA_KEY, MALLORY[1])).text


def test_the_report_of_a_published_ruby_client_is_answered_as_it_was_recorded(school):
    asked = RUBY.format(account_key=OLGA[0], user_key=OLGA[1])
    told = school.call(asked).tree.find("Info/LearnerReport")
    dates = ("EnrolledDate", "CompletedDate", "DueDate", "LastAccessedDate", "StartedDate")
    assert [each.tag for each in told[0]] == [*OF_EVERY_ROW, *dates]
    assert [each.findtext("CourseName") for each in told] == [
        "Fitting shoes, in the shop",
        *["Leather and its care"] * 2,
    ]


def test_the_report_of_a_published_php_client_is_answered(school):
    answer = school.call(PHP.format(account_key=OLGA[0], user_key=OLGA[1]))
    assert [(row["FirstName"], row["LearnerEmail"]) for row in learners(answer)] == [("Dana", cast.DANA.email)]


def test_every_column_of_the_vendor_has_a_tag():
    tags = {tag_of(column) for column in COLUMNS}
    assert {"LearnerEmail", "CourseSessionID", "GroupID", "RoleID", "EmployeeID", "GradePercentage"} <= tags
    assert len(tags) == len(COLUMNS)
