"""updateTeam: give a team another name."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import OURS, Change
from rollbook.contract.rows import Choice, Row
from rollbook.contract.rules import Find, Refuse
from rollbook.contract.tags import Id, Text
from rollbook.vocabulary.identifiers import UniqueName

UTE = error_table("UTE", Source.OURS, """
    51 The required permissions are not met to call the updateTeam method.
    52 The TeamName provided is not valid.
    53 Another team has the TeamName provided.
    54 The requested team does not exist.
""")  # fmt: skip


class KnownTeam(Row):
    """The team as it is known so far, and its new name."""

    Identifier = Choice(
        TeamName=UniqueName(error=UTE["54"], about="the name it has now", sample="First aid"),
        TeamID=Id(error=UTE["54"], about="its id", sample="12"),
        absent=UTE["54"],
        needed=True,
        about="the team",
    )
    TeamName = UniqueName(error=UTE["52"], absent=UTE["52"], about="its new name", sample="First aid at work")


class RenamedTeam(Row):
    """The team that was renamed."""

    TeamID = Id(sample="12")
    TeamName = Text(sample="First aid at work")


class UpdateTeam(Change):
    """Rename a team. Its members stay in it."""

    known = OURS
    denied = UTE["51"]
    container, row = "Team", KnownTeam
    rules = (
        Find("team", "team", by="Identifier", error=UTE["54"]),
        Refuse("namesake", "team", by="TeamName", but="team", error=UTE["53"]),
    )
    write = "team"
    info = Info(RenamedTeam)
