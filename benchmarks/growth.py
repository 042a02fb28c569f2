"""How calls and reports grow with the history: `python -m benchmarks.growth [NUMBER …]`.

The same calls against histories of 10 thousand, 1 million and 10 million enrolments, each in a database and behind a
server of its own. All are called in turn, so that what else the machine does meets all alike.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from rich.console import Console
from rich.progress import track

from benchmarks import crowd, history
from benchmarks.report import PAGE_SIZE, report_package
from benchmarks.servers import QUIET, Caller, form_of
from benchmarks.tables import Lines, show_table
from rollbook.records.database.engine import Database
from rollbook.records.tables import calls
from tests.postgres import PostgreSQL
from tests.served import Served

NUMBERS = (10_000, 1_000_000, 10_000_000)
ROUNDS = 15
PAGES = (1, 10_000)
CALLS = {
    "enrollSessionHistory, 1 block": (crowd.session_package, 1),
    "enrollSessionHistory, 1,000 blocks": (crowd.session_package, 1_000),
    "enrollSubscriptionVariants, 1,000 blocks": (crowd.variant_package, 1_000),
}


@dataclass(slots=True)
class History:
    """A served database with so many enrolments: the seconds of loading, its bytes, and of each kind of call."""

    number: int
    caller: Caller
    loading: float
    size: int
    took: dict[str, list[float]] = field(default_factory=dict)
    kept_of_a_block: float = 0

    def call(self, name: str, package: str, holding: bytes) -> None:
        """Make a call of the kind, and keep what it took."""
        self.took.setdefault(name, []).append(self.caller.call(form_of(package), holding))

    def median(self, name: str) -> float:
        """The median of a kind of call, without the first, which warmed up."""
        return statistics.median(self.took[name][1:])


def measure(urls: Sequence[str], numbers: Sequence[int], directory: Path, name: str) -> list[History]:
    """Load a history into each of the databases, serve them all, and call them in turn."""
    with ExitStack() as stack:
        histories = []
        for url, number in zip(urls, numbers, strict=True):
            with Console().status(f"{name}: loading {number:,} enrolments"), closing(Database(url)) as database:
                started = time.monotonic()
                history.fill(database, number)
                loading, size = time.monotonic() - started, size_of(database)
            served = stack.enter_context(Served(url, directory, environment=QUIET))
            histories.append(History(number, Caller(served), loading, size))
        session = iter(range(crowd.SESSIONS))
        for call, (package, blocks) in CALLS.items():
            for _ in track(range(ROUNDS + 1), f"{name}: {call}", transient=True):
                sent = package(blocks, next(session))
                for each in histories:
                    each.call(call, sent, b"<Result>Success</Result>")
        for page in PAGES:
            for _ in track(range(ROUNDS + 1), f"{name}: page {page:,}", transient=True):
                for each in histories:
                    if each.number >= page * PAGE_SIZE:
                        each.call(f"report, page {page:,}", report_package(page), b"<LearnerReport")
        for each, url in zip(histories, urls, strict=True):
            with closing(Database(url)) as database:
                each.kept_of_a_block = kept_of_a_block(database)
        return histories


def size_of(database: Database) -> int:
    """Return the bytes of the database on disk, its indexes and all."""
    question = "SELECT pg_database_size(current_database())"
    if database.dialect == "sqlite":
        question = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    with database.reading() as connection:
        return int(connection.execute(sa.text(question)).scalar_one())


def kept_of_a_block(database: Database) -> float:
    """Return the bytes that call records keep of a block, in package and answer, of calls with 1,000."""
    kept = sa.func.sum(sa.func.length(calls.c.package) + sa.func.length(calls.c.answer))
    asked = sa.select(kept, sa.func.sum(calls.c.recorded)).where(calls.c.recorded == 1_000)
    with database.reading() as connection:
        size, blocks = connection.execute(asked).one()
    return float(size) / float(blocks)


def bytes_of_an_enrolment(histories: Sequence[History]) -> float:
    """Return what an enrolment takes on disk, indexes and all: what the largest history has more than the least."""
    least, most = histories[0], histories[-1]
    return (most.size - least.size) / (most.number - least.number)


def lines_of(measured: dict[str, list[History]]) -> Lines:
    """Set what was measured as lines of a table, with its head."""
    numbers = [each.number for each in next(iter(measured.values()))]
    return [("database", "what", *(f"at {number:,}" for number in numbers), "growth"), *_rows(measured)]


def _rows(measured: dict[str, list[History]]) -> Iterator[tuple[str, ...]]:
    for name, histories in measured.items():
        for call in histories[-1].took:
            medians = [each.median(call) if call in each.took else None for each in histories]
            known = [each for each in medians if each is not None]
            shown = ("" if each is None else f"{each * 1e3:.1f}" for each in medians)
            yield name, f"{call}, ms", *shown, f"{known[-1] / known[0]:.2f}" if len(known) > 1 else ""
        yield name, "loading, s", *(f"{each.loading:.0f}" for each in histories), ""
        yield name, "on disk, MB", *(f"{each.size / 1e6:,.0f}" for each in histories), ""
        blanks = [""] * (len(histories) - 1)
        if len(histories) > 1:
            yield name, "bytes an enrolment, with its indexes", *blanks, f"{bytes_of_an_enrolment(histories):.0f}", ""
        yield name, "bytes of a block in the call record", *blanks, f"{histories[-1].kept_of_a_block:.0f}", ""


def measure_all(numbers: Sequence[int] = NUMBERS) -> dict[str, list[History]]:
    """Measure on both databases, one after the other."""
    with tempfile.TemporaryDirectory() as temporary:
        files = [f"sqlite:///{temporary}/{number}.db" for number in numbers]
        measured = {"SQLite": measure(files, numbers, Path(temporary), "SQLite")}
    postgresql = PostgreSQL.create(max_wal_size="4GB")
    postgresql.start()
    try:
        with tempfile.TemporaryDirectory() as temporary, closing(Database(postgresql.url())) as database:
            with database.reading() as connection:
                for number in numbers:
                    connection.exec_driver_sql(f"CREATE DATABASE history_{number}")
            urls = [postgresql.url(f"history_{number}") for number in numbers]
            measured["PostgreSQL"] = measure(urls, numbers, Path(temporary), "PostgreSQL")
    finally:
        postgresql.stop()
        postgresql.remove()
    return measured


def main() -> None:
    """Measure and print."""
    numbers = [int(each) for each in sys.argv[1:]] or NUMBERS
    Console(width=150).print(show_table(lines_of(measure_all(numbers))))


if __name__ == "__main__":
    main()
