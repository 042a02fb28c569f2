"""enrollLearningModules: enrol many users in courses of any type, from now on."""

from rollbook.contract.errors import Error, Source, error_table
from rollbook.contract.method import Batch
from rollbook.contract.permissions import ENROLL
from rollbook.contract.rows import Choice, Part, Row
from rollbook.contract.rules import Distinct, Find, Refuse
from rollbook.vocabulary import enrollments
from rollbook.vocabulary.identifiers import GroupName, LearningModuleId, SessionId, ShortText, user

ALREADY = Error("ELM:19", "The user provided is already enrolled in the course.", Source.PHP)
ELM = error_table("ELM", Source.OURS, """
    51 The required permissions are not met to call the enrollLearningModules method.
    52 The Email or EmployeeID provided is not valid.
    53 The GroupName provided is not valid.
    54 The LearningModuleID provided is not valid.
    55 The LearningModuleSessionID provided is not valid.
    56 The EnrollmentTag provided is not valid.
    57 The SettingSource provided is not valid.
    58 The DueDate or DueDateDays provided is not valid.
    59 The AccessEndDate or AccessEndDays provided is not valid.
    60 The CompletionAccessDays provided is not valid.
    61 Enrollment {block} - '{Email}{EmployeeID}' is not a valid user.
    62 Enrollment {block} - The group name '{GroupName}' is not valid.
    63 You do not have permissions to assign a user a course under the group selected.
    64 Enrollment {block} - The Learning Module ID provided is not valid.
    65 Enrollment {block} - The Learning Module Session ID was not provided.
    66 Enrollment {block} - The Learning Module Session ID provided is not valid.
    67 The course is not assigned to the learner's group.
    68 Enrollment {block} - The enrollment could not be recorded.
""")  # fmt: skip


class DueDateSettings(Row):
    """When the course is due, and when access to it ends."""

    SettingSource = ShortText(error=ELM["57"], about="has no effect: only the dates count", sample="Enrollment")
    DueDateSetup = Choice(
        DueDate=enrollments.DueDate(error=ELM["58"]),
        DueDateDays=enrollments.DueDays(error=ELM["58"]),
        about="when the enrolment is due",
    )
    AccessSetup = Choice(
        AccessEndDate=enrollments.AccessEnd(error=ELM["59"]),
        AccessEndDays=enrollments.AccessEndDays(error=ELM["59"]),
        about="when access to the course ends, whether it was completed or not",
    )
    CompletionAccessDays = enrollments.CompletionAccessDays(error=ELM["60"])


class Enrollment(Row):
    """One user in one course."""

    User = user(ELM["52"], absent=ELM["52"])
    GroupName = GroupName(absent=ELM["53"], error=ELM["53"])
    LearningModuleID = LearningModuleId(absent=ELM["54"], error=ELM["54"], sample="3861")
    LearningModuleSessionID = SessionId(error=ELM["55"], sample=" ")
    EnrollmentTag = enrollments.EnrollmentTag(error=ELM["56"])
    DueDateSettings = Part(DueDateSettings)


class EnrollLearningModules(Batch):
    """Enrol many users in courses; a user has one open enrolment per course, and another once it is completed."""

    known = "Tags of the request from the vendor's page; answer recorded; due dates and all codes but one ours."
    access, denied = ENROLL, ELM["51"]
    container, row = "LearningModuleEnrollment", Enrollment
    rules = (
        enrollments.access_ends_after_due(enrollments.due_by_settings, ELM["59"]),
        *enrollments.member_of_group(user=ELM["61"], group=ELM["62"], denied=ELM["63"], by="GroupName"),
        Find("learning_module", "active_learning_module", by="LearningModuleID", error=ELM["64"]),
        enrollments.session_where_needed(ELM["65"]),
        Find("session", "coming_session", by="LearningModuleSessionID", of=("learning_module",), error=ELM["66"]),
        Find("assignment", "group_learning_module", of=("group", "learning_module"), error=ELM["67"]),
        Refuse("open_enrollment", "open_enrollment", of=("learning_module", "user"), error=ALREADY),
        Refuse("seat", "session_enrollment", of=("session", "user"), error=ALREADY),
        Distinct(of=("learning_module", "user"), error=ALREADY),
    )
    write, conflict, not_stored = "enrollment", ALREADY, ELM["68"]
    echo, made = ("User", "LearningModuleID", "AccountUserLearningModuleRelID"), enrollments.NewEnrollment
