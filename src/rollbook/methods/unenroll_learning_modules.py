"""unenrollLearningModules: remove enrolments that are not completed."""

from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Batch
from rollbook.contract.rows import Row
from rollbook.contract.rules import Distinct, Find
from rollbook.contract.tags import Id
from rollbook.vocabulary.enrollments import still_open

ULM = error_table("ULM", Source.OURS, """
    51 The required permissions are not met to call the unenrollLearningModules method.
    52 The AccountUserLearningModuleRelID provided is not valid.
    53 Unenrollment {block} - The enrollment '{AccountUserLearningModuleRelID}' does not exist.
    54 Unenrollment {block} - The enrollment is completed or historical, and cannot be removed.
    55 Unenrollment {block} - The enrollment could not be removed.
""")  # fmt: skip


class Unenrollment(Row):
    """One enrolment."""

    AccountUserLearningModuleRelID = Id(
        absent=ULM["52"],
        error=ULM["52"],
        about="the enrolment's id, as enrollLearningModules returned it",
        sample="9001",
    )


class UnenrollLearningModules(Batch):
    """Unenrol users from courses. The progress is lost and cannot be restored."""

    known = "Request and answer from the vendor's page; codes ours."
    denied = ULM["51"]
    container, element, row = "LearningModuleEnrollment", "Unenrollment", Unenrollment
    most_blocks = 100
    rules = (
        Find("enrollment", "enrollment", by="AccountUserLearningModuleRelID", error=ULM["53"]),
        still_open(ULM["54"]),
        Distinct(of=("enrollment",), error=ULM["53"]),
    )
    write, conflict, not_stored = "unenrollment", ULM["53"], ULM["55"]
    conflict_when = "another call removed the enrolment while this one was being judged"
    echo = ("AccountUserLearningModuleRelID",)
