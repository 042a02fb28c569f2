"""What to run for how many enrolments a year, computed from what `make bench` measured: `python -m benchmarks.scale`.

Writes the table in docs/operate/scale.md anew.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.tables import Lines, write_markdown

FIGURES = Path(__file__).with_name("results") / "figures.json"
PAGE = Path(__file__).parents[1] / "docs" / "operate" / "scale.md"
BEGIN, END = "<!-- computed: begin -->\n", "<!-- computed: end -->\n"
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
            "of what one server records by batches of 1,000": lambda of, asked=asked: f"{asked / of['batches']:.2%}",
            "of what one server records one by one": lambda of, asked=asked: f"{asked / of['one_by_one']:.2%}",
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


def with_table(page: str, figures: Figures) -> str:
    """Return the page with the table computed anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{write_markdown(lines_of(figures))}\n{END}{after}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(with_table(PAGE.read_text(), json.loads(FIGURES.read_text())))


if __name__ == "__main__":
    main()
