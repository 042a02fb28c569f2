"""What is asked about the account's courses."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.judge import Block
from rollbook.contract.text import name_key
from rollbook.records.read.context import ReportContext, reader
from rollbook.records.tables import group_learning_modules, learning_modules


@reader("learning_modules", "a page of the account's courses")
def read_learning_modules(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read a page of the courses that the filters let through, as far as the caller may see them, by name.

    An account has hundreds of courses, not millions: their names are compared here, where it is known how.
    """
    own, assigned, filters = learning_modules.c, group_learning_modules.c, block.row.Filters
    tie = (assigned.account_id == own.account_id) & (assigned.learning_module_id == own.id)
    statement = (
        sa.select(
            own.id.label("LearningModuleID"), own.name.label("Name"), own.type.label("Type"), own.status.label("Status")
        )
        .where(own.account_id == asked.account, asked.may_see_assigned(group_learning_modules, tie))
        .order_by(own.name, own.id)
    )
    if filters.Status is not None:
        statement = statement.where(own.status == filters.Status)
    if filters.Type is not None:
        statement = statement.where(own.type == filters.Type)
    is_sought = _comparison(filters.Name)
    found = (dict(row._mapping) for row in connection.execute(statement) if is_sought(row.Name))
    size = block.row.PageSize
    first = (block.row.Page - 1) * size
    return list(islice(found, first, first + size))


def _comparison(sought: Any) -> Callable[[str], bool]:
    """Return how a name is compared with what is sought; a match with nothing finds no course."""
    if sought.Value is None:
        return lambda _: sought.MatchType is None
    wanted = name_key(sought.Value)
    if sought.MatchType == "CONTAINS":
        return lambda name: wanted in name_key(name)
    return lambda name: wanted == name_key(name)
