"""updateLearningModule: change a course; what is not named, or empty, stays as it is."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rows import Row
from rollbook.contract.rules import Find
from rollbook.contract.tags import Id, Text
from rollbook.vocabulary.catalogue import CourseStatus, Title, Type, type_stays
from rollbook.vocabulary.identifiers import LearningModuleId

ULMO = error_table("ULMO", Source.OURS, """
    51 The required permissions are not met to call the updateLearningModule method.
    52 The Name provided is not valid.
    53 The Type provided is not valid. Valid types are 'External', 'Instructor-Led', 'Online' or 'SCORM'.
    54 The Status provided is not valid. Valid statuses are 'Active', 'Inactive' or 'Archived'.
    55 The LearningModuleID provided is not valid.
    56 A course cannot become instructor-led, and an instructor-led one cannot become another.
""")  # fmt: skip


class LearningModule(Row):
    """The course, and what changes of it."""

    LearningModuleID = LearningModuleId(error=ULMO["55"], absent=ULMO["55"])
    Name = Title(error=ULMO["52"], about="the course's name", sample="Fitting shoes")
    Type = Type(error=ULMO["53"], sample="Instructor-Led")
    Status = CourseStatus(error=ULMO["54"])


class ChangedLearningModule(Row):
    """The course that was changed."""

    LearningModuleID = Id(sample="3860")
    Name = Text(sample="Fitting shoes")


class UpdateLearningModule(Change):
    """Change a course. What was recorded in it stays on record, whatever its status."""

    known = OURS
    denied = ULMO["51"]
    container, row = "LearningModule", LearningModule
    rules = (
        Find("learning_module", "learning_module", by="LearningModuleID", error=ULMO["55"]),
        type_stays(ULMO["56"]),
    )
    write = "learning_module"
    info = Info(ChangedLearningModule)
