"""What many calls would record, judged as if they were made one after another. Nothing is written or locked."""

from collections.abc import Sequence

import sqlalchemy as sa

from rollbook.calls.request import Request
from rollbook.contract.judge import Block, judge, read_block
from rollbook.contract.method import Batch
from rollbook.contract.nodes import Node
from rollbook.contract.rows import gather_row
from rollbook.contract.structure import find_rows
from rollbook.records.plans import plan_of_batch


class Preview:
    """Judges the calls of a batch: what earlier ones took, credits and places, is taken for the later ones."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._context = request.rule_context()
        self._count = 0

    def judge(self, connection: sa.Connection, parameters: Node) -> Sequence[Block]:
        """Judge the blocks of the next call. Their numbers go on from one call to the next."""
        request, method = self._request, self._request.method
        assert issubclass(method, Batch)  # noqa: S101  # only a batch has blocks
        rows = find_rows(method, parameters, method.most_blocks)
        blocks = [
            read_block(method.row, number, gather_row(method.row, row))
            for number, row in enumerate(rows, self._count + 1)
        ]
        self._count += len(blocks)
        readable = [block for block in blocks if block.refusal is None]
        if readable:
            resolver = plan_of_batch(method, connection.dialect.name).resolver(method.row, method.rules)
            caller = request.caller
            resolver.run(connection, caller.account, caller.user, request.received_at, readable)
        judge(method.rules, readable, self._context)
        return blocks
