"""What so many enrolments a year ask for, computed from what was measured."""

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.tables import Lines

YEARLY = (1_000, 1_000_000, 1_000_000_000)
DAYS, HOUR = 250, 3_600
"""All of a year's enrolments come on its working days, those of a day in one hour: nobody's year is worse."""

Figures = Mapping[str, Any]


def lines_of(figures: Figures) -> Lines:
    """Compute the table: what so many enrolments a year ask of each database."""
    return [("enrolments a year", "asked for", *figures), *_rows(figures)]


def _rows(figures: Figures) -> Iterator[tuple[str, ...]]:
    for yearly in YEARLY:
        asked = yearly / DAYS / HOUR
        of_each = {
            "a second, in the hour in which all come": lambda _, asked=asked: _number(asked),
            "of what one server records by batches of 1,000": lambda of, asked=asked: _share(asked / of["batches"]),
            "of what one server records one by one": lambda of, asked=asked: _share(asked / of["one_by_one"]),
            "a year's history imported, by batches of 1,000": lambda of, yearly=yearly: _time(yearly / of["batches"]),
            "disk for a year's enrolments": lambda of, yearly=yearly: _bytes(yearly * of["bytes_an_enrolment"]),
            "disk for the packages of 90 days": lambda of, yearly=yearly: _bytes(
                yearly * 90 / 365 * of["bytes_of_a_block_in_calls"]
            ),
        }
        for what, compute in of_each.items():
            yield f"{yearly:,}", what, *(compute(of) for of in figures.values())


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _share(value: float) -> str:
    if value < 0.0001:
        return "less than 0.01 %"
    return f"{100 * value:,.0f} %" if value >= 0.1 else f"{100 * value:.2f} %"


def _time(seconds: float) -> str:
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{seconds:.1f} seconds"


def _bytes(count: float) -> str:
    for unit, size in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if count >= size:
            return f"{count / size:,.1f} {unit}"
    return f"{count / 1e3:,.0f} kB"
