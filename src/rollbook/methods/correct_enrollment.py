"""correctEnrollment: mend what is on record of enrolments; the old values stay in their history, with the reason."""

from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Batch
from rollbook.contract.permissions import ENROLL
from rollbook.contract.rows import Row
from rollbook.contract.rules import Allow, Distinct, Find
from rollbook.contract.tags import Id, OneOf, Text
from rollbook.vocabulary.corrections import corrects_something, dates_stay_in_order, fits_course, fits_session
from rollbook.vocabulary.enrollments import CompletedOn, EnrolledOn, Grade, Passed, StartedOn

CE = error_table("CE", Source.OURS, """
    51 The required permissions are not met to call the correctEnrollment method.
    52 The AccountUserLearningModuleRelID provided is not valid.
    53 The EnrollmentStatus provided is not valid.
    54 The Grade provided is not valid.
    55 The Passed provided is not valid.
    56 The {tag} provided is not a valid date.
    57 The Reason was not provided, or has more than 500 characters.
    58 Correction {block} - The enrollment '{AccountUserLearningModuleRelID}' does not exist.
    59 Correction {block} - You do not have permissions to change enrollments of the group.
    60 Correction {block} - There is nothing to correct.
    61 Correction {block} - The EnrollmentStatus does not fit the enrollment.
    62 Correction {block} - Passed, StartedDate and CompletionDate do not fit the enrollment.
    63 Correction {block} - The Grade does not fit the enrollment.
    64 Correction {block} - The dates are not in order, or not past.
    65 Correction {block} - The enrollment was corrected before in this call.
    66 Correction {block} - The enrollment was changed by another call at the same time.
    67 Correction {block} - The correction could not be recorded.
""")  # fmt: skip


class Correction(Row):
    """One enrolment, and its new values; what is not given stays as it is."""

    AccountUserLearningModuleRelID = Id(
        absent=CE["52"], error=CE["52"], about="the enrolment's id: getLearnerReport answers with it", sample="9001"
    )
    EnrollmentStatus = OneOf(
        "NotAttended", "Attended", "Enrolled", "In Progress", "InProgress", "Completed",
        error=CE["53"], about="the right status; in a session one of NotAttended, Attended, Completed",
        sample="In Progress",
    )  # fmt: skip
    Grade = Grade(255, error=CE["54"], about="the right grade; a status that has none drops it", sample=None)
    Passed = Passed(error=CE["55"], about="whether the course was passed; not in a session", sample=None)
    EnrolledDate = EnrolledOn(error=CE["56"])
    StartedDate = StartedOn(error=CE["56"], about="when the user began; not in a session", sample=None)
    CompletionDate = CompletedOn(
        error=CE["56"], about="when the user completed the course; not in a session", sample=None
    )
    Reason = Text(500, absent=CE["57"], error=CE["57"], about="why it is corrected", sample="A 6 was read as a 0")


class CorrectEnrollment(Batch):
    """Correct enrolments: status, grade and dates. Who corrected what, when and why stays on record."""

    known = "Nothing: it is ours."
    access, denied = ENROLL, CE["51"]
    container, element, row = "LearningModuleEnrollment", "Correction", Correction
    rules = (
        corrects_something(CE["60"]),
        Find("enrollment", "correctable_enrollment", by="AccountUserLearningModuleRelID", error=CE["58"]),
        Allow(within="group", error=CE["59"]),
        fits_session(CE["61"], unwanted=CE["62"], grade=CE["63"]),
        fits_course(CE["61"], unwanted=CE["62"], grade=CE["63"]),
        dates_stay_in_order(CE["64"]),
        Distinct(of=("enrollment",), error=CE["65"]),
    )
    write, conflict, not_stored = "correction", CE["66"], CE["67"]
    conflict_when = "another call changed or deleted the enrolment while this one was being judged"
    echo = ("AccountUserLearningModuleRelID",)
