"""Reads a file in a child process with limits of memory and time: what a file does to its reader, it does there."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from rollbook.sheets.files.cells import Book, Hints, Line, Sheet
from rollbook.sheets.files.limits import CHILD_BYTES, CHILD_CPU_SECONDS, CHILD_SECONDS, MIB
from rollbook.sheets.files.spool import read_lines

KILLED = (
    f"The file could not be read with {CHILD_BYTES // MIB} MiB of memory in {CHILD_CPU_SECONDS} seconds: "
    "save the sheet alone, as XLSX or CSV, or divide it."
)


class ReadFile:
    """A file that was read: what was found out, and its lines, which may be read any number of times."""

    def __init__(self, book: Book, spool: Path) -> None:
        self.book = book
        self._spool = spool

    def lines(self, sheet: Sheet) -> Iterator[Line]:
        """Yield the lines of a sheet."""
        with self._spool.open("rb") as file:
            yield from read_lines(file, sheet)


@contextmanager
def in_file(content: bytes) -> Iterator[Path]:
    """Put what was sent into a file that is gone when the block ends."""
    with tempfile.NamedTemporaryFile(prefix="rollbook-sheet-") as file:
        file.write(content)
        file.flush()
        yield Path(file.name)


@contextmanager
def reading(file: Path, hints: Hints) -> Iterator[ReadFile]:
    """Read a file; its lines are kept in a temporary file until the block ends."""
    handle, name = tempfile.mkstemp(prefix="rollbook-sheet-")
    os.close(handle)
    spool = Path(name)
    try:
        yield ReadFile(_read(file, spool, hints), spool)
    finally:
        spool.unlink(missing_ok=True)


def _read(file: Path, spool: Path, hints: Hints) -> Book:
    command = [sys.executable, "-m", "rollbook.sheets.files.child", str(file), str(spool)]
    try:
        done = subprocess.run(  # noqa: S603  # the program is this one
            command, input=msgspec.json.encode(hints), capture_output=True, timeout=CHILD_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Book(problem=KILLED)
    if done.returncode == 0:
        return msgspec.json.decode(done.stdout, type=Book)
    if done.returncode < 0 or b"MemoryError" in done.stderr or done.returncode == -signal.SIGXCPU:
        return Book(problem=KILLED)
    return Book(problem="The file is damaged: open it in a spreadsheet program, and save it again.")
