"""How a batch goes through the steps: block by block, each judged and answered for itself."""

from collections.abc import Iterable
from typing import Any

from rollbook.calls.call import Call
from rollbook.contract.answers import show_tag
from rollbook.contract.errors import STRUCTURE, Refused
from rollbook.contract.judge import Block, judge, read_block
from rollbook.contract.method import Batch
from rollbook.contract.rows import Named, gather_row
from rollbook.contract.tags import Texts, misplaced
from rollbook.records.plans import resolver_of, writer_of
from rollbook.xml.envelope import cdata


def _method(call: Call) -> type[Batch]:
    method = call.known_method
    assert issubclass(method, Batch)  # noqa: S101  # the steps choose this module by the method's kind
    return method


def check_structure(call: Call) -> None:
    """Check the shape of the whole call (SU:12, SU:13) and keep the texts of its blocks."""
    method, parameters = _method(call), call.envelope.parameters
    container = parameters.find(method.container)
    elements = [] if container is None else container.findall(method.element)
    if container is None or not elements:
        raise Refused(STRUCTURE, f"{method.container} with at least one {method.element} is needed.")
    limit = min(call.limits.blocks, method.most_blocks)
    if len(elements) > limit:
        raise Refused(STRUCTURE, f"One call may have {limit} {method.element} blocks; this one has {len(elements)}.")
    call.envelope.check_structure()
    unexpected = [part for part in parameters if part is not container]
    unexpected += [part for part in container if part.tag != method.element]
    if unexpected:
        raise misplaced(unexpected[0])
    call.texts = [gather_row(method.row, element) for element in elements]


def judge_call(call: Call) -> None:
    """Read each block, ask the database once for all, and judge them by the contract's rules in order."""
    method, caller = _method(call), call.known_caller
    call.blocks = [read_block(method.row, number, texts) for number, texts in enumerate(call.texts, 1)]
    readable = call.good
    if readable:
        resolver = resolver_of(method.row, method.rules, call.connection.dialect.name)
        resolver.run(call.connection, caller.account, caller.user, call.request.received_at, readable)
    judge(method.rules, readable, call.rule_context)


def write_call(call: Call) -> None:
    """Write the good blocks; those that lost a race at the database get their error."""
    method = _method(call)
    if good := call.good:
        writer_of(method.write, call.connection.dialect.name)(call.connection, call.write_context, method, good)


def show_call(call: Call) -> str:
    """Write what was recorded, by block."""
    method = _method(call)
    shown = "".join(
        f'      <{method.element} block="{block.number}">\n{_echo(method.echo, block)}      </{method.element}>\n'
        for block in call.good
    )
    return f"\n    <{method.element}s>\n{shown}    </{method.element}s>\n  " if shown else ""


def _echo(tags: Iterable[str], block: Block) -> str:
    """Repeat a block's tags as they were sent, or as they came about; a dry run leaves empty what writing makes."""
    row, written = vars(block.row), block.written
    return "".join([f"        {_show(tag, written.get(tag) or row.get(tag), row['sent'])}\n" for tag in tags])


def _show(tag: str, value: Any, sent: Texts) -> str:
    """Write an identifier in CDATA, an id bare, both as they were sent. Source: SEED."""
    if isinstance(value, Named):
        return f"<{tag}>{cdata(value.text)}</{tag}>"
    return show_tag(tag, sent.get(tag, value))
