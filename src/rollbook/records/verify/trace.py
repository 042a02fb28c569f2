"""The trace of one row: what its changes, one after the other, say about what it must be now."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rollbook.records.tables.columns import json_text

Values = Mapping[str, Any]
NO_ROW = ""
"""What a field was before its row was inserted. No value has this text."""


@dataclass(slots=True)
class FieldTrace:
    """The changes of one field, as the texts of its values: how much more often each was reached than left.

    In sound changes the one with 1 is the value now and the one with -1 is the first; there are none where the value
    came back to the first. So the order does not matter: two servers' clocks may differ when both change a row.
    """

    reached: Counter[str] = field(default_factory=Counter)
    last: str = NO_ROW

    def change(self, before: str, after: str) -> None:
        """Follow a change. What was reached as often as it was left is forgotten, so that a trace stays small."""
        self.last = after
        for value, one in ((before, -1), (after, 1)):
            self.reached[value] += one
            if not self.reached[value]:
                del self.reached[value]

    def ends_with(self, value: str) -> bool:
        """Whether the value may be the one that the changes end with."""
        return self.reached[value] == 1 if self.reached else value == self.last

    @property
    def is_broken(self) -> bool:
        """Whether some change did not begin with what another one left."""
        return sum(map(abs, self.reached.values())) > 2


@dataclass(slots=True)
class Trace:
    """The changes of one row since the last load that may have written it. `there` is None while nothing is known.

    `through` are all its changes, as if no load had been among them: a server whose clock was behind made changes after
    a load that seem to be before it.
    """

    fields: dict[str, FieldTrace] = field(default_factory=dict)
    through: dict[str, FieldTrace] = field(default_factory=dict)
    there: bool | None = None

    def change(self, before: Values | None, after: Values | None) -> None:
        """Follow a change of the row; a side is None where there was no row."""
        if before is None or after is None:
            self.fields.clear()
            self.through.clear()
        self.there = after is not None
        for name, value in (after or {}).items():
            was = NO_ROW if before is None else json_text(before.get(name))
            for traces in (self.fields, self.through):
                traces.setdefault(name, FieldTrace()).change(was, json_text(value))

    def load(self) -> None:
        """Follow a load: it may have changed each field, and may have made the row again; it removes none."""
        self.fields.clear()
        self.there = self.there or None

    def differing(self, row: Values) -> list[str]:
        """Return the fields that do not have the value that the changes end with."""
        return [name for name in self.fields if name in row and not self._ends_with(name, json_text(row[name]))]

    def _ends_with(self, name: str, value: str) -> bool:
        return self.fields[name].ends_with(value) or self.through[name].ends_with(value)

    def broken(self) -> list[str]:
        """Return the fields of which a change is missing, or is not as it was written."""
        return [name for name, each in self.fields.items() if each.is_broken and self.through[name].is_broken]
