"""How a report goes through the steps: it asks, and changes nothing that is on record."""

from rollbook.calls.call import Call
from rollbook.calls.change import check_structure, judge_rows
from rollbook.contract.answers import show_info
from rollbook.contract.judge import read_block
from rollbook.contract.method import Report
from rollbook.records.plans import reader_of
from rollbook.records.read.context import ReportContext
from rollbook.records.write.report_pages import write_page_marks

__all__ = ["check_structure", "judge_call", "show_call", "write_call"]


def _method(call: Call) -> type[Report]:
    method = call.known_method
    assert issubclass(method, Report)  # noqa: S101  # the steps choose this module by the method's kind
    return method


def judge_call(call: Call) -> None:
    """Judge what is asked, and ask it."""
    method, caller = _method(call), call.known_caller
    blocks = judge_rows(call, method.row, method.rules, [read_block(method.row, 1, call.texts[0])])
    asked = ReportContext(
        caller.account, caller.user, caller.role, method.access, call.request.received_at, caller.zone
    )
    call.rows = reader_of(method.read)(call.connection, asked, blocks[0])
    call.blocks, call.marks = blocks, asked.marks


def write_call(call: Call) -> None:
    """Remember where the pages of a long report begin, for the calls that read on."""
    if call.marks:
        write_page_marks(call.connection, call.write_context, call.marks)


def show_call(call: Call) -> str:
    """Write what was found."""
    method = _method(call)
    return show_info(method.shown, call.rows, method.columns(call.blocks[0].row))
