"""Plots of what was measured, as SVG."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.calls import Measured
from benchmarks.growth import History

mpl.rcParams["svg.hashsalt"] = "rollbook"  # the same figures make the same file
LOOKS = {"SQLite": "C0", "PostgreSQL": "C1"}
WITHOUT_DATE = {"Date": None}


def plot_ratios(measured: Sequence[Measured], file: Path) -> None:
    """Draw the ratio to the floor by the number of blocks, with the least and the greatest of the runs."""
    methods = list(dict.fromkeys(each.method for each in measured))
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    for method, axes in zip(methods, figure.subplots(1, len(methods), sharey=True), strict=True):
        for database, colour in LOOKS.items():
            lines = [each for each in measured if (each.database, each.method, each.callers) == (database, method, 1)]
            blocks = [each.blocks for each in lines]
            middle = [each.median(lambda run: run.ratio) for each in lines]
            axes.plot(blocks, middle, marker="o", color=colour, label=database)
            least = [min(run.ratio for run in each.runs) for each in lines]
            most = [max(run.ratio for run in each.runs) for each in lines]
            axes.fill_between(blocks, least, most, color=colour, alpha=0.15)
        axes.set(xscale="log", xlabel="blocks of a call", title=method, ylim=(0, None))
        axes.grid(alpha=0.3)
        axes.legend()
    figure.supylabel("floor / call", fontsize="medium")
    figure.savefig(file, metadata=WITHOUT_DATE)


def plot_growth(measured: Mapping[str, Sequence[History]], file: Path) -> None:
    """Draw what each kind of call takes by the number of enrolments on record, as a ratio to the smallest history."""
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    for (database, histories), axes in zip(
        measured.items(), figure.subplots(1, len(measured), sharey=True), strict=True
    ):
        for call in histories[0].took:
            first = histories[0].median(call)
            axes.plot(
                [each.number for each in histories],
                [each.median(call) / first for each in histories],
                marker="o",
                label=call,
            )
        axes.axhline(1.3, color="grey", linestyle=":", label="aim: at most 1.3")
        axes.set(xscale="log", xlabel="enrolments on record", title=database, ylim=(0, None))
        axes.grid(alpha=0.3)
        axes.legend(fontsize="x-small", loc="lower left")
    figure.supylabel("time / time with the smallest history", fontsize="medium")
    figure.savefig(file, metadata=WITHOUT_DATE)
