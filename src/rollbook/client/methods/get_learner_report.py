"""getLearnerReport. Made by `make client` from the contract; do not edit."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls, AsyncPages
from rollbook.client.sync_calls import Calls, Pages
from rollbook.client.wire import Day, Found, Given, Id, Method, Plain


class GroupTag2(Given, kw_only=True):
    """A tag, and some of the values it can have."""

    tag_name: str | None = field(name="TagName", default=None)
    """The tag's name, compared without case and with inner blanks folded. Text, at most 255 characters."""
    tag_id: Id | None = field(name="TagID", default=None)
    """The tag's id, as getGroup shows it. Whole number, 1 to 2^63-1."""
    tag_values: str | None = field(name="TagValues", default=None)
    """Values of the tag, separated by commas. List of up to 1,000 values with commas between them, each text, at most
    255 characters."""


class Groups(Given, kw_only=True):
    """The groups in which the enrolments were made."""

    group_status: Literal["Active", "Inactive", "All"] | None = field(name="GroupStatus", default=None)
    """The status of the groups."""
    group_names: Sequence[str] | None = field(name="GroupNames", default=None)
    """The groups by name; a name that does not exist matches nothing. Container of up to 10,000 GroupName."""
    group_tags2: Sequence[GroupTag2 | Plain] | None = field(name="GroupTags2", default=None)
    """Tags that a group must have, all of them. Container of up to 100 GroupTag2."""


class LearningModule(Given, kw_only=True):
    """The courses."""

    learning_module_status: Literal["Active", "Inactive", "Archived"] | None = field(
        name="LearningModuleStatus", default=None
    )
    """The courses' status; by default all."""
    learning_module_names: Sequence[str] | None = field(name="LearningModuleNames", default=None)
    """The courses by name; a name that does not exist matches nothing. Container of up to 10,000 LearningModuleName."""


EnrollmentStatus = Literal[
    "Enrolled",
    "Unconfirmed",
    "In Progress",
    "Warning",
    "Overdue",
    "Attending",
    "Not Attending",
    "Attended",
    "Did Not Attend",
    "Cancelled",
    "Completed",
]


class CompletedDate(Given, kw_only=True):
    """A range of dates."""

    completed_date_from: Day | None = field(name="CompletedDateFrom", default=None)
    """The first day or moment that is included; in UTC."""
    completed_date_to: Day | None = field(name="CompletedDateTo", default=None)
    """The last day or moment that is included; in UTC."""


class DueDate(Given, kw_only=True):
    """A range of dates."""

    due_date_from: Day | None = field(name="DueDateFrom", default=None)
    """The first day or moment that is included; in UTC."""
    due_date_to: Day | None = field(name="DueDateTo", default=None)
    """The last day or moment that is included; in UTC."""


class EnrolledDate(Given, kw_only=True):
    """A range of dates."""

    enrolled_date_from: Day | None = field(name="EnrolledDateFrom", default=None)
    """The first day or moment that is included; in UTC."""
    enrolled_date_to: Day | None = field(name="EnrolledDateTo", default=None)
    """The last day or moment that is included; in UTC."""


class GracePeriodDate(Given, kw_only=True):
    """A range of dates."""

    grace_period_date_from: Day | None = field(name="GracePeriodDateFrom", default=None)
    """The first day or moment that is included; in UTC."""
    grace_period_date_to: Day | None = field(name="GracePeriodDateTo", default=None)
    """The last day or moment that is included; in UTC."""


class LastAccessedDate(Given, kw_only=True):
    """A range of dates."""

    last_accessed_date_from: Day | None = field(name="LastAccessedDateFrom", default=None)
    """The first day or moment that is included; in UTC."""
    last_accessed_date_to: Day | None = field(name="LastAccessedDateTo", default=None)
    """The last day or moment that is included; in UTC."""


class StartedDate(Given, kw_only=True):
    """A range of dates."""

    started_date_from: Day | None = field(name="StartedDateFrom", default=None)
    """The first day or moment that is included; in UTC."""
    started_date_to: Day | None = field(name="StartedDateTo", default=None)
    """The last day or moment that is included; in UTC."""


class LearningModules(Given, kw_only=True):
    """The courses, how far the learners got in them, and when; of several periods one is enough."""

    learning_module: LearningModule | Plain | None = field(name="LearningModule", default=None)
    """The courses."""
    enrollment_statuses: Sequence[EnrollmentStatus] | None = field(name="EnrollmentStatuses", default=None)
    """Statuses, of which an enrolment has to have one; by default all. Container of up to 11 EnrollmentStatus."""
    completed_dates: Sequence[CompletedDate | Plain] | None = field(name="CompletedDates", default=None)
    """Periods; the completion has to lie in one of them. Container of up to 100 CompletedDate."""
    due_dates: Sequence[DueDate | Plain] | None = field(name="DueDates", default=None)
    """Periods; the due date has to lie in one of them. Container of up to 100 DueDate."""
    enrolled_dates: Sequence[EnrolledDate | Plain] | None = field(name="EnrolledDates", default=None)
    """Periods; the enrolment has to lie in one of them. Container of up to 100 EnrolledDate."""
    grace_period_dates: Sequence[GracePeriodDate | Plain] | None = field(name="GracePeriodDates", default=None)
    """Periods; the end of access has to lie in one of them. Container of up to 100 GracePeriodDate."""
    last_accessed_dates: Sequence[LastAccessedDate | Plain] | None = field(name="LastAccessedDates", default=None)
    """Periods; the learner's last access to the course has to lie in one of them. Container of up to 100
    LastAccessedDate."""
    started_dates: Sequence[StartedDate | Plain] | None = field(name="StartedDates", default=None)
    """Periods; the start has to lie in one of them. Container of up to 100 StartedDate."""


class CreatedDate(Given, kw_only=True):
    """A range of dates."""

    created_date_from: Day | None = field(name="CreatedDateFrom", default=None)
    """The first day or moment that is included; in UTC."""
    created_date_to: Day | None = field(name="CreatedDateTo", default=None)
    """The last day or moment that is included; in UTC."""


class ModifiedDate(Given, kw_only=True):
    """A range of dates."""

    modified_date_from: Day | None = field(name="ModifiedDateFrom", default=None)
    """The first day or moment that is included; in UTC."""
    modified_date_to: Day | None = field(name="ModifiedDateTo", default=None)
    """The last day or moment that is included; in UTC."""


class Enrollments(Given, kw_only=True):
    """When the enrolments were put on record."""

    created_date: CreatedDate | Plain | None = field(name="CreatedDate", default=None)
    """When the enrolment was put on record."""
    modified_date: ModifiedDate | Plain | None = field(name="ModifiedDate", default=None)
    """The same as CreatedDate: an enrolment does not change, it is made or removed."""


class UserIdentifier(Given, kw_only=True):
    """The learners by identifier, each by one of the two."""

    email_address: Sequence[str] | None = field(name="EmailAddress", default=None)
    """A learner's e-mail address, compared without case. E-mail address, at most 254 characters; up to 10,000 times."""
    employee_id: Sequence[str] | None = field(name="EmployeeID", default=None)
    """A learner's employee id, compared exactly. Text, at most 255 characters; up to 10,000 times."""


class Users(Given, kw_only=True):
    """The learners."""

    user_status: Literal["Active", "Inactive", "All"] | None = field(name="UserStatus", default=None)
    """The learners' status."""
    user_identifier: UserIdentifier | Plain | None = field(name="UserIdentifier", default=None)
    """The learners by e-mail address or employee id."""


class Filters(Given, kw_only=True):
    """Which enrolments."""

    enrollment_id: Id | None = field(name="EnrollmentID", default=None)
    """The enrolment's id; leave the tag out to get all. Whole number, 1 to 2^63-1, never empty."""
    groups: Groups | Plain = field(name="Groups")
    """The groups in which the enrolments were made."""
    learning_modules: LearningModules | Plain = field(name="LearningModules", default_factory=LearningModules)
    """The courses, how far the learners got in them, and when."""
    enrollments: Enrollments | Plain | None = field(name="Enrollments", default=None)
    """When the enrolments were put on record."""
    users: Users | Plain = field(name="Users")
    """The learners."""


ColumnName = Literal[
    "ALTERNATE_EMAIL",
    "COMPLETED_DATE",
    "COURSE_DURATION",
    "COURSE_SESSION_ID",
    "DIVISION",
    "DUE_DATE",
    "EMPLOYEE_ID",
    "ENROLLED_DATE",
    "GRADE",
    "GRADE_PERCENTAGE",
    "GROUP_ID",
    "GROUP_NAME",
    "LAST_ACCESSED_DATE",
    "POINTS",
    "PROGRESS",
    "ROLE_ID",
    "STARTED_DATE",
    "SUBSCRIPTION_NAME",
    "TITLE",
    "USER_EMAIL",
    "VARIANT_END_DATE",
    "VARIANT_NAME",
    "VARIANT_START_DATE",
]


class AnswerCustomField(Found, kw_only=True):
    """The value of one of the account's custom fields, twice: in the vendor's tags and in shorter ones."""

    name: str | None = field(name="Name", default=None)
    value: str | None = field(name="Value", default=None)
    custom_field_name: str | None = field(name="CustomFieldName", default=None)
    custom_field_value: str | None = field(name="CustomFieldValue", default=None)


class Answer(Found, kw_only=True):
    """An enrolment in the report: the tags of every row first, then one for each column that may be chosen."""

    id: str | None = field(name="ID", default=None)
    course_name: str | None = field(name="CourseName", default=None)
    last_name: str | None = field(name="LastName", default=None)
    first_name: str | None = field(name="FirstName", default=None)
    learning_module_id: str | None = field(name="LearningModuleID", default=None)
    user_id: str | None = field(name="UserID", default=None)
    created_date: dt.datetime | None = field(name="CreatedDate", default=None)
    modified_date: dt.datetime | None = field(name="ModifiedDate", default=None)
    alternate_email: str | None = field(name="AlternateEmail", default=None)
    completed_date: dt.datetime | None = field(name="CompletedDate", default=None)
    course_duration: str | None = field(name="CourseDuration", default=None)
    course_session_id: str | None = field(name="CourseSessionID", default=None)
    division: str | None = field(name="Division", default=None)
    due_date: dt.datetime | None = field(name="DueDate", default=None)
    employee_id: str | None = field(name="EmployeeID", default=None)
    enrolled_date: dt.datetime | None = field(name="EnrolledDate", default=None)
    grade: str | None = field(name="Grade", default=None)
    grade_percentage: str | None = field(name="GradePercentage", default=None)
    group_id: str | None = field(name="GroupID", default=None)
    group_name: str | None = field(name="GroupName", default=None)
    last_accessed_date: dt.datetime | None = field(name="LastAccessedDate", default=None)
    points: str | None = field(name="Points", default=None)
    progress: int | None = field(name="Progress", default=None)
    role_id: str | None = field(name="RoleID", default=None)
    started_date: dt.datetime | None = field(name="StartedDate", default=None)
    subscription_name: str | None = field(name="SubscriptionName", default=None)
    title: str | None = field(name="Title", default=None)
    learner_email: str | None = field(name="LearnerEmail", default=None)
    variant_end_date: dt.datetime | None = field(name="VariantEndDate", default=None)
    variant_name: str | None = field(name="VariantName", default=None)
    variant_start_date: dt.datetime | None = field(name="VariantStartDate", default=None)
    custom_fields: list[AnswerCustomField] = field(name="CustomFields", default_factory=list)


Code = Literal[
    "GLR:51", "GLR:52", "GLR:53", "GLR:54", "GLR:55", "GLR:56", "GLR:57", "GLR:58", "GLR:59", "GLR:60", "GLR:61"
]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="getLearnerReport",
    kind="report",
    container="Report",
    denied="GLR:51",
    lists={
        "Filters/Groups/GroupNames": "GroupName",
        "Filters/Groups/GroupTags2": "GroupTag2",
        "Filters/LearningModules/LearningModule/LearningModuleNames": "LearningModuleName",
        "Filters/LearningModules/EnrollmentStatuses": "EnrollmentStatus",
        "Filters/LearningModules/CompletedDates": "CompletedDate",
        "Filters/LearningModules/DueDates": "DueDate",
        "Filters/LearningModules/EnrolledDates": "EnrolledDate",
        "Filters/LearningModules/GracePeriodDates": "GracePeriodDate",
        "Filters/LearningModules/LastAccessedDates": "LastAccessedDate",
        "Filters/LearningModules/StartedDates": "StartedDate",
        "Filters/Users/UserIdentifier/EmailAddress": "",
        "Filters/Users/UserIdentifier/EmployeeID": "",
        "Columns": "ColumnName",
        "CustomFields": "FieldName",
    },
    answer_lists={"CustomFields": "CustomField"},
    moments=frozenset(
        [
            "CreatedDate",
            "ModifiedDate",
            "CompletedDate",
            "DueDate",
            "EnrolledDate",
            "LastAccessedDate",
            "StartedDate",
            "VariantEndDate",
            "VariantStartDate",
        ]
    ),
    item="Learner",
    answer_container="LearnerReport",
    pages_by="Page",
    page_size=50,
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def get_learner_report(
        self,
        *,
        filters: Filters | Plain,
        page: int | None = None,
        page_size: int | None = None,
        columns: Sequence[ColumnName] = (),
        custom_fields: Sequence[str] = (),
    ) -> Pages[Answer]:
        """Show enrolments by course name and date of enrolment.

        A learner sees enrolments that were made in groups in which they hold one of the permissions. The start of each
        page is remembered for an hour: a caller who reads page after page gets every row once, even if enrolments are
        recorded or removed meanwhile.

        What is known of it: Request from the vendor's page and a client in use; answers recorded; who may call it and
        codes ours.

        page: Which page. Whole number, 1 to 1000000000.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        filters: Which enrolments; they have to match all filters.

        columns: The columns of each enrolment besides the tags that every row has. Container of up to 23 ColumnName.

        custom_fields: The account's custom fields to show of each learner. Container of up to 100 FieldName.
        """
        return self._pages(
            METHOD,
            {
                "Page": page,
                "PageSize": page_size,
                "Filters": filters,
                "Columns": columns,
                "CustomFields": custom_fields,
            },
        )


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    def get_learner_report(
        self,
        *,
        filters: Filters | Plain,
        page: int | None = None,
        page_size: int | None = None,
        columns: Sequence[ColumnName] = (),
        custom_fields: Sequence[str] = (),
    ) -> AsyncPages[Answer]:
        """Show enrolments by course name and date of enrolment.

        A learner sees enrolments that were made in groups in which they hold one of the permissions. The start of each
        page is remembered for an hour: a caller who reads page after page gets every row once, even if enrolments are
        recorded or removed meanwhile.

        What is known of it: Request from the vendor's page and a client in use; answers recorded; who may call it and
        codes ours.

        page: Which page. Whole number, 1 to 1000000000.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        filters: Which enrolments; they have to match all filters.

        columns: The columns of each enrolment besides the tags that every row has. Container of up to 23 ColumnName.

        custom_fields: The account's custom fields to show of each learner. Container of up to 100 FieldName.
        """
        return self._pages(
            METHOD,
            {
                "Page": page,
                "PageSize": page_size,
                "Filters": filters,
                "Columns": columns,
                "CustomFields": custom_fields,
            },
        )
