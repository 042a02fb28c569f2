"""enrollmentHistoryImport: record past training in courses without sessions, such as records of another system."""

from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Batch
from rollbook.contract.permissions import ENROLL
from rollbook.contract.rows import Part, Row
from rollbook.contract.rules import Distinct, Find, Refuse
from rollbook.vocabulary import enrollments
from rollbook.vocabulary.enrollments import COMPARED, COMPLETED_ON, DATES
from rollbook.vocabulary.identifiers import LearningModuleId, group, user

EHI = error_table("EHI", Source.OURS, """
    51 The required permissions are not met to call the enrollmentHistoryImport method.
    52 The Email or EmployeeID provided is not valid.
    53 The GroupName or GroupID provided is not valid.
    54 The LearningModuleID provided is not valid.
    55 The EnrollmentStatus provided is not valid. Valid statuses are 'Enrolled', 'In Progress' or 'Completed'.
    56 The Passed or Grade provided is not valid.
    57 The EnrolledDate provided is not valid.
    58 The StartedDate provided is not valid.
    59 The CompletionDate provided is not valid.
    60 The DueDate, PostDueDateAccessEndDate or CompletionAccessDays provided is not valid.
    61 Enrollment {block} - CompletionDate, Passed and Grade belong to the status 'Completed', which needs the first.
    62 Enrollment {block} - '{Email}{EmployeeID}' is not a valid user.
    63 The group '{GroupName}{GroupID}' is not valid.
    64 You do not have permissions to assign a user a course under the group selected.
    65 Enrollment {block} - The Learning Module ID provided is not valid.
    66 Enrollment {block} - The course is instructor-led: use the enrollSessionHistory method.
    67 The course is not assigned to the learner's group.
    68 Enrollment {block} - The enrollment is on record already.
    69 Enrollment {block} - The user has an enrollment in the course that is still open.
    70 Enrollment {block} - The enrollment could not be recorded.
""")  # fmt: skip


class EnrollmentSettings(Row):
    """The dates of the enrolment."""

    EnrolledDate = enrollments.EnrolledOn(absent=EHI["57"], error=EHI["57"])
    StartedDate = enrollments.StartedOn(error=EHI["58"], sample="02-Mar-2024")
    CompletionDate = enrollments.CompletedOn(error=EHI["59"], sample="15-Mar-2024")
    DueDate = enrollments.DueDate(error=EHI["60"])
    PostDueDateAccessEndDate = enrollments.AccessEnd(error=EHI["60"])
    CompletionAccessDays = enrollments.CompletionAccessDays(error=EHI["60"])


class Enrollment(Row):
    """One user in one course."""

    User = user(EHI["52"], absent=EHI["52"])
    Group = group(EHI["53"], absent=EHI["53"])
    LearningModuleID = LearningModuleId(absent=EHI["54"], error=EHI["54"], sample="3861")
    EnrollmentStatus = enrollments.HistoryStatus(absent=EHI["55"], error=EHI["55"])
    Passed = enrollments.Passed(error=EHI["56"], about="whether the user passed; for Completed only", sample="1")
    Grade = enrollments.Grade()
    EnrollmentSettings = Part(EnrollmentSettings)


class EnrollmentHistoryImport(Batch):
    """Record past training in online, SCORM and external courses for many users at once."""

    known = "Tags of the request from the vendor's page; values, answer and codes ours."
    access, denied = ENROLL, EHI["51"]
    container, row = "LearningModuleEnrollment", Enrollment
    rules = (
        enrollments.dates_in_order(EnrolledDate=EHI["57"], StartedDate=EHI["58"], CompletionDate=EHI["59"]),
        enrollments.access_ends_after_due(enrollments.due_in_history, EHI["60"]),
        enrollments.result_fits_status(EHI["61"], grade=EHI["56"]),
        *enrollments.member_of_group(user=EHI["62"], group=EHI["63"], denied=EHI["64"]),
        Find("learning_module", "learning_module", by="LearningModuleID", error=EHI["65"]),
        enrollments.not_instructor_led(EHI["66"]),
        Find("assignment", "group_learning_module", of=("group", "learning_module"), error=EHI["67"]),
        Refuse("same", "learning_module_enrollment", of=COMPARED, by=DATES, error=EHI["68"]),
        Distinct(of=COMPARED, by=DATES, error=EHI["68"]),
        Refuse("open_enrollment", "open_enrollment", of=COMPARED, without=COMPLETED_ON, error=EHI["69"]),
        Distinct(of=COMPARED, without=COMPLETED_ON, error=EHI["69"]),
    )
    write, conflict, not_stored, echo = "history", EHI["68"], EHI["70"], ("User", "LearningModuleID")
