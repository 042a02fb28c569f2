"""listSessions: the sessions of one instructor-led course."""

from rollbook.contract.answers import Listed, Shown
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.rows import Row
from rollbook.contract.rules import Find
from rollbook.contract.tags import Id

LS = error_table("LS", Source.OURS, """
    51 The required permissions are not met to call the listSessions method.
    52 The LearningModuleID provided is not valid.
""")  # fmt: skip


class LearningModule(Row):
    """The course asked about."""

    LearningModuleID = Id(absent=LS["52"], error=LS["52"])


class ListSessions(Report):
    """Show the sessions of a course, those over and those to come, in the order in which they begin."""

    denied = LS["51"]
    container, row = "LearningModule", LearningModule
    rules = (Find("learning_module", "instructor_led_learning_module", by="LearningModuleID", error=LS["52"]),)
    read = "sessions"
    shown = Shown(
        container="Sessions",
        item="Session",
        tags=(
            "CourseSessionID",
            "Status",
            "Type",
            "GradeType",
            Listed(
                "Dates",
                "Date",
                (
                    "StartDate",
                    "EndDate",
                    "StartDateConverted",
                    "EndDateConverted",
                    "URL",
                    "WebinarProvider",
                    "Other",
                    "Venue",
                    "Room",
                    "Location",
                    "Capacity",
                ),
            ),
        ),
    )
