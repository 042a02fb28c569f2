"""The long form of the fault suite, `make faults`: every fault many times, a table, and the page about reliability."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from benchmarks.tables import show_table
from tests.faults.faults import FAULTS
from tests.faults.page import HELD, NAMES, PAGE, Case, measured, write_page
from tests.faults.round import Round, run_rounds
from tests.faults.scene import NotHereError
from tests.postgres import own_postgresql

ROUNDS = 10
WIDTH = 140


def run(cases: Sequence[Case], rounds: int, console: Console) -> tuple[dict[Case, list[Round]], dict[Case, str]]:
    """Run the cases, each with a PostgreSQL of its own, and tell of each.

    Return the rounds, and what was wrong with the cases that did not hold.
    """
    done: dict[Case, list[Round]] = {}
    wrong: dict[Case, str] = {}
    with Progress(console=console) as progress:
        task = progress.add_task("", total=len(cases) * rounds)
        for number, case in enumerate(cases, 1):
            progress.update(task, description=" on ".join(map(str, case)))
            done[case] = []
            try:
                with tempfile.TemporaryDirectory() as directory, own_postgresql() as postgresql:
                    for each in run_rounds(*case, rounds, Path(directory), postgresql):
                        done[case].append(each)
                        progress.advance(task)
            except NotHereError as reason:
                wrong[case] = f"not tried: {reason}"
            except Exception as error:  # noqa: BLE001  # the other faults are still to come
                wrong[case] = f"FAILED: {type(error).__name__} {error}"
            progress.update(task, completed=number * rounds)
            progress.console.print(f"{case[0]} on {NAMES[case[1]]}: {wrong.get(case, HELD)}", highlight=False)
    return done, wrong


def main(
    rounds: Annotated[int, typer.Option(min=1, help="How many times each fault happens.")] = ROUNDS,
    only: Annotated[str, typer.Option(help="Only faults whose name has this in it; the page is not written.")] = "",
) -> None:
    """Let everything break under a server, again and again, on SQLite and on PostgreSQL.

    Prints what came of it, and writes it into docs/operate/reliability.md if all faults were run and all held. Ends
    with status 1 if anything acknowledged was lost, anything was half there, or the server did not recover.
    """
    cases = [(fault, backend) for fault in FAULTS if only in fault.name for backend in fault.backends]
    if not cases:
        raise typer.BadParameter(f"no fault has {only!r} in its name: {', '.join(map(str, FAULTS))}")
    console = Console(width=WIDTH)
    done, wrong = run(cases, rounds, console)
    lines = measured(done, wrong)
    console.print(show_table(lines))
    if not only and not wrong:
        write_page(lines)
        console.print(f"Written: {PAGE}")
    raise typer.Exit(1 if any("FAILED" in outcome for outcome in wrong.values()) else 0)


if __name__ == "__main__":
    typer.run(main)
