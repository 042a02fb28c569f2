"""What checking a database costs: `python -m benchmarks.verify`.

Real calls record enrolments in sessions and correct one in ten, so that there are calls and changes to follow. Then
`rollbook verify` runs as an operator runs it, in a process of its own; its memory is the most that the operating system
gave it. The rate to recording says how long a check takes beside making what it checks.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer
from rich.console import Console
from rich.table import Table

from benchmarks import crowd
from benchmarks.servers import QUIET, Caller, databases, form_of
from rollbook.records.database.engine import Database
from rollbook.records.tables import enrollments
from tests.served import Served

BLOCKS, ONE_IN = 1_000, 10


def correction_package(numbers: Sequence[int]) -> str:
    """A package that corrects the grades of enrolments."""
    blocks = "".join(
        f"<Correction><AccountUserLearningModuleRelID>{number}</AccountUserLearningModuleRelID><Grade>93</Grade>"
        "<Reason>A 3 was read as a 2</Reason></Correction>"
        for number in numbers
    )
    return crowd.package("correctEnrollment", "LearningModuleEnrollment", blocks)


def record(served: Served, database: Database, rows: int) -> float:
    """Record enrolments and correct some of them; return the seconds that the calls took."""
    caller = Caller(served)
    success = b"<Result>Success<"
    took = sum(caller.call(form_of(crowd.session_package(BLOCKS, each)), success) for each in range(rows // BLOCKS))
    with database.reading() as connection:
        numbers = connection.execute(sa.select(enrollments.c.id).order_by(enrollments.c.id)).scalars().all()
    wrong = numbers[::ONE_IN]
    corrections = (correction_package(wrong[first : first + BLOCKS]) for first in range(0, len(wrong), BLOCKS))
    return took + sum(caller.call(form_of(each), success) for each in corrections)


def verify(url: str) -> tuple[float, float]:
    """Check the database in a process of its own; return the seconds and the most MB that it held."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "rollbook.server", "verify"]
    process = subprocess.Popen(command, env={**os.environ, "ROLLBOOK_DATABASE_URL": url}, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, "the database is not sound"
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def measure(url: str, directory: Path, rows: int) -> tuple[float, float, float]:
    """Return the seconds of recording and of checking, and the check's MB."""
    database = Database(url)
    crowd.fill(database)
    with Served(url, directory, environment=QUIET) as served:
        recorded = record(served, database, rows)
    database.close()
    return recorded, *verify(url)


def lines(directory: Path, sizes: list[int]) -> Iterator[tuple[str, ...]]:
    """Measure each size on both databases; give the rows of the table."""
    for rows in sizes:
        place = directory / str(rows)
        place.mkdir()
        with databases(place) as served:
            for database, (url, _) in served.items():
                recorded, checked, megabytes = measure(url, place, rows)
                yield (
                    database,
                    f"{rows:,}",
                    f"{recorded:.0f}",
                    f"{checked:.1f}",
                    f"{recorded / checked:.1f}",
                    f"{megabytes:.0f}",
                )


def main(
    rows: Annotated[
        list[int] | None, typer.Option(min=BLOCKS, help="Enrolments, in thousands; may be repeated.")
    ] = None,
) -> None:
    """Measure on both databases, and print what a check took."""
    table = Table("database", "enrolments", "recording s", "check s", "recording / check", "check MB")
    with tempfile.TemporaryDirectory() as directory:
        for line in lines(Path(directory), rows or [100_000, 1_000_000]):
            table.add_row(*line)
    Console(width=110).print(table)


if __name__ == "__main__":
    typer.run(main)
