"""How a report goes through the steps: it reads, and changes no record."""

import sqlalchemy as sa

from rollbook.calls.change import judge_head
from rollbook.calls.request import Request, Result
from rollbook.contract.method import Report
from rollbook.records.plans import plan_of_report
from rollbook.records.read.context import ReportContext
from rollbook.records.write.blocks import WriteContext
from rollbook.records.write.report_pages import write_page_marks


def judge_call(connection: sa.Connection, request: Request) -> Result:
    """Judge what is asked for, and read it."""
    method, caller = request.method, request.caller
    assert issubclass(method, Report)  # noqa: S101  # the steps choose this module by the method's kind
    plan = plan_of_report(method, connection.dialect.name)
    head = judge_head(connection, request, plan)
    context = ReportContext(caller.account, caller.user, caller.role, method.access, request.received_at, caller.zone)
    rows = plan.port(connection, context, head)
    return Result([head], rows=rows, marks=context.marks)


def write_call(connection: sa.Connection, request: Request, result: Result, context: WriteContext) -> None:
    """Save where the pages of a long report begin, for the calls that read the next pages."""
    del request
    if result.marks:
        write_page_marks(connection, context, result.marks)
