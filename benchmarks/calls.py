"""How long calls take through real HTTP, beside the floor: `python -m benchmarks.calls`.

Both seed methods, one and four callers, four sizes. Each line is the median of five runs; in each run, calls of one
caller and the floor's loops take turns, so that what else the machine does meets both.
"""

import statistics
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track

from benchmarks import crowd
from benchmarks.floor import Floor, bare_rows
from benchmarks.servers import QUIET, Caller, call_at_once, count_statements, databases, form_of, peak_megabytes
from benchmarks.tables import Lines, show_table
from rollbook.records.database.engine import Database
from tests.served import Served

CALLS = {1: 40, 10: 20, 100: 10, 1_000: 4}
"""Calls of a run, by the number of their blocks."""
RUNS = 5
CALLERS = (1, 4)
PACKAGES: dict[str, Callable[[int, int], str]] = {
    "enrollSessionHistory": crowd.session_package,
    "enrollSubscriptionVariants": crowd.variant_package,
}
RECORDED = b"<Result>Success</Result>"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: what each call took, blocks a second of all callers, and the floor's medians; in seconds."""

    calls: list[float]
    blocks_a_second: float
    floor: float
    one_by_one: float

    @property
    def ratio(self) -> float:
        """The floor to the call: 1 is as fast as the raw driver."""
        return self.floor / statistics.median(self.calls)


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table: what five runs of one kind of call came to."""

    database: str
    method: str
    blocks: int
    callers: int
    runs: list[Run]
    statements: int
    megabytes: float

    def median(self, of: Callable[[Run], float]) -> float:
        """The median over the runs."""
        return statistics.median(map(of, self.runs))

    def percentile(self, hundredth: int) -> float:
        """A percentile over the calls of all runs, in seconds."""
        calls = sorted(took for run in self.runs for took in run.calls)
        return statistics.quantiles(calls, n=100, method="inclusive")[hundredth - 1]

    @property
    def spread(self) -> str:
        """The least and the greatest ratio of a run."""
        ratios = [run.ratio for run in self.runs]
        return f"{min(ratios):.2f} – {max(ratios):.2f}"


def measure(name: str, url: str, floor: Floor, directory: Path) -> Iterator[Measured]:
    """Measure all on one served database."""
    database = Database(url)
    crowd.fill(database)
    if database.dialect == "postgresql":
        with database.reading() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")  # as its autovacuum does in time
    numbers = iter(range(crowd.SESSIONS))
    with Served(url, directory, environment=QUIET) as served:
        callers = [Caller(served) for _ in range(max(CALLERS))]
        for method, package in PACKAGES.items():
            for blocks in CALLS:
                for count in CALLERS:
                    bodies = (form_of(package(blocks, number)) for number in numbers)
                    for caller in callers[:count]:
                        caller.call(next(bodies), RECORDED)
                    rounds = track(range(RUNS), f"{name} {method} {blocks} × {count}", transient=True)
                    runs = [run(callers[:count], floor, blocks, bodies) for _ in rounds]
                    statements = count_statements(database, package(blocks, next(numbers)))
                    yield Measured(name, method, blocks, count, runs, statements, peak_megabytes(served))
    database.close()


_floor_calls = iter(range(10**9))


def run(callers: list[Caller], floor: Floor, blocks: int, bodies: Iterator[bytes]) -> Run:
    """Make one run. Several callers call at once; one takes turns with the floor."""
    calls, together, one_by_one, all_took = [], [], [], 0.0
    for _ in range(CALLS[blocks]):
        took, seconds = call_at_once(callers, [next(bodies) for _ in callers], RECORDED)
        calls += took
        all_took += seconds
        together.append(floor.together(bare_rows(blocks, next(_floor_calls))))
        one_by_one.append(floor.one_by_one(bare_rows(blocks, next(_floor_calls))))
    return Run(calls, len(calls) * blocks / all_took, statistics.median(together), statistics.median(one_by_one))


def lines_of(measured: list[Measured]) -> Lines:
    """Set what was measured as lines of a table, with its head."""
    head = "database|method|blocks|callers|p50 ms|p99 ms|blocks/s|floor ms|ratio|spread|one by one ms|statements|MB"
    rows = [
        (
            each.database,
            each.method,
            f"{each.blocks:,}",
            str(each.callers),
            f"{each.percentile(50) * 1e3:.1f}",
            f"{each.percentile(99) * 1e3:.1f}",
            f"{each.median(lambda run: run.blocks_a_second):,.0f}",
            f"{each.median(lambda run: run.floor) * 1e3:.1f}",
            f"{each.median(lambda run: run.ratio):.2f}" if each.callers == 1 else "",
            each.spread if each.callers == 1 else "",
            f"{each.median(lambda run: run.one_by_one) * 1e3:.1f}",
            str(each.statements),
            f"{each.megabytes:.0f}",
        )
        for each in measured
    ]
    return [head.split("|"), *rows]


def measure_all() -> list[Measured]:
    """Measure on both databases."""
    with tempfile.TemporaryDirectory() as temporary, databases(Path(temporary)) as served:
        return [line for name, (url, floor) in served.items() for line in measure(name, url, floor, Path(temporary))]


if __name__ == "__main__":
    Console(width=180).print(show_table(lines_of(measure_all())))
