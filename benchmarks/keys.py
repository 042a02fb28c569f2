"""Whether the time of a refusal tells what is wrong with the keys: `python -m benchmarks.keys`.

Calls a served process with wrong keys of several kinds, all kinds in turn and in a random order, and compares the
times of each kind with those of a pair of keys that do not exist: the median with its confidence interval, and the
Mann–Whitney test. `guess` is how often one who sees a single call of each kind would guess right which is which, by
the time alone; 50 % is a coin.
"""

import random
import secrets
import statistics
import tempfile
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from math import sqrt
from pathlib import Path
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.servers import databases
from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.records.keys.api_keys import hash_of
from rollbook.records.tables import api_keys
from tests import cast
from tests.seed_calls import session_package
from tests.served import Served

WARM_UP = 200
LEVEL = 0.001
"""A difference is believed when chance alone would make one as clear less often than this."""

REVOKED = cast.ADAM.api_key
KINDS = {
    "unknown keys": ("", ""),
    "unknown keys, again": ("", ""),
    "the account's key, an unknown user key": (cast.FINA_KEY, ""),
    "the account's key, another account's user key": (cast.FINA_KEY, cast.MALLORY.api_key),
    "the account's key, a revoked user key": (cast.FINA_KEY, REVOKED),
    "an unknown account key, a good user key": ("", cast.OLGA.api_key),
}
"""Where a key is empty here, each call sends another unknown one. The second kind shows what chance alone does."""


class Compared(NamedTuple):
    """The times of one kind beside those of unknown keys, in seconds."""

    median: float
    low: float
    high: float
    guess: float
    chance: float


def refuse(connection: HTTPConnection, kind: str) -> float:
    """Call with wrong keys; return the seconds that the refusal took."""
    account_key, user_key = (key or secrets.token_hex(16) for key in KINDS[kind])
    body = session_package((account_key, user_key), {}).encode()
    started = time.perf_counter()
    connection.request("POST", "/apiv2/", body, {"Content-Type": "text/xml"})
    answer = connection.getresponse().read()
    seconds = time.perf_counter() - started
    assert b"SU:10" in answer, answer
    return seconds


def measure(url: str, directory: Path, rounds: int, name: str) -> dict[str, list[float]]:
    """Measure all kinds on a served database, a call of each a round."""
    database = Database(url)
    schema.migrate(database)
    taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with Served(url, directory, environment={"ROLLBOOK_LOG_LEVEL": "warning"}) as served:
        served.load(cast.FINA_SHOES, cast.NEXT_DOOR_SHOES)
        with database.writing() as writing:
            writing.execute(
                api_keys.update().where(api_keys.c.key_hash == hash_of(REVOKED)).values(revoked_at=sa.func.now())
            )
        connection = HTTPConnection(urlsplit(served.url).netloc)
        for place in track(range(rounds + WARM_UP), name, transient=True):
            for kind in random.sample([*KINDS], len(KINDS)):
                seconds = refuse(connection, kind)
                if place >= WARM_UP:
                    taken[kind].append(seconds)
        connection.close()
    database.close()
    return taken


def compare(times: Sequence[float], others: Sequence[float]) -> Compared:
    """Compare times with others: the median with its interval of 95 %, and Mann–Whitney's test, two-sided."""
    ordered, count = sorted(times), len(times)
    reach = 1.96 * sqrt(count) / 2
    place = {value: rank for rank, value in enumerate(sorted([*times, *others]), 1)}
    larger = (sum(place[value] for value in times) - count * (count + 1) / 2) / (count * len(others))
    deviation = sqrt((count + len(others) + 1) / (12 * count * len(others)))
    chance = 2 * (1 - statistics.NormalDist().cdf(abs(larger - 1 / 2) / deviation))
    low, high = ordered[int(count / 2 - reach)], ordered[min(count - 1, int(count / 2 + reach))]
    return Compared(statistics.median(ordered), low, high, max(larger, 1 - larger), chance)


def main(rounds: Annotated[int, typer.Option(min=100, help="Calls of each kind.")] = 5_000) -> None:
    """Measure on both databases, and print what can be told apart."""
    table = Table("database", "keys", "median ms", "95 % interval", "guess", "by chance", "told apart")
    with tempfile.TemporaryDirectory() as directory, databases(Path(directory)) as served:
        for name, (url, _) in served.items():
            taken = measure(url, Path(directory), rounds, name)
            for kind, times in taken.items():
                line = compare(times, taken["unknown keys"])
                interval = f"{line.low * 1e3:.3f} to {line.high * 1e3:.3f}"
                verdict = "yes" if line.chance < LEVEL else "no"
                table.add_row(
                    *(name, kind, f"{line.median * 1e3:.3f}", interval, f"{line.guess:.1%}", f"{line.chance:.3f}"),
                    verdict,
                )
    Console(width=130).print(table)


if __name__ == "__main__":
    typer.run(main)
