"""getLearnerReport: enrolments and their results, page by page."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.permissions import Permission
from rollbook.contract.rows import Part, Row
from rollbook.contract.tags import Name, OneOf
from rollbook.vocabulary.filters import Page, PageSize, Several
from rollbook.vocabulary.reports import ALWAYS, COLUMNS, Learner, filters_row, tag_of

GLR = error_table("GLR", Source.OURS, """
    51 The required permissions are not met to call the getLearnerReport method.
    52 The {tag} provided is not valid. A page has 1000 rows at most.
    53 The EnrollmentID provided is not valid. It must not be empty.
    54 The GroupStatus or GroupNames provided are not valid.
    55 Group tag {item} - The TagID, TagName or TagValues provided are not valid.
    56 The LearningModuleStatus or LearningModuleNames provided are not valid.
    57 Status {item} - '{EnrollmentStatus}' is not a valid EnrollmentStatus.
    58 The {tag} provided is not a valid date.
    59 The UserStatus or UserIdentifier provided are not valid.
    60 Column {item} - '{ColumnName}' is not a valid ColumnName.
    61 Custom field {item} - The FieldName provided is not valid.
""")  # fmt: skip

MOST_FIELDS = 100


class ReportRow(Row):
    """Which page of which enrolments, with which columns."""

    Page = Page(error=GLR["52"])
    PageSize = PageSize(error=GLR["52"])
    Filters = Part(filters_row(GLR), needed=True, about="which enrolments; they have to match all filters")
    Columns = Several(
        "ColumnName",
        OneOf(
            *COLUMNS,
            any_case=True,
            error=GLR["60"],
            about="a column; each has its own tag in the answer, USER_EMAIL has LearnerEmail",
            sample="USER_EMAIL",
        ),
        needed=True,
        about="the columns of each enrolment besides the tags that every row has",
    )
    CustomFields = Several(
        "FieldName",
        Name(
            255,
            error=GLR["61"],
            about="the field's name, compared without case and with blanks folded",
            sample="Shoe size",
        ),
        most=MOST_FIELDS,
        needed=True,
        about="the account's custom fields to show of each learner",
    )


class GetLearnerReport(Report):
    """Show enrolments by course name and date of enrolment.

    A learner sees enrolments that were made in groups in which they hold one of the permissions. The start of each page
    is remembered for an hour: a caller who reads page after page gets every row once, even if enrolments are recorded
    or removed meanwhile.
    """

    known = "Request from the vendor's page and a client in use; answers recorded; who may call it and codes ours."
    access, denied = Permission.MANAGE_GROUP | Permission.VIEW_LEARNER_RESULTS, GLR["51"]
    container, row = "Report", ReportRow
    read = "learner_report"
    info = Info(Learner, container="LearnerReport", item="Learner", counted="rows")

    @classmethod
    def columns(cls, row: Row) -> tuple[str, ...]:
        """Return the tags of every row, then those of the chosen columns, in the order of the request."""
        chosen = {tag_of(column): None for column in vars(row)["Columns"]}
        return (*ALWAYS, *chosen, *(["CustomFields"] if vars(row)["CustomFields"] else []))
