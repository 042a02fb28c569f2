"""Courses on the wire, as lists show them."""

from rollbook.contract.rows import Row
from rollbook.contract.tags import Id, OneOf, Text


class ListedLearningModule(Row):
    """A course."""

    LearningModuleID = Id(sample="3860")
    Name = Text(sample="Fitting shoes, in the shop")
    Type = OneOf("External", "Instructor-Led", "Online", "SCORM", sample="Instructor-Led")
    Status = OneOf("Active", "Inactive", "Archived")
