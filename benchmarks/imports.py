"""What an import costs beside the same rows in XML: `python -m benchmarks.imports`.

One served process takes the rows in packages of 1,000, then in a CSV file, then in an XLSX file; each user is recorded
in other sessions each time, so all rows are new. The memory is the most that the operating system saw of the server's
own processes, and of the child that reads the file.
"""

import csv
import io
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Annotated

import httpx
import psutil
import typer
from rich.console import Console
from rich.table import Table
from xlsxwriter import Workbook

from benchmarks import crowd
from benchmarks.servers import QUIET, Caller, databases, form_of
from rollbook.records.database.engine import Database
from tests.served import Served
from tests.sheets.imported import HEADER

BLOCKS = 1_000
LOOK_SECONDS = 0.02
WAIT_SECONDS = 900
Row = tuple[str, ...]


def rows_of(number: int, first_session: int) -> Iterator[Row]:
    """Give the rows of a sheet: every user in one session after the other."""
    for each in range(number):
        session, user = divmod(each, crowd.USERS)
        held = str(crowd.FIRST_SESSION + first_session + session)
        yield (crowd.email(user), "Sales", str(crowd.COURSE), held, "Completed", "92", "01-Mar-2024")


def as_csv(rows: Iterator[Row]) -> bytes:
    """Write rows as a CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode()


def as_xlsx(rows: Iterator[Row]) -> bytes:
    """Write rows as an XLSX file."""
    file = io.BytesIO()
    with Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADER, *rows]):
            sheet.write_row(number, 0, row)
    return file.getvalue()


@contextmanager
def watched(served: Served) -> Iterator[dict[str, float]]:
    """Watch the memory of the server and of the processes that it starts meanwhile; MB at the most."""
    server = psutil.Process(served.process.pid)
    own = {server.pid, *(each.pid for each in server.children(recursive=True))}
    peaks = {"server": 0.0, "child": 0.0}
    over = Event()

    def watch() -> None:
        while not over.wait(LOOK_SECONDS):
            for each in (server, *server.children(recursive=True)):
                try:
                    size = each.memory_info().rss / 2**20
                except psutil.NoSuchProcess:
                    continue
                whose = "server" if each.pid in own else "child"
                peaks[whose] = max(peaks[whose], size)

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield peaks
    finally:
        over.set()
        watcher.join()


def send_packages(served: Served, number: int, first_session: int) -> float:
    """Send the rows in packages; return the seconds that the calls took."""
    caller = Caller(served)
    sessions = range(first_session, first_session + number // BLOCKS)
    return sum(caller.call(form_of(crowd.session_package(BLOCKS, each)), b"<Result>Success<") for each in sessions)


def send_file(served: Served, name: str, content: bytes, number: int) -> float:
    """Send the rows in a file; return the seconds until the whole answer was there."""
    address = f"{served.url}/api/v1/imports"
    form = {"as": "enrollSessionHistory"}
    keys = (crowd.ACCOUNT_KEY, crowd.USER_KEY)
    started = time.perf_counter()
    answer = httpx.post(address, auth=keys, data=form, files={"file": (name, content)}, timeout=WAIT_SECONDS)
    took = time.perf_counter() - started
    assert answer.json().get("counts", {}).get("recorded") == number, answer.text[:1000]
    return took


def measure(url: str, directory: Path, number: int) -> Iterator[tuple[str, float, dict[str, float]]]:
    """Give each way's seconds and peaks of memory."""
    database = Database(url)
    crowd.fill(database)
    database.close()
    with Served(url, directory, environment=QUIET) as served:
        packages = number // BLOCKS
        with watched(served) as peaks:
            yield "XML", send_packages(served, number, 0), peaks
        for name, write in (("list.csv", as_csv), ("list.xlsx", as_xlsx)):
            content = write(rows_of(number, packages))
            packages += -(-number // crowd.USERS)
            with watched(served) as peaks:
                yield name, send_file(served, name, content, number), peaks


def main(rows: Annotated[int, typer.Option(min=BLOCKS, help="Rows, in thousands.")] = 200_000) -> None:
    """Measure on both databases, and print the rates."""
    table = Table("database", "way", "rows", "seconds", "rows/s", "to XML", "server MB", "child MB")
    with tempfile.TemporaryDirectory() as directory, databases(Path(directory)) as served:
        for database, (url, _) in served.items():
            beside = 0.0
            for way, seconds, peaks in measure(url, Path(directory), rows):
                beside = beside or seconds
                table.add_row(
                    database,
                    way,
                    f"{rows:,}",
                    f"{seconds:.1f}",
                    f"{rows / seconds:,.0f}",
                    f"{beside / seconds:.2f}",
                    f"{peaks['server']:.0f}",
                    f"{peaks['child']:.0f}",
                )
    Console(width=110).print(table)


if __name__ == "__main__":
    typer.run(main)
