"""The outcome of a run: a line for each target, and how to replay what was found."""

import re
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from fuzz.figures import Figures, read_figures

PROGRESS = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)")


class Outcome(NamedTuple):
    """The outcome of fuzzing one target: branches reached, features (branches and how often), inputs worth keeping."""

    target: str
    figures: Figures
    branches: int
    features: int
    inputs: int
    found: list[Path]
    is_broken: bool
    log: Path


def sum_up(target: str, work: Path, status: int) -> Outcome:
    """Read the files of a run."""
    log = work / "log"
    progress = PROGRESS.findall(log.read_text(errors="replace"))
    branches, features, inputs = map(int, progress[-1]) if progress else (0, 0, 0)
    found = [*(work / "found").iterdir()]
    return Outcome(target, read_figures(work), branches, features, inputs, sorted(found), status != 0, log)


def show(outcomes: list[Outcome], console: Console) -> None:
    """Print the table, and for each input that broke something how to replay it."""
    table = Table(
        "target", "executions", "a second", "branches", "features", "inputs", "slowest", "most memory", "peak"
    )
    table.add_column("found", style="bold red")
    for each in outcomes:
        figures = each.figures
        table.add_row(
            each.target,
            f"{figures.executions:,}",
            f"{figures.executions / figures.seconds:,.0f}" if figures.seconds else "-",
            f"{each.branches:,}",
            f"{each.features:,}",
            f"{each.inputs:,}",
            f"{figures.slowest_seconds * 1e3:,.0f} ms",
            f"{figures.most_memory / 2**20:,.1f} MiB",
            f"{figures.peak_memory / 2**20:,.0f} MiB",
            str(len(each.found)),
        )
    console.print(table)
    for each in outcomes:
        if each.is_broken:
            console.print(f"{each.target} ended early: {each.log} says why.", soft_wrap=True)
        for path in each.found:
            console.print(f"Replay: python -m fuzz --target {each.target} --replay {path}", soft_wrap=True)
