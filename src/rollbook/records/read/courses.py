"""What is asked about the account's courses."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

from rollbook.records.read.asked import PAGE_SIZE, Asked
from rollbook.records.tables import group_learning_modules, learning_modules
from rollbook.wire.judge import Block
from rollbook.wire.shown import Values
from rollbook.wire.text import name_key


def read_learning_modules(connection: sa.Connection, asked: Asked, block: Block) -> Sequence[Values]:
    """Read a page of the courses that the filters let through, as far as the caller may see them, by name.

    An account has hundreds of courses, not millions: their names are compared here, where it is known how.
    """
    own, assigned, filters = learning_modules.c, group_learning_modules.c, block.row.Filters
    tie = (assigned.account_id == own.account_id) & (assigned.learning_module_id == own.id)
    courses = (
        sa.select(
            own.id.label("LearningModuleID"), own.name.label("Name"), own.type.label("Type"), own.status.label("Status")
        )
        .where(own.account_id == asked.account, asked.may_see_assigned(group_learning_modules, tie))
        .order_by(own.name, own.id)
    )
    if filters.Status is not None:
        courses = courses.where(own.status == filters.Status)
    if filters.Type is not None:
        courses = courses.where(own.type == filters.Type)
    is_sought = _comparison(filters.Name)
    found = (dict(course._mapping) for course in connection.execute(courses) if is_sought(course.Name))
    size = block.row.PageSize or PAGE_SIZE
    first = ((block.row.Page or 1) - 1) * size
    return list(islice(found, first, first + size))


def _comparison(sought: Any) -> Callable[[str], bool]:
    """Return how a name is compared with what is sought; a match with nothing finds no course."""
    if sought.Value is None:
        return lambda _: sought.MatchType is None
    wanted = name_key(sought.Value)
    if sought.MatchType == "CONTAINS":
        return lambda name: wanted in name_key(name)
    return lambda name: wanted == name_key(name)
