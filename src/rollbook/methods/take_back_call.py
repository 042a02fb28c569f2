"""takeBackCall: undo what one call wrote, as far as nobody has changed it since."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Change
from rollbook.contract.permissions import ENROLL, MANAGE_GROUPS, MANAGE_USERS
from rollbook.contract.rows import Many, Row
from rollbook.contract.rules import Find
from rollbook.contract.tags import Count, Id, Text
from rollbook.vocabulary.history import CallId, Reason

TBC = error_table("TBC", Source.OURS, """
    51 The required permissions are not met to call the takeBackCall method.
    52 The CallID provided is not valid.
    53 The Reason was not provided, or has more than 500 characters.
    54 The call '{CallID}' does not exist.
    55 Only an administrator, an owner, or the user who made the call and could make it again can take it back.
    56 The call wrote nothing that can be taken back.
    57 The call was taken back already.
    58 Nothing of the call can be taken back. {Table} {RowID}: {Why}.
    59 The call cannot be taken back: {Why}.
""")  # fmt: skip


class Call(Row):
    """The call that is taken back."""

    CallID = CallId(absent=TBC["52"], error=TBC["52"])
    Reason = Reason(absent=TBC["53"], error=TBC["53"], about="why it is taken back", sample="Entered twice")


class KeptRow(Row):
    """A row that stays as it is, and why."""

    Table = Text(sample="enrollments")
    RowID = Text(sample="9002")
    Why = Text(sample="changed since")


class TakenBack(Row):
    """How many rows are as they were before the call, and which are not."""

    CallID = Id(sample="8001")
    TakenBack = Count(sample="2")
    Kept = Count(sample="0")
    KeptRows = Many("Row", KeptRow)


class TakeBackCall(Change):
    """Take back what a call wrote: rows go that it inserted, values and credits return. What changed since is kept."""

    known = "Nothing: it is ours."
    access, denied = ENROLL | MANAGE_USERS | MANAGE_GROUPS, TBC["51"]
    container, row = "Call", Call
    rules = (Find("call", "call", by="CallID", error=TBC["54"]),)
    write = "take_back"
    info = Info(TakenBack, item="Call")
    not_stored = {
        "call_of_others": TBC["55"],
        "call_wrote_nothing": TBC["56"],
        "call_taken_back": TBC["57"],
        "all_kept": TBC["58"],
        "rules_broken": TBC["59"],
    }
