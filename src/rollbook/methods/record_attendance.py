"""recordAttendance: say of users who were enrolled in a session beforehand whether they came, and how it went."""

from rollbook.contract.checks import grade_fits_session
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Batch
from rollbook.contract.permissions import ENROLL
from rollbook.contract.rows import Row
from rollbook.contract.rules import Allow, Distinct, Find
from rollbook.vocabulary.enrollments import Attendance, SessionGrade, still_open
from rollbook.vocabulary.identifiers import LearningModuleId, SessionId, user

RA = error_table("RA", Source.OURS, """
    51 The required permissions are not met to call the recordAttendance method.
    52 The Email provided is not valid.
    53 The EmployeeID provided is not valid.
    54 The LearningModuleID provided is not valid.
    55 The LearningModuleSessionID provided is not valid.
    56 Attendance {block} - Enrollment Status is not valid. Valid statuses are 'NotAttended', 'Attended' or 'Completed'.
    57 Attendance {block} - '{Email}{EmployeeID}' is not a valid user.
    58 Attendance {block} - The Learning Module ID provided is not valid.
    59 Attendance {block} - The session does not exist, or has not begun.
    60 Attendance {block} - The user is not enrolled into the session.
    61 Attendance {block} - You do not have permissions to change enrollments of the user's group.
    62 Attendance {block} - The attendance is on record already; correctEnrollment changes it.
    63 Attendance {block} - If enrollment status is Not Attended, user cannot have a grade.
    64 Attendance {block} - The Grade was not provided, or does not fit the session.
    65 Attendance {block} - The attendance could not be recorded.
""")  # fmt: skip
UNFIT = dict.fromkeys(("LetterGrade", "PassFail", "Percentage"), RA["64"])


class Attended(Row):
    """One user in one session."""

    User = user(RA["52"], RA["53"], absent=RA["52"])
    LearningModuleID = LearningModuleId(absent=RA["54"], error=RA["54"])
    LearningModuleSessionID = SessionId(absent=RA["55"], error=RA["55"], sample="504")
    EnrollmentStatus = Attendance(absent=RA["56"], error=RA["56"])
    Grade = SessionGrade()


class RecordAttendance(Batch):
    """Record who attended a session among those who were enrolled in it beforehand."""

    known = "Nothing: it is ours."
    access, denied = ENROLL, RA["51"]
    container, element, row = "LearningModuleEnrollment", "Attendance", Attended
    rules = (
        Find("user", "user", by="User", error=RA["57"]),
        Find("learning_module", "instructor_led_learning_module", by="LearningModuleID", error=RA["58"]),
        Find("session", "begun_session", by="LearningModuleSessionID", of=("learning_module",), error=RA["59"]),
        Find("enrollment", "attendance", of=("session", "user"), error=RA["60"]),
        Allow(within="group", error=RA["61"]),
        still_open(RA["62"]),
        grade_fits_session(unwanted=RA["63"], absent=RA["64"], **UNFIT),
        Distinct(of=("enrollment",), error=RA["62"]),
    )
    write, conflict, not_stored = "attendance", RA["62"], RA["65"]
    echo = ("User", "LearningModuleSessionID")
