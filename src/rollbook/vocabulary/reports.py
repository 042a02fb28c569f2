"""The learner report on the wire: its columns, and the filters by which enrolments are chosen."""

from collections.abc import Mapping

from rollbook.contract.errors import Error
from rollbook.contract.rows import Either, Many, Part, Repeated, Row
from rollbook.contract.tags import Count, EmailAddress, Id, Moment, Name, OneOf, Text
from rollbook.vocabulary.filters import GivenId, Several, days
from rollbook.vocabulary.groups import MOST_TAGS, tag_row
from rollbook.vocabulary.identifiers import GroupName as NameOfGroup
from rollbook.vocabulary.known_user import CustomFieldValue

COLUMNS = (
    *("ALTERNATE_EMAIL", "COMPLETED_DATE", "COURSE_DURATION", "COURSE_SESSION_ID", "DIVISION", "DUE_DATE"),
    *("EMPLOYEE_ID", "ENROLLED_DATE", "GRADE", "GRADE_PERCENTAGE", "GROUP_ID", "GROUP_NAME", "LAST_ACCESSED_DATE"),
    *("POINTS", "PROGRESS", "ROLE_ID", "STARTED_DATE", "SUBSCRIPTION_NAME", "TITLE", "USER_EMAIL"),
    *("VARIANT_END_DATE", "VARIANT_NAME", "VARIANT_START_DATE"),
)
"""The columns a caller may choose, besides the tags that every row has. Source: PHP."""

STATUSES = (
    *("Enrolled", "Unconfirmed", "In Progress", "Warning", "Overdue", "Attending", "Not Attending", "Attended"),
    *("Did Not Attend", "Cancelled", "Completed"),
)
"""The statuses of instructor-led courses and those of other courses. Source: PHP."""

MOST_PERIODS = 100
"""Ranges of dates in one filter. Source: OURS (decisions, 9)."""

Errors = Mapping[str, Error]
MADE = ("01-Jan-2024", "31-Dec-2999")


def tag_of(column: str) -> str:
    """Return the tag in which a column is answered: COURSE_SESSION_ID is CourseSessionID. Source: PHP."""
    if column == "USER_EMAIL":
        return "LearnerEmail"
    return "".join(word if word == "ID" else word.capitalize() for word in column.split("_"))


def filters_row(errors: Errors) -> type[Row]:
    """Make the row of the report's Filters: an enrolment has to pass all of them."""

    class Filters(Row):
        """Which enrolments."""

        EnrollmentID = GivenId(
            error=errors["53"], sample=None, about="the enrolment's id; leave the tag out to get all"
        )
        Groups = Part(_groups_row(errors), needed=True, about="the groups in which the enrolments were made")
        LearningModules = Part(
            _learning_modules_row(errors), needed=True, about="the courses, how far the learners got in them, and when"
        )
        Enrollments = Part(_enrollments_row(errors), about="when the enrolments were put on record")
        Users = Part(_users_row(errors), needed=True, about="the learners")

    return Filters


def _groups_row(errors: Errors) -> type[Row]:
    invalid = errors["54"]

    class Groups(Row):
        """The groups in which the enrolments were made."""

        Which = Either(
            GroupStatus=OneOf(
                "Active",
                "Inactive",
                "All",
                any_case=True,
                error=invalid,
                about="the status of the groups",
                sample="Active",
            ),
            GroupNames=Several(
                "GroupName",
                NameOfGroup(error=invalid),
                about="the groups by name; a name that does not exist matches nothing",
            ),
            absent=invalid,
            about="the groups by their status, or by name",
        )
        GroupTags2 = Many(
            "GroupTag2", tag_row(errors["55"]), most=MOST_TAGS, about="tags that a group must have, all of them"
        )

    return Groups


def _learning_modules_row(errors: Errors) -> type[Row]:
    invalid = errors["56"]

    def periods(name: str, about: str, samples: tuple[str, str] = (" ", " ")) -> Many:
        return Many(name, days(name, errors["58"], samples=samples).row, most=MOST_PERIODS, about=about)

    class Courses(Row):
        """The courses."""

        LearningModuleStatus = OneOf(
            "Active",
            "Inactive",
            "Archived",
            any_case=True,
            error=invalid,
            about="the courses' status; by default all",
            sample="Active",
        )
        LearningModuleNames = Several(
            "LearningModuleName",
            Name(
                255,
                error=invalid,
                about="the name, compared without case and with blanks folded",
                sample="Fitting shoes, in the shop",
            ),
            about="the courses by name; a name that does not exist matches nothing",
        )

    class LearningModules(Row):
        """The courses, how far the learners got in them, and when; of several periods one is enough."""

        LearningModule = Part(Courses, about="the courses")
        EnrollmentStatuses = Several(
            "EnrollmentStatus",
            OneOf(
                *STATUSES,
                any_case=True,
                error=errors["57"],
                about="a status; no enrolment here is Unconfirmed, Warning, Attending, Not Attending or Cancelled",
                sample="Completed",
            ),
            about="statuses, of which an enrolment has to have one; by default all",
        )
        CompletedDates = periods("CompletedDate", about="periods; the completion has to lie in one of them")
        DueDates = periods("DueDate", about="periods; the due date has to lie in one of them")
        EnrolledDates = periods(
            "EnrolledDate",
            about="periods; the enrolment has to lie in one of them",
            samples=("01-Jan-2024", "31-Dec-2024"),
        )
        GracePeriodDates = periods("GracePeriodDate", about="periods; the end of access has to lie in one of them")
        LastAccessedDates = periods(
            "LastAccessedDate",
            about="periods; the learner's last access to the course has to lie in one of them",
        )
        StartedDates = periods("StartedDate", about="periods; the start has to lie in one of them")

    return LearningModules


def _enrollments_row(errors: Errors) -> type[Row]:
    class Enrollments(Row):
        """When the enrolments were put on record."""

        CreatedDate = days("CreatedDate", errors["58"], about="when the enrolment was put on record", samples=MADE)
        ModifiedDate = days(
            "ModifiedDate",
            errors["58"],
            about="the same as CreatedDate: an enrolment does not change, it is made or removed",
            samples=MADE,
        )

    return Enrollments


def _users_row(errors: Errors) -> type[Row]:
    invalid = errors["59"]

    class UserIdentifier(Row):
        """The learners by identifier, each by one of the two."""

        EmailAddress = Repeated(
            EmailAddress(error=invalid, sample="lena.learner@finashoes.com"),
            about="a learner's e-mail address, compared without case",
        )
        EmployeeID = Repeated(
            Text(255, error=invalid, sample="FS-1000"), about="a learner's employee id, compared exactly"
        )

    class Users(Row):
        """The learners."""

        Which = Either(
            UserStatus=OneOf(
                "Active", "Inactive", "All", any_case=True, error=invalid, about="the learners' status", sample="Active"
            ),
            UserIdentifier=Part(UserIdentifier, about="the learners by e-mail address or employee id"),
            absent=invalid,
            about="the learners by their status, or by identifier",
        )

    return Users


class Learner(Row):
    """An enrolment in the report: the tags of every row first, then one for each column that may be chosen."""

    ID = Id(sample="382713520119808000")
    CourseName = Text(sample="Fitting shoes, in the shop")
    LastName = Text(sample="Learner")
    FirstName = Text(sample="Lena")
    LearningModuleID = Id(sample="3860")
    UserID = Id(sample="382713520119808001")
    CreatedDate = Moment(sample="2024-01-15 08:30:00.0")
    ModifiedDate = Moment(sample="2024-02-29 16:05:12.25")
    AlternateEmail = EmailAddress(sample="lena@home.example")
    CompletedDate = Moment(sample="2024-03-15 00:00:00.0")
    CourseDuration = Text(sample=None)
    CourseSessionID = Id(sample="501")
    Division = Text(sample="Retail")
    DueDate = Moment(sample="2030-12-31 12:00:00.0")
    EmployeeID = Text(sample="FS-1000")
    EnrolledDate = Moment(sample="2024-03-01 00:00:00.0")
    Grade = Text(sample="92")
    GradePercentage = Text(sample="92")
    GroupID = Text(sample="sales")
    GroupName = Text(sample="Sales")
    LastAccessedDate = Moment(sample="2024-03-15 00:00:00.0")
    Points = Text(sample=None)
    Progress = Count(sample="100")
    RoleID = Id(sample=None)
    StartedDate = Moment(sample="2024-03-02 00:00:00.0")
    SubscriptionName = Text(sample="Shop floor")
    Title = Text(sample="Shop manager")
    LearnerEmail = EmailAddress(sample="lena.learner@finashoes.com")
    VariantEndDate = Moment(sample=None)
    VariantName = Text(sample="Unlimited")
    VariantStartDate = Moment(sample="2024-03-01 09:00:00.0")
    CustomFields = Many("CustomField", CustomFieldValue)


ALWAYS = tuple(Learner.tags)[:8]
"""The tags of every row. Source: REC."""
