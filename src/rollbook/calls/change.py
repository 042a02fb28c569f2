"""How a change of one thing goes through the steps: all of it is made or nothing."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.calls.request import Request, Result
from rollbook.contract.errors import Path, Refused
from rollbook.contract.judge import Block, judge, read_block
from rollbook.contract.method import Change
from rollbook.contract.rows import Many, Part, Row
from rollbook.contract.tags import Tag
from rollbook.records.plan.resolve import Resolver
from rollbook.records.plans import Plan, plan_of_change
from rollbook.records.write.blocks import Changer, WriteContext


def _plan(connection: sa.Connection, request: Request) -> Plan[Changer]:
    method = request.method
    assert issubclass(method, Change)  # noqa: S101  # the steps choose this module by the method's kind
    return plan_of_change(method, connection.dialect.name)


def judge_call(connection: sa.Connection, request: Request) -> Result:
    """Judge the container by its rules, then the rows of its lists by theirs; the first error refuses the call."""
    plan = _plan(connection, request)
    head = judge_head(connection, request, plan)
    lists = {}
    for path, row, blocks in lists_of(head.row):
        judge_rows(connection, request, plan.resolver(row, row.rules), blocks, path)
        lists[".".join(path)] = blocks
    return Result([head], lists)


def judge_head(connection: sa.Connection, request: Request, plan: Plan[Any]) -> Block:
    """Judge the container, without the rows of its lists."""
    method = request.method
    head = read_block(method.row, 1, request.texts[0])
    judge_rows(connection, request, plan.resolver(method.row, method.rules), [head])
    return head


def judge_rows(
    connection: sa.Connection,
    request: Request,
    resolver: Resolver,
    blocks: Sequence[Block],
    path: tuple[str, ...] = (),
) -> None:
    """Judge rows that are written all or none; refuse the call with the first error. `path` is the list's place."""
    _refuse_first(blocks, path)
    if resolver.rules and blocks:
        caller = request.caller
        resolver.run(connection, caller.account, caller.user, request.received_at, blocks)
        judge(resolver.rules, blocks, request.rule_context())
        _refuse_first(blocks, path)


def _refuse_first(blocks: Sequence[Block], path: tuple[str, ...]) -> None:
    for block in blocks:
        if block.refusal is not None:
            around: Path = (*path, block.number - 1) if path else ()
            raise Refused.with_fault(block.fault(around).of_call())


def lists_of(row: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], type[Row], list[Block]]]:
    """Yield the lists of rows inside a row: the path of each, its class, and its rows as blocks."""
    for name, tag in type(row).tags.items():
        here, value = (*path, name), vars(row)[name]
        if isinstance(tag, Part):
            yield from lists_of(value, here)
        elif isinstance(tag, Many) and not isinstance(tag.of, Tag):
            yield here, tag.of, [Block(number, each.sent, row=each) for number, each in enumerate(value, 1)]


def write_call(connection: sa.Connection, request: Request, result: Result, context: WriteContext) -> None:
    """Write the change; what only the database knows may still refuse it."""
    method = request.method
    assert issubclass(method, Change)  # noqa: S101  # the steps choose this module by the method's kind
    change = _plan(connection, request).port
    result.rows = [change(connection, context, method, result.blocks[0], result.lists)]
