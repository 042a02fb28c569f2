"""What the tables declare, asked of the rows themselves: a constraint may have been dropped, or switched off."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.records.tables import metadata
from rollbook.records.verify.findings import Check, check_of_rows

KINDS_OF_SQLITE: Sequence[tuple[type[Any], str]] = (
    (sa.LargeBinary, "blob"),
    (sa.Integer, "integer"),
    (sa.Boolean, "integer"),
)
"""How SQLite keeps each type; it would take a text for a number. All other types are texts there."""


def checks_of_tables(dialect: str) -> Iterator[Check]:
    """Give the checks that follow from the declarations of all tables."""
    for table in metadata.sorted_tables:
        yield _no_value_missing(table)
        if dialect == "sqlite":
            yield _values_of_their_kind(table)
        yield from _conditions_hold(table)
        yield from _keys_are_unique(table, dialect)
        yield from _references_lead_somewhere(table)


def _identity(table: sa.Table) -> list[sa.Column[Any]]:
    return list(table.primary_key)


def _names(columns: Sequence[sa.Column[Any]]) -> str:
    return ", ".join(column.name for column in columns)


def _no_value_missing(table: sa.Table) -> Check:
    needed = [column for column in table.c if not column.nullable]
    missing = sa.select(*_identity(table)).where(sa.or_(*(column.is_(None) for column in needed)))
    return check_of_rows("value", f"{table.name}: a value is missing that must be there", missing)


def _values_of_their_kind(table: sa.Table) -> Check:
    strange = sa.select(*_identity(table)).where(sa.or_(*map(_is_strange, table.c)))
    return check_of_rows("value", f"{table.name}: a value is not of its column's type", strange)


def _is_strange(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    kind = next((kind for type_, kind in KINDS_OF_SQLITE if isinstance(column.type, type_)), "text")
    strange = sa.func.typeof(column).not_in([kind, "null"])
    if not isinstance(column.type, sa.JSON):
        return strange
    return strange | (column.is_not(None) & (sa.func.json_valid(column) == 0))


def _conditions_hold(table: sa.Table) -> Iterator[Check]:
    for constraint in sorted(table.constraints, key=lambda each: str(each.name)):
        if isinstance(constraint, sa.CheckConstraint):
            broken = sa.select(*_identity(table)).where(sa.text(f"NOT ({constraint.sqltext})"))
            yield check_of_rows("check", f"{table.name}: {constraint.name} does not hold", broken)


def _keys_are_unique(table: sa.Table, dialect: str) -> Iterator[Check]:
    identity = set(table.primary_key)
    yield _key_is_unique(table, _identity(table), None)
    for constraint in sorted(table.constraints, key=lambda each: str(each.name)):
        if isinstance(constraint, sa.UniqueConstraint) and not identity <= set(constraint.columns):
            yield _key_is_unique(table, list(constraint.columns), None)
    for index in sorted(table.indexes, key=lambda each: str(each.name)):
        columns = list(index.columns)
        if index.unique and not identity <= set(columns):
            yield _key_is_unique(table, columns, index.dialect_options[dialect]["where"])


def _key_is_unique(table: sa.Table, columns: Sequence[sa.Column[Any]], where: sa.TextClause | None) -> Check:
    """Nulls are equal to nothing, so a key with one in it is unique."""
    known = [column.is_not(None) for column in columns]
    times = sa.func.count().label("times")
    twice = sa.select(*columns, times).where(*known, *([] if where is None else [where]))
    condition = "" if where is None else f" where {where}"
    return check_of_rows(
        "unique",
        f"{table.name}: {_names(columns)} is there more than once{condition}",
        twice.group_by(*columns).having(times > 1),
    )


def _references_lead_somewhere(table: sa.Table) -> Iterator[Check]:
    for constraint in sorted(table.foreign_key_constraints, key=lambda each: str(each.name)):
        parent = constraint.referred_table.alias("parent")
        pairs = [(each.parent, parent.c[each.column.name]) for each in constraint.elements]
        columns = [column for column, _ in pairs]
        there = sa.select(sa.literal(1)).where(*(column == named for column, named in pairs)).select_from(parent)
        known = [column.is_not(None) for column in columns]
        shown = list(dict.fromkeys([*_identity(table), *columns]))
        yield check_of_rows(
            "reference",
            f"{table.name}: {_names(columns)} names nothing in {constraint.referred_table.name}",
            sa.select(*shown).where(*known, ~there.correlate(table).exists()),
        )
