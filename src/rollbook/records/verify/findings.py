"""Findings: what is wrong in a database, how often, and where first; and the checks that find it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

AT_ONCE = 1_000
"""How many rows are read at once; the database keeps the others."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: of which kind, what, of how many rows, and the first of these by their columns."""

    kind: str
    wrong: str
    count: int = 1
    rows: Sequence[Mapping[str, object]] = ()


@dataclass(slots=True)
class Tally:
    """Counts what is wrong by its sentence, and keeps the first rows of each."""

    kind: str
    limit: int
    counts: dict[str, int] = field(default_factory=dict)
    rows: dict[str, list[Mapping[str, object]]] = field(default_factory=dict)

    def add(self, wrong: str, row: Mapping[str, object]) -> None:
        """Count a row of which something is wrong."""
        self.counts[wrong] = self.counts.get(wrong, 0) + 1
        first = self.rows.setdefault(wrong, [])
        if len(first) < self.limit:
            first.append(row)

    def findings(self) -> list[Finding]:
        """Return what was counted."""
        return [Finding(self.kind, wrong, count, self.rows[wrong]) for wrong, count in self.counts.items()]


Find = Callable[[sa.Connection, int], list[Finding]]
"""Looks for what is wrong; the number says how many rows of a finding are wanted at most."""


@dataclass(frozen=True, slots=True)
class Check:
    """What is looked at, in the words of a finding, and how."""

    kind: str
    wrong: str
    find: Find


@contextmanager
def in_portions(connection: sa.Connection, statement: sa.Select[Any]) -> Iterator[sa.Result[Any]]:
    """Yield the rows of a statement, of which memory holds AT_ONCE at a time."""
    options = {"stream_results": True, "yield_per": AT_ONCE}
    with connection.execute(statement, execution_options=options) as found:
        yield found


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
