"""How a batch goes through the steps: block by block, each judged on its own."""

import sqlalchemy as sa

from rollbook.calls.request import Request, Result
from rollbook.contract.judge import judge, read_block
from rollbook.contract.method import Batch
from rollbook.records.plans import plan_of_batch
from rollbook.records.write.blocks import WriteContext


def _method(request: Request) -> type[Batch]:
    method = request.method
    assert issubclass(method, Batch)  # noqa: S101  # the steps choose this module by the method's kind
    return method


def judge_call(connection: sa.Connection, request: Request) -> Result:
    """Read each block, query the database once for all of them, and judge them by the contract's rules in order."""
    method, caller = _method(request), request.caller
    result = Result([read_block(method.row, number, texts) for number, texts in enumerate(request.texts, 1)])
    readable = result.good
    if readable:
        resolver = plan_of_batch(method, connection.dialect.name).resolver(method.row, method.rules)
        resolver.run(connection, caller.account, caller.user, request.received_at, readable)
    judge(method.rules, readable, request.rule_context())
    return result


def write_call(connection: sa.Connection, request: Request, result: Result, context: WriteContext) -> None:
    """Write the good blocks; those that lose a race in the database get their error."""
    method = _method(request)
    if good := result.good:
        plan_of_batch(method, connection.dialect.name).port(connection, context, method, good)
