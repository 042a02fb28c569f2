"""listLearningModules: the account's courses, page by page."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.permissions import ENROLL
from rollbook.contract.rows import Part, Row
from rollbook.contract.tags import OneOf
from rollbook.vocabulary.filters import Page, PageSize, match_filter
from rollbook.vocabulary.learning_modules import ListedLearningModule

LLM = error_table("LLM", Source.OURS, """
    51 The required permissions are not met to call the listLearningModules method.
    52 The {tag} provided is not valid. A page has 1000 learning modules at most.
    53 The MatchType provided is not valid. Valid types are 'EXACT' or 'CONTAINS'.
    54 The Value provided is not valid.
    55 The Status provided is not valid. Valid statuses are 'Active', 'Inactive' or 'Archived'.
    56 The Type provided is not valid. Valid types are 'External', 'Instructor-Led', 'Online' or 'SCORM'.
""")  # fmt: skip


class Filters(Row):
    """What a course must be like to be listed."""

    Name = match_filter("the name, or a part of it", "Fitting shoes, in the shop", unmatched=LLM["53"], unfit=LLM["54"])
    Status = OneOf(
        "Active",
        "Inactive",
        "Archived",
        any_case=True,
        error=LLM["55"],
        about="the course's status; by default all",
        sample="Active",
    )
    Type = OneOf(
        "External",
        "Instructor-Led",
        "Online",
        "SCORM",
        any_case=True,
        error=LLM["56"],
        about="the kind of course; by default all",
        sample="Instructor-Led",
    )


class LearningModule(Row):
    """Which page of which courses."""

    Page = Page(error=LLM["52"])
    PageSize = PageSize(error=LLM["52"])
    Filters = Part(Filters, about="what a course must be like to be listed; it has to match all filters")


class ListLearningModules(Report):
    """List courses by name. A learner sees those assigned to groups in which they may enrol."""

    known = "The name only, from pages of other methods: request, answer and codes ours."
    aliases = ("listLearningModule",)
    access, denied = ENROLL, LLM["51"]
    container, row = "LearningModule", LearningModule
    read = "learning_modules"
    info = Info(ListedLearningModule, container="LearningModules", item="LearningModule")
