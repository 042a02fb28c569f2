"""createTeam: add a team to the account."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rows import Row
from rollbook.contract.rules import Refuse
from rollbook.contract.tags import Id, Text
from rollbook.vocabulary.identifiers import UniqueName

CTE = error_table("CTE", Source.OURS, """
    51 The required permissions are not met to call the createTeam method.
    52 The TeamName provided is not valid.
    53 Another team has the TeamName provided.
""")  # fmt: skip


class NewTeam(Row):
    """The new team."""

    TeamName = UniqueName(error=CTE["52"], absent=CTE["52"], about="the team's name", sample="Night shift")


class MadeTeam(Row):
    """The team that was made."""

    TeamID = Id(sample="12")
    TeamName = Text(sample="Night shift")


class CreateTeam(Change):
    """Make a team. updateUser puts users into it."""

    known = OURS
    denied = CTE["51"]
    container, row = "Team", NewTeam
    rules = (Refuse("namesake", "team", by="TeamName", error=CTE["53"]),)
    write = "team"
    info = Info(MadeTeam)
