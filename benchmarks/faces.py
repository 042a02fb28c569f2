"""What a call in JSON costs beside the same call in XML: `python -m benchmarks.faces`.

Both faces take turns on one served process; each call records 1,000 users in a session of its own. The ratio is JSON's
median to XML's, of whole calls and of those that are judged only (a dry run, in which the faces weigh most).
"""

import statistics
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from lxml import etree
from rich.console import Console
from rich.table import Table

from benchmarks import crowd
from benchmarks.servers import FORM, QUIET, databases, form_of
from rollbook.records.database.engine import Database
from tests.api.translation import body_of
from tests.served import Served

BLOCKS = 1_000
DRY = {"Rollbook-Dry-Run": "true"}
KEYS = b64encode(f"{crowd.ACCOUNT_KEY}:{crowd.USER_KEY}".encode()).decode()
JSON = {"Content-Type": "application/json", "Authorization": f"Basic {KEYS}"}


def timed(connection: HTTPConnection, path: str, body: bytes, headers: dict[str, str]) -> float:
    """Call, and return the seconds until the whole answer was there."""
    started = time.perf_counter()
    connection.request("POST", path, body, headers)
    answer = connection.getresponse().read()
    took = time.perf_counter() - started
    assert b"Success" in answer, answer[:1000]
    return took


def measure(url: str, directory: Path, rounds: int) -> Iterator[tuple[str, float, float]]:
    """Give the medians of both faces, of dry runs and of whole calls, in seconds."""
    database = Database(url)
    crowd.fill(database)
    sessions = iter(range(crowd.SESSIONS))
    with Served(url, directory, environment=QUIET) as served:
        connection = HTTPConnection(urlsplit(served.url).netloc)
        for kind, more in (("dry run", DRY), ("whole call", {})):
            xml, json = [], []
            for _ in range(rounds):
                package = crowd.session_package(BLOCKS, next(sessions))
                xml.append(timed(connection, "/apiv2/", form_of(package), FORM | more))
                body = body_of(etree.fromstring(crowd.session_package(BLOCKS, next(sessions))))
                json.append(timed(connection, "/api/v1/enrollSessionHistory", body, JSON | more))
            yield kind, statistics.median(xml[1:]), statistics.median(json[1:])
    database.close()


def main(rounds: Annotated[int, typer.Option(min=3, help="Calls of each face.")] = 15) -> None:
    """Measure on both databases, and print the ratios."""
    table = Table("database", "call", "XML ms", "JSON ms", "ratio")
    with tempfile.TemporaryDirectory() as directory, databases(Path(directory)) as served:
        for name, (url, _) in served.items():
            for kind, xml, json in measure(url, Path(directory), rounds):
                table.add_row(name, kind, f"{xml * 1e3:.1f}", f"{json * 1e3:.1f}", f"{json / xml:.2f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    typer.run(main)
