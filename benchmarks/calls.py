"""How long calls take through real HTTP, beside the floor, in one run: `python -m benchmarks.calls`.

Prints for each database, method and number of blocks the median milliseconds, the floor's, the ratio of the two (1 is
as fast as the raw driver), blocks a second, statements a call, and the server's memory.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
import sqlalchemy as sa
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks import crowd
from benchmarks.floor import Bare, bare_postgresql, bare_sqlite
from rollbook.gate.call import Limits, Request
from rollbook.gate.gate import Gate
from rollbook.records.engine import Database
from tests.postgres import PostgreSQL
from tests.served import Served

SIZES = (1, 10, 100, 1_000)
ROUNDS = 15
PACKAGES: dict[str, Callable[[int, int], str]] = {
    "enrollSessionHistory": crowd.session_package,
    "enrollSubscriptionVariants": crowd.variant_package,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table; times in seconds."""

    database: str
    method: str
    blocks: int
    call: float
    slowest: float
    floor: float
    statements: int
    megabytes: float


@contextmanager
def databases(directory: Path) -> Iterator[dict[str, tuple[str, Bare]]]:
    """Give a database to serve and the bare loop beside it, for SQLite and for a PostgreSQL with fsync on."""
    postgresql = PostgreSQL.create()
    postgresql.start()
    try:
        yield {
            "SQLite": (f"sqlite:///{directory}/rollbook.db", bare_sqlite(f"{directory}/floor.db")),
            "PostgreSQL": (postgresql.url(), bare_postgresql(postgresql.url())),
        }
    finally:
        postgresql.stop()
        postgresql.remove()


def measure(name: str, url: str, bare: Bare, directory: Path) -> Iterator[Measured]:
    """Measure both methods at all sizes on one served database, calls and floor in turn."""
    database = Database(url)
    crowd.fill(database)
    numbers = iter(range(crowd.SESSIONS))
    with Served(url, directory, environment={"ROLLBOOK_LOG_LEVEL": "warning"}) as served:
        for method, package in PACKAGES.items():
            for blocks in SIZES:
                served.call(package(blocks, next(numbers)))
                calls, floors = [], []
                for _ in track(range(ROUNDS), f"{name} {method} {blocks}", transient=True):
                    session = next(numbers)
                    sent = package(blocks, session)
                    started = time.perf_counter()
                    answer = served.call(sent)
                    calls.append(time.perf_counter() - started)
                    assert len(answer.recorded) == blocks, answer.text
                    floors.append(bare(sent, session))
                statements = count_statements(database, package(blocks, next(numbers)))
                yield Measured(
                    name,
                    method,
                    blocks,
                    statistics.median(calls),
                    max(calls),
                    statistics.median(floors),
                    statements,
                    peak_megabytes(served),
                )
    database.close()


def count_statements(database: Database, package: str) -> int:
    """Count what one call sends to the database, in this process."""
    counted: list[str] = []

    def count(*arguments: object) -> None:
        counted.append(str(arguments[2]))

    sa.event.listen(database.engine, "before_cursor_execute", count)
    headers = {"content-type": "text/xml"}
    request = Request("POST", True, headers, package.encode(), "", "count", datetime.now(UTC))  # noqa: FBT003  # is_secure
    Gate(database, Limits()).answer(request)
    sa.event.remove(database.engine, "before_cursor_execute", count)
    return len(counted)


def peak_megabytes(served: Served) -> float:
    """The most memory that any process of the server has held so far, as the operating system tells it."""
    server = psutil.Process(served.process.pid)
    peaks = (
        int(line.split()[1])
        for process in (server, *server.children(recursive=True))
        for line in Path(f"/proc/{process.pid}/status").read_text().splitlines()
        if line.startswith("VmHWM")
    )
    return max(peaks) / 1024


def show(lines: list[Measured]) -> Table:
    """Set the lines as a table."""
    table = Table(
        "database", "method", "blocks", "ms", "slowest ms", "floor ms", "ratio", "blocks/s", "statements", "MB"
    )
    for line in lines:
        table.add_row(
            line.database,
            line.method,
            f"{line.blocks:,}",
            f"{line.call * 1e3:.1f}",
            f"{line.slowest * 1e3:.1f}",
            f"{line.floor * 1e3:.1f}",
            f"{line.floor / line.call:.2f}",
            f"{line.blocks / line.call:,.0f}",
            str(line.statements),
            f"{line.megabytes:.0f}",
        )
    return table


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as temporary, databases(Path(temporary)) as served:
        lines = [line for name, (url, bare) in served.items() for line in measure(name, url, bare, Path(temporary))]
    Console(width=130).print(show(lines))


if __name__ == "__main__":
    main()
