"""Findings: what is wrong in a database, how often, and where first; and the checks that find it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: of which kind, what, of how many rows, and the first of these by their columns."""

    kind: str
    wrong: str
    count: int = 1
    rows: Sequence[Mapping[str, object]] = ()


Find = Callable[[sa.Connection, int], list[Finding]]
"""Looks for what is wrong; the number says how many rows of a finding are wanted at most."""


@dataclass(frozen=True, slots=True)
class Check:
    """What is looked at, in the words of a finding, and how."""

    kind: str
    wrong: str
    find: Find


def check_of_rows(kind: str, wrong: str, statement: sa.Select[Any]) -> Check:
    """Return the check whose statement gives the rows that are wrong; the database counts them in the same breath."""
    rows = statement.subquery("wrong")
    counted = sa.select(*rows.c, sa.func.count().over().label("of_all"))

    def find(connection: sa.Connection, limit: int) -> list[Finding]:
        found = connection.execute(counted.limit(limit)).mappings().all()
        if not found:
            return []
        return [Finding(kind, wrong, found[0]["of_all"], [_plain(row) for row in found])]

    return Check(kind, wrong, find)


def _plain(row: sa.RowMapping) -> dict[str, object]:
    """Return the columns of a row as what JSON can hold."""
    return {name: _plain_value(value) for name, value in row.items() if name != "of_all"}


def _plain_value(value: object) -> object:
    match value:
        case bytes():
            return value.hex()
        case date():
            return value.isoformat()
        case _:
            return value
