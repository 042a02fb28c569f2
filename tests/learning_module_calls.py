"""Calls about courses and their enrolments: a good block of each method, and what is changed in it."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from tests import cast
from tests.answers import Answer, package
from tests.seed_calls import Changes, Headers, Keys, Sent
from tests.served import Served

ENROLLMENT: Changes = {
    "Email": cast.DANA.email,
    "GroupName": cast.SALES,
    "LearningModuleID": cast.ONLINE_COURSE,
}
IN_SESSION: Changes = {"LearningModuleID": cast.COURSE, "LearningModuleSessionID": cast.FUTURE_SESSION}
"""What makes the good block one of an instructor-led course."""
HISTORY: Changes = {
    "Email": cast.DANA.email,
    "GroupName": cast.SALES,
    "LearningModuleID": cast.ONLINE_COURSE,
    "EnrollmentStatus": "Completed",
    "Passed": 1,
    "Grade": "92.5",
    "EnrolledDate": "01-Mar-2024",
    "StartedDate": "02-Mar-2024",
    "CompletionDate": "15-Mar-2024",
}
UNFINISHED: Changes = {"EnrollmentStatus": "In Progress", "Passed": None, "Grade": None, "CompletionDate": None}
"""What makes the good block of history one that is still open."""
SESSION: Changes = {
    "LearningModuleID": cast.COURSE,
    "StartDate": "01-Mar-2024",
    "StartTime": "09:00",
    "DurationHour": 2,
    "DurationMinute": 30,
    "GradeType": "Percentage",
}

ID = "AccountUserLearningModuleRelID"
USER, GROUP = ("Email", "EmployeeID"), ("GroupName", "GroupID")
DATES = ("EnrolledDate", "StartedDate", "CompletionDate", "DueDate", "PostDueDateAccessEndDate", "CompletionAccessDays")


def enroll_in_courses(server: Served, keys: Keys, *blocks: Sent, headers: Headers = None) -> Answer:
    """Call enrollLearningModules with a block for each of the changes."""
    return server.call(batch("enrollLearningModules", keys, map(enrollment_block, blocks)), headers)


def import_history(server: Served, keys: Keys, *blocks: Sent, headers: Headers = None) -> Answer:
    """Call enrollmentHistoryImport with a block for each of the changes."""
    return server.call(batch("enrollmentHistoryImport", keys, map(history_block, blocks)), headers)


def unenroll(server: Served, keys: Keys, *ids: object, headers: Headers = None) -> Answer:
    """Call unenrollLearningModules with a block for each id."""
    return server.call(batch("unenrollLearningModules", keys, map(unenrollment_block, ids)), headers)


def enrollment_block(changes: Sent) -> str:
    """A block of enrollLearningModules: Dana in an online course, and nothing that may be left out."""
    sent = {**ENROLLMENT, **changes}
    settings = [
        texts(sent, "SettingSource"),
        container("DueDateSetup", texts(sent, "DueDate", "DueDateDays")),
        container("AccessSetup", texts(sent, "AccessEndDate", "AccessEndDays")),
        texts(sent, "CompletionAccessDays"),
    ]
    rest = texts(sent, "GroupName", "LearningModuleID", "LearningModuleSessionID", "EnrollmentTag")
    return f"<Enrollment><User>{texts(sent, *USER)}</User>{rest}{container('DueDateSettings', *settings)}</Enrollment>"


def unenrollment_block(number: object) -> str:
    """A block of unenrollLearningModules; None leaves the id out."""
    return f"<Unenrollment>{texts({ID: number}, ID)}</Unenrollment>"


def history_block(changes: Sent) -> str:
    """A block of enrollmentHistoryImport: Dana completed an online course within two weeks."""
    sent = {**HISTORY, **changes}
    names = f"<User>{texts(sent, *USER)}</User><Group>{texts(sent, *GROUP)}</Group>"
    rest = texts(sent, "LearningModuleID", "EnrollmentStatus", "Passed", "Grade")
    return f"<Enrollment>{names}{rest}<EnrollmentSettings>{texts(sent, *DATES)}</EnrollmentSettings></Enrollment>"


def create_session(server: Served, keys: Keys, changes: Sent, *, instructors: str = "") -> Answer:
    """Call createHistoricalSession; `instructors` is XML, the content of InternalInstructors."""
    sent = {**SESSION, **changes}
    times = texts(sent, "LearningModuleID", "StartDate", "StartTime", "DurationHour", "DurationMinute")
    taught = texts(sent, "GradeType", "InstructorType", "InstructorNotes")
    others = f"<InternalInstructors>{instructors}</InternalInstructors>{texts(sent, 'ExternalInstructors')}"
    session = f"<CourseSession>{times}{taught}{others}</CourseSession>"
    return server.call(package("createHistoricalSession", f"<LearningModule>{session}</LearningModule>", keys))


def list_sessions(server: Served, keys: Keys, course: object = cast.COURSE) -> Answer:
    """Call listSessions; None leaves the course out."""
    asked = texts({"LearningModuleID": course}, "LearningModuleID")
    return server.call(package("listSessions", f"<LearningModule>{asked}</LearningModule>", keys))


def texts(sent: Sent, *tags: str) -> str:
    """The elements of those of these tags that are sent."""
    return "".join(f"<{tag}>{escape(str(sent[tag]))}</{tag}>" for tag in tags if sent.get(tag) is not None)


def container(name: str, *content: str) -> str:
    """A container with the content, or nothing if there is none."""
    return f"<{name}>{''.join(content)}</{name}>" if any(content) else ""


def batch(method: str, keys: Keys, blocks: Iterable[str]) -> str:
    """The package that calls a method of enrolment with the blocks."""
    return package(method, f"<LearningModuleEnrollment>{''.join(blocks)}</LearningModuleEnrollment>", keys)
