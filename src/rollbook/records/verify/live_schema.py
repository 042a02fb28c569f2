"""The schema as the database has it, against what the tables declare."""

import warnings
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from rollbook.records.tables import metadata
from rollbook.records.verify.findings import Check, Finding

MISSING = {
    "add_table": "table",
    "add_column": "column",
    "add_constraint": "constraint",
    "add_fk": "foreign key",
    "add_index": "index",
}
"""Alembic's words for what it would have to add, and ours. What an operator has added is left alone."""
SWITCHED_OFF = sa.text("""
    SELECT conrelid::regclass::text, 'constraint ' || conname || ' was never validated'
    FROM pg_constraint WHERE NOT convalidated AND connamespace = current_schema()::regnamespace
    UNION
    SELECT tgrelid::regclass::text, 'foreign key ' || conname || ' is switched off'
    FROM pg_trigger JOIN pg_constraint ON pg_constraint.oid = tgconstraint
    WHERE tgenabled NOT IN ('O', 'A') AND connamespace = current_schema()::regnamespace
    UNION
    SELECT indrelid::regclass::text, 'index ' || indexrelid::regclass::text || ' is not valid'
    FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
    WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace
    ORDER BY 1, 2
""")


def checks_of_schema(dialect: str) -> Iterator[Check]:
    """Give the checks of the schema itself."""
    yield Check("schema", "the schema, compared with what the tables declare", _find_differences)
    if dialect == "postgresql":
        yield Check("schema", "constraints and indexes that are switched off", _find_switched_off)


def _find_differences(connection: sa.Connection, _: int) -> list[Finding]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sa.exc.SAWarning)  # what it cannot reflect, such as options of dialects
        changes = compare_metadata(context, metadata)
    found = [said for change in changes for said in _missing(change)]
    return [Finding("schema", said) for said in [*found, *_missing_conditions(connection)]]


def _missing(change: Any) -> Iterator[str]:
    """Give what a change of Alembic's says: a tuple that begins with a verb, or a list of changes of one column."""
    if isinstance(change, list):
        for verb, _, table, column, *_ in change:
            yield f"{table}: column {column} differs ({verb.removeprefix('modify_')})"
    elif change[0] == "add_column":
        yield f"{change[2]}: column {change[3].name} is missing"
    elif change[0] == "add_table":
        yield f"{change[1].name}: the table is missing"
    elif change[0] in MISSING:
        yield f"{change[1].table.name}: {MISSING[change[0]]} {change[1].name} is missing, or not as declared"


def _missing_conditions(connection: sa.Connection) -> Iterator[str]:
    """Check constraints, which Alembic leaves out."""
    inspector = sa.inspect(connection)
    live = set(inspector.get_table_names())
    for table in metadata.sorted_tables:
        if table.name not in live:
            continue
        there = {each["name"] for each in inspector.get_check_constraints(table.name)}
        declared = {str(each.name) for each in table.constraints if isinstance(each, sa.CheckConstraint)}
        yield from (f"{table.name}: check constraint {name} is missing" for name in sorted(declared - there))


def _find_switched_off(connection: sa.Connection, _: int) -> list[Finding]:
    found = connection.execute(SWITCHED_OFF)
    return [Finding("schema", f"{table}: {said}") for table, said in found if table in metadata.tables]
