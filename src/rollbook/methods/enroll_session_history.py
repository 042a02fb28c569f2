"""enrollSessionHistory: record past instructor-led sessions for many users at once, with status and grade."""

from rollbook.contract.checks import grade_fits_session, not_in_future
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Batch
from rollbook.contract.permissions import ENROLL
from rollbook.contract.rows import Row
from rollbook.contract.rules import Allow, Distinct, Find, Refuse
from rollbook.vocabulary.enrollments import Attendance, EnrolledOn, SessionGrade
from rollbook.vocabulary.identifiers import LearningModuleId, SessionId, group, user

ESH = error_table("ESH", Source.SEED, """
    01 The Email provided is not valid.
    02 The EmployeeID provided is not valid.
    03 The GroupName provided is not valid.
    04 The GroupID provided is not valid.
    05 The LearningModuleID provided is not valid.
    06 The LearningModuleSessionID provided is not valid.
    07 The EnrollmentStatus provided is not valid.
    09 The Grade provided is not valid.
    10 The EnrolledDate provided is not valid.
    11 The required permissions are not met to call the enrollmentSessionHistory method.
    12 Enrollment {block} - Enrolled date provided is not valid.
    13 Enrollment {block} - Enrollment Status is not valid. Valid statuses are 'NotAttended', 'Attended' or 'Completed'.
    14 Enrollment {block} - The Learning Module ID provided is not valid.
    15 Enrollment {block} - The Learning Module Session ID provided is not valid.
    16 Enrollment {block} - The Learning Module Session ID was not provided.
    17 Enrollment {block} - Grade is not valid for session with grade type 'Letter Grade'.\
 Letter Grade must be 5 characters or less.
    18 Enrollment {block} - Grade is not valid for session with grade type 'Pass/Fail'.\
 Valid values are 'Pass' and 'Fail'.
    19 Enrollment {block} - Grade is not valid for session with grade type 'Percentage'.
    20 Enrollment {block} - If enrollment status is Not Attended, user cannot have a grade.
    21 Enrollment {block} - The email address '{Email}' is not a valid user.
    22 Enrollment {block} - The employee id '{EmployeeID}' is not a valid user.
    23 The group name '{GroupName}' is not valid.
    24 The group identifier '{GroupID}' is not valid.
    25 You do not have permissions to assign a user a course under the group selected.
    26 The user provided is already enrolled into the session.
    27 The course is not assigned to the learner's group.
    28 Historical Session enrollment failed.
""")  # fmt: skip
GROUP_INVALID = {"GroupName": ESH["23"], "GroupID": ESH["24"]}


class Enrollment(Row):
    """One user in one past session."""

    User = user(ESH["01"], ESH["02"], absent=ESH["01"])
    Group = group(ESH["03"], ESH["04"], absent=ESH["03"])
    LearningModuleID = LearningModuleId(absent=ESH["05"], error=ESH["05"])
    LearningModuleSessionID = SessionId(absent=ESH["16"], error=ESH["06"])
    EnrollmentStatus = Attendance(absent=ESH["07"], error=ESH["13"])
    Grade = SessionGrade()
    EnrolledDate = EnrolledOn(absent=ESH["10"], error=ESH["10"])


class EnrollSessionHistory(Batch):
    """Record past instructor-led sessions for many users: who sat in which session, when, with what result."""

    access, denied = ENROLL, ESH["11"]
    container, row = "LearningModuleEnrollment", Enrollment
    rules = (
        not_in_future("EnrolledDate", ESH["12"]),
        Find("user", "active_user", by="User", error={"Email": ESH["21"], "EmployeeID": ESH["22"]}),
        Find("group", "group", by="Group", error=GROUP_INVALID),
        Find("membership", "membership", of=("group", "user"), error=GROUP_INVALID, error_by="Group"),
        Allow(within="group", error=ESH["25"]),
        Find("learning_module", "instructor_led_learning_module", by="LearningModuleID", error=ESH["14"]),
        Find("session", "past_session", by="LearningModuleSessionID", of=("learning_module",), error=ESH["15"]),
        Find("assignment", "group_learning_module", of=("group", "learning_module"), error=ESH["27"]),
        grade_fits_session(
            unwanted=ESH["20"], absent=ESH["09"], LetterGrade=ESH["17"], PassFail=ESH["18"], Percentage=ESH["19"]
        ),
        Refuse("enrollment", "session_enrollment", of=("session", "user"), error=ESH["26"]),
        Distinct(of=("session", "user"), error=ESH["26"]),
    )
    write, conflict, not_stored = "session_history", ESH["26"], ESH["28"]
    echo = ("User", "LearningModuleID")
