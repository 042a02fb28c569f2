"""A report in its order, by course name, date of enrolment and id: one page of it, without the pages before it.

Both databases walk through the courses in the order of one index and in each course, or in each course of a group,
through the enrolments in the order of another. They begin where the page begins and stop as soon as it is full.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.records.read.enrollment_facts import IS_OF_LEARNING_MODULE
from rollbook.records.read.report_filters import FEW_GROUPS, Condition, Ids, Wanted
from rollbook.records.read.report_pages import Page
from rollbook.records.sql.joins import InTurn
from rollbook.records.sql.values import among, given_values
from rollbook.records.tables import enrollments, learning_modules

own, learning_module = enrollments.c, learning_modules.c
ORDER = (
    learning_module.name.label("course_name"),
    learning_module.id.label("learning_module_id"),
    own.enrolled_at.label("enrolled_at"),
    own.id.label("enrollment_id"),
)
"""A row's position, by the names of its fields. No two rows have the same."""

Positions = sa.Select[Any] | sa.CompoundSelect[Any]


def select_positions(wanted: Wanted, page: Page, dialect: str) -> Positions:
    """Compose the statement that finds the positions of the page's rows, in order."""
    if wanted.few is not None:
        found = _fetch(wanted, wanted.few, page, dialect)
    elif dialect == "postgresql":
        found = _step(wanted, page)
    elif wanted.groups is not None and len(wanted.groups) <= FEW_GROUPS:
        found = _merge(wanted, wanted.groups, page)
    else:
        found = _walk(wanted, page, *_one_of(own.group_id + 0, wanted.groups, dialect))
    return found.limit(page.limit).offset(page.offset)


def _fetch(wanted: Wanted, few: Sequence[int], page: Page, dialect: str) -> Positions:
    """Look up the few enrolments that may pass, each with its course, and sort them."""
    given = given_values(few, own.id.type, dialect)
    looked_up = InTurn(given, enrollments, (own.account_id == wanted.account) & (own.id == given.c.value))
    return (
        sa.select(*ORDER)
        .select_from(InTurn(looked_up, learning_modules, IS_OF_LEARNING_MODULE))
        .where(*wanted.conditions)
        .where(*_one_of(own.group_id + 0, wanted.groups, dialect), *_one_of(own.user_id + 0, wanted.users, dialect))
        .where(
            *_one_of(learning_module.id + 0, wanted.learning_modules, dialect),
            sa.tuple_(*ORDER) > sa.tuple_(*_values(page)),
        )
        .order_by(*ORDER)
    )


def _step(wanted: Wanted, page: Page) -> Positions:
    """PostgreSQL: take from one course after the other no more rows than the page may need."""
    dialect = "postgresql"
    step = (
        sa.select(own.enrolled_at, own.id)
        .where(*_of_learning_module(wanted, page))
        .where(*_one_of(own.group_id, wanted.groups, dialect), *_one_of(own.user_id, wanted.users, dialect))
        .order_by(own.enrolled_at, own.id)
        .limit(page.offset + page.limit)
        .correlate(learning_modules)
        .lateral("step")
    )
    positions = (*ORDER[:2], step.c.enrolled_at.label("enrolled_at"), step.c.id.label("enrollment_id"))
    return (
        sa.select(*positions)
        .join_from(learning_modules, step, sa.true())
        .where(*_learning_modules(wanted, page, dialect))
        .order_by(*positions)
    )


def _walk(wanted: Wanted, page: Page, *conditions: Condition) -> sa.Select[Any]:
    """SQLite: a join of the two indexes is in order by itself."""
    dialect = "sqlite"
    return (
        sa.select(*ORDER)
        .join_from(learning_modules, enrollments, IS_OF_LEARNING_MODULE)
        .where(*_learning_modules(wanted, page, dialect), *_of_learning_module(wanted, page), *conditions)
        .where(*_one_of(own.user_id + 0, wanted.users, dialect))
        .order_by(*ORDER)
    )


def _merge(wanted: Wanted, groups: Sequence[int], page: Page) -> Positions:
    """SQLite: walk through each of a few groups by itself, as far as the page may need, and merge the walks."""
    most = page.offset + page.limit
    walks = (_walk(wanted, page, own.group_id == group).limit(most).subquery() for group in groups)
    return sa.union_all(*map(sa.select, walks)).order_by(*(label.name for label in ORDER))


def _learning_modules(wanted: Wanted, page: Page, dialect: str) -> Iterator[Condition]:
    """Give the conditions on a course: it is not past the page."""
    yield learning_module.account_id == wanted.account
    yield sa.tuple_(learning_module.name, learning_module.id) >= sa.tuple_(*_values(page)[:2])
    yield from _one_of(learning_module.id + 0, wanted.learning_modules, dialect)


def _of_learning_module(wanted: Wanted, page: Page) -> Iterator[Condition]:
    """Give the conditions on an enrolment in a course; in the course where the page begins, it is past the position.

    The comparison includes the course, so that the condition remains one range of the index.
    """
    yield own.account_id == wanted.account
    yield IS_OF_LEARNING_MODULE
    _, begun, enrolled_at, number = _values(page)
    after = (
        sa.case((learning_module.id == begun, enrolled_at), else_=sa.literal(wanted.since, own.enrolled_at.type)),
        sa.case((learning_module.id == begun, number), else_=sa.literal(0, own.id.type)),
    )
    yield sa.tuple_(own.enrolled_at, own.id) > sa.tuple_(*after)
    yield from wanted.conditions


def _values(page: Page) -> tuple[sa.ColumnElement[Any], ...]:
    """Return the position after which rows are read, in the types of the order."""
    after = page.after
    values = (after.course_name, after.learning_module_id, after.enrolled_at, after.enrollment_id)
    return tuple(sa.literal(value, label.type) for value, label in zip(values, ORDER, strict=True))


def _one_of(column: sa.ColumnElement[int], ids: Ids, dialect: str) -> Iterator[Condition]:
    """Demand one of the ids. SQLite keeps no statistics: `+ 0` keeps it from looking up by that column."""
    if ids is not None:
        yield among(column, ids, dialect)
