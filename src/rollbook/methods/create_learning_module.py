"""createLearningModule: add a course to the account."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rows import Row
from rollbook.contract.tags import Id, Text
from rollbook.vocabulary.catalogue import CourseStatus, Title, Type

CLM = error_table("CLM", Source.OURS, """
    51 The required permissions are not met to call the createLearningModule method.
    52 The Name provided is not valid.
    53 The Type provided is not valid. Valid types are 'External', 'Instructor-Led', 'Online' or 'SCORM'.
    54 The Status provided is not valid. Valid statuses are 'Active', 'Inactive' or 'Archived'.
""")  # fmt: skip


class LearningModule(Row):
    """The new course."""

    Name = Title(error=CLM["52"], absent=CLM["52"], about="the course's name", sample="Waterproofing")
    Type = Type(error=CLM["53"], absent=CLM["53"])
    Status = CourseStatus(error=CLM["54"])


class NewLearningModule(Row):
    """The course that was made."""

    LearningModuleID = Id(sample="3864")
    Name = Text(sample="Waterproofing")


class CreateLearningModule(Change):
    """Make a course. Others may have its name, and no group has it yet: updateGroup assigns it."""

    known = OURS
    denied = CLM["51"]
    container, row = "LearningModule", LearningModule
    write = "learning_module"
    info = Info(NewLearningModule)
