"""This commit beside another one: `python -m benchmarks.beside CHECKOUT`, where CHECKOUT is a work tree of the other.

Both serve a database of their own on one PostgreSQL, and on SQLite. In each round both are sent the same call, one
caller or four, and the floor's loop runs too: what else the machine does meets all alike. The share is the median time
of this commit through that of the other. Both must have the same schema.
"""

import argparse
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from rich.console import Console
from rich.progress import track

from benchmarks import crowd
from benchmarks.calls import CALLERS, PACKAGES, RECORDED
from benchmarks.floor import Floor, bare_postgresql, bare_rows, bare_sqlite
from benchmarks.servers import QUIET, Caller, call_at_once, form_of
from benchmarks.tables import show_table
from rollbook.records.database.engine import Database
from tests.postgres import PostgreSQL
from tests.served import Served

ROUNDS = {1: 200, 100: 40, 1_000: 12}
"""Rounds, by the number of blocks of a call."""
WARM = 8
"""Rounds that do not count: PostgreSQL keeps a plan from the sixth execution on."""
HEAD = ["database", "method", "blocks", "callers", "this ms", "other ms", "share", "this calls/s ÷ other's", "ratio"]


@dataclass(slots=True)
class Took:
    """What calls to one of the two took, and rounds of all callers; in seconds."""

    calls: list[float] = field(default_factory=list)
    rounds: list[float] = field(default_factory=list)


def served(stack: ExitStack, name: str, directory: Path, postgresql: PostgreSQL, source: Path | None) -> list[Caller]:
    """Fill a new database, serve it with what is at the source (this commit if there is none), and connect to it."""
    side = "other" if source else "this"
    url = f"sqlite:///{directory}/{side}.db"
    if name == "PostgreSQL":
        with psycopg.connect(postgresql.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {side}".encode())
        url = postgresql.url(side)
    with closing(Database(url)) as database:
        crowd.fill(database)
        with database.reading() as connection:
            connection.exec_driver_sql("ANALYZE" if name == "SQLite" else "VACUUM ANALYZE")
    environment = {**QUIET, **({"PYTHONPATH": str(source / "src")} if source else {})}
    server = stack.enter_context(Served(url, directory, environment=environment))
    return [Caller(server) for _ in range(max(CALLERS))]


def measure(name: str, sides: Sequence[list[Caller]], floor: Floor) -> Iterator[list[str]]:
    """Measure all on one kind of database; yield lines of the table."""
    numbers, floor_calls = iter(range(crowd.SESSIONS)), iter(range(10**6))
    for method, package in PACKAGES.items():
        for blocks, rounds in ROUNDS.items():
            for count in CALLERS:
                took, bare = [Took(), Took()], []
                for number in track(range(WARM + rounds), f"{name} {method} {blocks} × {count}", transient=True):
                    bodies = [form_of(package(blocks, next(numbers))) for _ in range(count)]
                    turn = (0, 1) if number % 2 else (1, 0)
                    for side in turn:
                        calls, together = call_at_once(sides[side][:count], bodies, RECORDED)
                        if number >= WARM:
                            took[side].calls += calls
                            took[side].rounds.append(together)
                    bare.append(floor.together(bare_rows(blocks, next(floor_calls))))
                yield [name, method, f"{blocks:,}", str(count), *_figures(took, statistics.median(bare))]


def _figures(took: Sequence[Took], floor: float) -> list[str]:
    this, other = (statistics.median(each.calls) for each in took)
    this_rounds, other_rounds = (statistics.median(each.rounds) for each in took)
    ratio = f"{floor / this:.2f} (other {floor / other:.2f})"
    times = [f"{this * 1e3:.2f}", f"{other * 1e3:.2f}", f"{this / other:.2f}"]
    return [*times, f"{other_rounds / this_rounds:.2f}", ratio]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.beside", description=__doc__)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--only", choices=["SQLite", "PostgreSQL"])
    parser.add_argument("--blocks", type=int, choices=list(ROUNDS))
    given = parser.parse_args()
    for blocks in list(ROUNDS):
        if given.blocks not in {None, blocks}:
            del ROUNDS[blocks]
    lines: list[list[str]] = [HEAD]
    postgresql = PostgreSQL.create()
    postgresql.start()
    try:
        for name in ["SQLite", "PostgreSQL"] if given.only is None else [given.only]:
            with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
                directory = Path(temporary)
                sides = [served(stack, name, directory, postgresql, source) for source in (None, given.checkout)]
                bare = bare_sqlite(f"{directory}/floor.db") if name == "SQLite" else bare_postgresql(postgresql.url())
                lines += measure(name, sides, bare)
    finally:
        postgresql.stop()
        postgresql.remove()
    Console(width=180).print(show_table(lines))


if __name__ == "__main__":
    main()
