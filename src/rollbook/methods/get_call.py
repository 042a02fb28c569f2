"""getCall: one call with what it refused, and which rows it wrote."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Report
from rollbook.contract.rows import Row
from rollbook.contract.rules import Find
from rollbook.vocabulary.history import CallId, KnownCall

GC = error_table("GC", Source.OURS, """
    51 The required permissions are not met to call the getCall method.
    52 The CallID provided is not valid.
    53 The call '{CallID}' does not exist.
""")  # fmt: skip


class Call(Row):
    """The call asked for."""

    CallID = CallId(absent=GC["52"], error=GC["52"])


class GetCall(Report):
    """Show one call: who, when, by which face and key, what was refused and why, and the rows it wrote."""

    known = "Nothing: it is ours."
    denied = GC["51"]
    container, row = "Call", Call
    rules = (Find("call", "call", by="CallID", error=GC["53"]),)
    read = "call"
    info = Info(KnownCall, item="Call")
