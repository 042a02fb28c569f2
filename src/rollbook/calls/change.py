"""How a change of one thing goes through the steps: wholly or not at all."""

from collections.abc import Iterator, Sequence
from typing import Any

from rollbook.calls.call import Call
from rollbook.contract.answers import show_info
from rollbook.contract.errors import STRUCTURE, Refused
from rollbook.contract.judge import Block, judge, read_block, refusal_of
from rollbook.contract.method import Change
from rollbook.contract.rows import Many, Part, Row, gather_row
from rollbook.contract.rules import Rule
from rollbook.contract.tags import Tag, misplaced
from rollbook.records.plans import changer_of, resolver_of


def _method(call: Call) -> type[Change]:
    method = call.known_method
    assert issubclass(method, Change)  # noqa: S101  # the steps choose this module by the method's kind
    return method


def check_structure(call: Call) -> None:
    """Check the shape of the whole call (SU:12, SU:13) and keep its texts."""
    method, parameters = call.known_method, call.envelope.parameters
    container = parameters.find(method.container)
    if container is None:
        raise Refused(STRUCTURE, f"{method.container} is needed.")
    call.envelope.check_structure()
    unexpected = [part for part in parameters if part is not container]
    if unexpected:
        raise misplaced(unexpected[0])
    call.texts = [gather_row(method.row, container)]


def judge_call(call: Call) -> None:
    """Judge the whole by its rules, then the rows of its lists by theirs; the first error refuses the call."""
    method = call.known_method
    head = judge_rows(call, method.row, method.rules, [read_block(method.row, 1, call.texts[0])])
    call.lists = {path: judge_rows(call, row, row.rules, blocks) for path, row, blocks in lists_of(head[0].row)}
    call.blocks = head


def judge_rows(call: Call, row: type[Row], rules: tuple[Rule, ...], blocks: Sequence[Block]) -> Sequence[Block]:
    """Judge rows that stand or fall together; return them, or refuse the call with the first error."""
    refuse_first(blocks)
    if rules and blocks:
        caller, connection = call.known_caller, call.connection
        resolver = resolver_of(row, rules, connection.dialect.name)
        resolver.run(connection, caller.account, caller.user, call.request.received_at, blocks)
        judge(rules, blocks, call.rule_context)
        refuse_first(blocks)
    return blocks


def refuse_first(blocks: Sequence[Block]) -> None:
    """Refuse the call with the first error among the blocks."""
    for block in blocks:
        if block.error is not None:
            raise refusal_of(block, block.error)


def lists_of(row: Any, path: str = "") -> Iterator[tuple[str, type[Row], list[Block]]]:
    """Give the lists of rows inside a row: the path of each, its class, and its rows as blocks."""
    for name, tag in type(row).tags.items():
        here, value = f"{path}{name}", vars(row)[name]
        if isinstance(tag, Part):
            yield from lists_of(value, f"{here}.")
        elif isinstance(tag, Many) and not isinstance(tag.of, Tag):
            yield here, tag.of, [Block(number, each.sent, row=each) for number, each in enumerate(value, 1)]


def write_call(call: Call) -> None:
    """Write the change; what only the database knows may still refuse it."""
    method = _method(call)
    change = changer_of(method.write, call.connection.dialect.name)
    call.rows = [change(call.connection, call.write_context, method, call.blocks[0], call.lists)]


def show_call(call: Call) -> str:
    """Write what the change answers with."""
    shown = _method(call).shown
    return show_info(shown, call.rows, shown.tags)
