"""A folder to watch: each file is imported once it is whole, and put beside what came of it."""

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import typer

from rollbook.sheets.orders import ALL_RIGHT, OPEN_QUESTION, Order

SECONDS = 1.0
DONE, REFUSED, QUESTION = "done", "refused", "question"
FOLDERS: Mapping[int, str] = {ALL_RIGHT: DONE, OPEN_QUESTION: QUESTION}
"""Where a file goes, by the exit status of its import; all others are refused."""


class Importer(Protocol):
    """What imports one sheet."""

    def do(self, order: Order, result: Path | None, kept: Path | None = None) -> int:
        """Import a sheet, write the result, keep the report, and return the exit status."""


def watch(folder: Path, order: Order, importer: Importer) -> None:
    """Import every file that is put into a folder, until the program is ended.

    A file that is still being written is left alone: it must be the same at two looks.
    """
    for name in (DONE, REFUSED, QUESTION):
        (folder / name).mkdir(exist_ok=True)
    before: dict[Path, tuple[int, int]] = {}
    while True:
        now = {path: _state(path) for path in sorted(folder.iterdir()) if path.is_file() and path.name[0] != "."}
        for path, state in now.items():
            if before.get(path) == state:
                take(folder, path, order, importer)
        before = now
        time.sleep(SECONDS)


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def take(folder: Path, path: Path, order: Order, importer: Importer) -> None:
    """Import one file, and put it with its result where it belongs; a name that is taken gets the time."""
    result, report = folder / f".{path.name}.result.xlsx", folder / f".{path.name}.report.json"
    status = importer.do(replace(order, file=path, name=path.name), result, report)
    into = folder / FOLDERS.get(status, REFUSED)
    name = path.name if not (into / path.name).exists() else f"{time.time_ns()}-{path.name}"
    path.rename(into / name)
    report.rename(into / f"{name}.report.json")
    if result.exists():
        result.rename(into / f"{name}.result.xlsx")
    typer.echo(f"{path.name}: {into.name}", err=True)
