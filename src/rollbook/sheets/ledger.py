"""The ledger of an import: the outcome of every row, on disk, and what is counted of them in memory."""

import tempfile
import weakref
from collections.abc import Iterator
from typing import Any

import msgspec

from rollbook.sheets.header import RECORDED
from rollbook.sheets.rows import PROBLEM, REFUSED, SKIPPED

IN_MEMORY = 2**20
MOST_UNKNOWN = 1_000
OUTCOMES = (RECORDED, REFUSED, PROBLEM, SKIPPED)
Outcome = dict[str, Any]
"""What became of a row, as --json prints it."""


class Ledger:
    """Takes the outcomes in the order of the rows."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # it lives as long as the ledger
        weakref.finalize(self, self._file.close)
        self.counts = dict.fromkeys(OUTCOMES, 0)
        self.by_code: dict[str, dict[str, Any]] = {}
        self.unknown: dict[tuple[str, str], list[int]] = {}

    def add(self, outcome: Outcome) -> None:
        """Add the outcome of the next row."""
        self.counts[outcome["outcome"]] += 1
        code = outcome["code"] or (outcome["outcome"] if outcome["outcome"] == PROBLEM else None)
        if code is not None:
            seen = self.by_code.setdefault(code, {"count": 0, "example": None})
            seen["count"] += 1
            if seen["example"] is None:
                seen["example"] = {"row": outcome["row"], "message": outcome["message"]}
        if outcome["outcome"] == REFUSED and outcome["tag"] and outcome["value"] and len(self.unknown) < MOST_UNKNOWN:
            self.unknown.setdefault((outcome["tag"], outcome["value"]), []).append(outcome["row"])
        self._file.seek(0, 2)
        self._file.write(msgspec.json.encode(outcome) + b"\n")

    @property
    def bad(self) -> int:
        """How many rows could not be recorded."""
        return self.counts[REFUSED] + self.counts[PROBLEM]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(self.counts.values())

    def lines(self) -> Iterator[bytes]:
        """Yield the outcomes as JSON, one after another."""
        self._file.seek(0)
        for line in self._file:
            yield line.rstrip(b"\n")

    def outcomes(self) -> Iterator[Outcome]:
        """Yield the outcomes."""
        for line in self.lines():
            yield msgspec.json.decode(line)

    def without(self, message: str) -> "Ledger":
        """Return a ledger in which no row is recorded, for the reason given."""
        other = Ledger()
        for outcome in self.outcomes():
            is_good = outcome["outcome"] == RECORDED
            other.add({**outcome, "outcome": SKIPPED, "message": message} if is_good else outcome)
        return other
