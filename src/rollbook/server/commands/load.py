"""`rollbook load`: loads world files into the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from rollbook import worlds
from rollbook.records.database.progress import Progress as Report
from rollbook.server.commands.consoles import ERR, out
from rollbook.server.databases import new_file, open_database
from rollbook.server.settings import read_settings


def load(
    files: Annotated[list[Path], typer.Argument(metavar="WORLD.yaml", help="World files.")],
    *,
    reset_credits: Annotated[
        bool, typer.Option("--reset-credits", help="Set groups' credits as the files say, whatever is left.")
    ] = False,
) -> None:
    """Load world files, each a whole account.

    Either all are loaded or none, and loading a file twice changes nothing. Every mistake is reported with its file
    and line.

    Values in a file are recorded. Values that it leaves out stay as they are, and nothing is removed. Credits are
    set only for what is new: a group that has a variant already keeps its balance.

    Who loaded which file, and how many rows it changed, stays on record: see [bold]loads[/bold].
    """
    settings = read_settings()
    new = new_file(settings)
    with show_progress() as report:
        read = worlds.read_all(files, report)
        if new is not None:
            read.check()  # files that cannot be loaded must not leave a new database
        with open_database(settings, is_quick=True) as database:
            loaded = worlds.write_all(database, read, report, reset_credits=reset_credits)
    if new is not None:
        ERR.print(f"[dim]{escape(str(new))} is a new database.[/]", soft_wrap=True)
    for world in loaded:
        _show(world)


@contextmanager
def show_progress() -> Iterator[Report]:
    """Show a progress bar on a terminal, and remove it at the end."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as progress:
        task = progress.add_task("")
        yield lambda done, total, noun: progress.update(task, completed=done, total=total, description=noun)


def _show(world: worlds.Loaded) -> None:
    table = Table(box=SIMPLE_HEAD)
    table.add_column(escape(world.account))
    for title in ("in the file", "new or changed"):
        table.add_column(title, justify="right")
    for noun, count in world.counts.items():
        table.add_row(
            noun.replace("_", " "), f"{count.named:,}", f"{count.changed:,}" if count.changed else "[dim]–[/]"
        )
    console = out()
    console.print(table)
    if world.api_key is not None:
        console.print(f"The account's key, shown only now: [bold]{escape(world.api_key)}[/]", soft_wrap=True)
