"""A report that is asked without a record: pages read through the same contracts, rules and readers as calls."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from rollbook.calls import report
from rollbook.calls.request import Options, Request, Result, may_use
from rollbook.contract.errors import Refused
from rollbook.contract.method import Report
from rollbook.contract.nodes import Node
from rollbook.contract.structure import find_rows, gather_rows
from rollbook.contract.tags import Texts
from rollbook.records.keys.callers import Caller


def ask(connection: sa.Connection, caller: Caller, method: type[Report], parameters: Node, now: datetime) -> Result:
    """Judge and read a report; what refuses it is among the result's faults."""
    try:
        if not may_use(caller, method):
            raise Refused(method.denied)
        texts: Sequence[Texts] = gather_rows(method, parameters, find_rows(method, parameters, 1))
        result = report.judge_call(connection, Request(caller, method, texts, Options(), now))
    except Refused as refusal:
        return Result(faults=[refusal.fault])
    result.faults = result.refused
    return result
