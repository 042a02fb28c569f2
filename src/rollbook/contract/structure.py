"""The structure of a call: what a method's container holds, and how often. The same for every interface."""

from collections.abc import Sequence

from rollbook.contract.errors import STRUCTURE, Refused
from rollbook.contract.method import Batch, Method
from rollbook.contract.nodes import Node, find_child, misplaced
from rollbook.contract.rows import gather_row
from rollbook.contract.tags import Texts


def find_rows(method: type[Method], parameters: Node, most_blocks: int) -> Sequence[Node]:
    """Return the elements that hold rows: those of a batch, else the container itself. Refuse with SU:12."""
    container = find_child(parameters, method.container)
    if not issubclass(method, Batch):
        if container is None:
            raise Refused(STRUCTURE, f"{method.container} is needed.")
        return [container]
    rows = [] if container is None else [child for child in container if child.tag == method.element]
    if not rows:
        raise Refused(STRUCTURE, f"{method.container} with at least one {method.element} is needed.")
    limit = min(most_blocks, method.most_blocks)
    if len(rows) > limit:
        raise Refused(STRUCTURE, f"One call may have {limit} {method.element} blocks; this one has {len(rows)}.")
    return rows


def gather_rows(method: type[Method], parameters: Node, rows: Sequence[Node]) -> Sequence[Texts]:
    """Return the texts of each row; refuse the call for an element that does not belong where it is (SU:13)."""
    container = find_child(parameters, method.container)
    unexpected = [part for part in parameters if part is not container]
    if container is not None and issubclass(method, Batch):
        unexpected += [part for part in container if part.tag != method.element]
    if unexpected:
        raise misplaced(unexpected[0])
    return [gather_row(method.row, row) for row in rows]
