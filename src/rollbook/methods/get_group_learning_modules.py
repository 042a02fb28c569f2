"""getGroupLearningModules: the courses of one group, by its name or by its own identifier."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.permissions import MANAGE_GROUPS
from rollbook.contract.rows import Either, Row
from rollbook.contract.rules import Allow, Find
from rollbook.contract.tags import Name, Text
from rollbook.vocabulary.learning_modules import ListedLearningModule

GGLM = error_table("GGLM", Source.OURS, """
    51 The required permissions are not met to call the getGroupLearningModules method.
    52 The Name or GroupID provided is not valid.
    53 The requested group does not exist.
""")  # fmt: skip


class Group(Row):
    """The group asked for."""

    Identifier = Either(
        Name=Name(
            255,
            error=GGLM["52"],
            about="the group's name, compared without case and with inner blanks folded",
            sample="Sales",
        ),
        GroupID=Text(255, error=GGLM["52"], about="the group's own identifier, compared exactly", sample="sales"),
        absent=GGLM["52"],
        about="the group",
    )


class GetGroupLearningModules(Report):
    """List the courses that are assigned to one group."""

    known = "Request and answer from the vendor's page; codes ours."
    access, denied = MANAGE_GROUPS, GGLM["51"]
    container, row = "Group", Group
    rules = (Find("group", "group", by="Identifier", error=GGLM["53"]), Allow(within="group", error=GGLM["53"]))
    read = "group_learning_modules"
    info = Info(ListedLearningModule, container="LearningModules", item="LearningModule")
