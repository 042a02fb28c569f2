"""A real server process, called over HTTP."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import httpx
import psutil
import pytest
import sqlalchemy as sa

from rollbook.records.database.distribute import ONE_BY_ONE, find_home
from rollbook.records.database.engine import Database
from rollbook.records.tables import metadata
from rollbook.worlds.load import Loaded, load
from rollbook.worlds.read import Source
from tests import citus
from tests.answers import Answer
from tests.confidential import check_log, learn
from tests.databases import one_each

ROLLBOOK = Path(sys.executable).with_name("rollbook")
"""The command, as installed next to this Python."""

READY_SECONDS = 30
DELETIONS = [f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)]
SWITCHES = {"ROLLBOOK_ADHOC_KEYS": "on"}
"""Every method can be called, those too that operators have to switch on."""
STOP_SECONDS = 60  # longer than the server itself gives its workers

Kept = tuple[list[Loaded], list[tuple[sa.Table, list[dict[str, Any]]]]]
"""What a load returned, and the rows that it wrote."""


class Served:
    """`rollbook serve` on a migrated database, with `database` open alongside to read the rows.

    `options` and `environment` add to the command's; with TLS, `tls` is the context that trusts its certificate.
    """

    process: subprocess.Popen[bytes]

    def __init__(
        self,
        database_url: str,
        directory: Path,
        *,
        options: Sequence[str] = ("--insecure-http",),
        workers: int = 1,
        environment: Mapping[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        port = _free_port()
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        self.database = Database(database_url)
        self.http = httpx.Client(base_url=self.url, verify=tls or True, trust_env=False, timeout=60)
        self._log = directory / f"server-{port}.log"
        self._command = [str(ROLLBOOK), "serve", "--host", "127.0.0.1", "--port", str(port)]
        self._command += ["--workers", str(workers), *options]
        self._may_keep = False
        self._kept: dict[tuple[Source, ...], Kept] = {}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ROLLBOOK_")}
        self._environment = {**inherited, "ROLLBOOK_DATABASE_URL": database_url, **SWITCHES, **(environment or {})}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()
        self.http.close()
        self.database.close()
        check_log(self.log, self._log.name)

    @property
    def log(self) -> str:
        """All that its processes have written, to both outputs."""
        return self._log.read_text()

    def start(self) -> None:
        """Start the server, and wait until it answers that it is ready."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the server did not get ready:\n{self.log}")
            time.sleep(0.02)

    def stop(self) -> int:
        """End the server as an operator does, and return its exit status."""
        self.process.terminate()
        try:
            return self.process.wait(STOP_SECONDS)
        finally:
            self.kill()

    def kill(self) -> None:
        """End all its processes with SIGKILL, and wait until the last is gone."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        while any(_is_of_group(process, self.process.pid) for process in psutil.process_iter()):
            time.sleep(0.005)

    def restart(self) -> None:
        """Stop and start it."""
        self.stop()
        self.start()

    def call(self, package: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a package the way the clients do, in the form field `Package`."""
        learn(package)
        return Answer(self.http.post("/apiv2/", data={"Package": package}, headers=headers))

    def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send any bytes at all."""
        return Answer(self.http.post("/apiv2/", content=body, headers=headers))

    def empty(self) -> None:
        """Delete all rows."""
        is_distributed = False
        with self.database.writing() as connection:
            if self.database.dialect == "sqlite":
                for statement in DELETIONS:
                    connection.exec_driver_sql(statement)
            elif citus.is_given() and (is_distributed := bool(find_home(connection))):
                for statement in (ONE_BY_ONE, *DELETIONS):
                    connection.exec_driver_sql(statement)
            else:
                connection.exec_driver_sql(f"DO $$ BEGIN {'; '.join(DELETIONS)}; END $$")  # one way instead of many
        self._may_keep = not is_distributed

    def load(self, *worlds: Source) -> list[Loaded]:
        """Load worlds, each the text of a world file or a path to one.

        The first load after `empty` is kept: the next time, the same worlds are there again row by row, which takes
        a fifth of the time. Only their ids and their time of loading are then the earlier ones.
        """
        may_keep, self._may_keep = self._may_keep, False
        if may_keep and worlds in self._kept:
            loaded, rows = self._kept[worlds]
            with self.database.writing() as connection:
                for table, of_table in rows:
                    connection.execute(table.insert(), of_table)
            return loaded
        loaded = load(self.database, worlds)
        if may_keep:
            every = [(table, self.rows(table)) for table in metadata.sorted_tables]
            self._kept[worlds] = loaded, [(table, of_table) for table, of_table in every if of_table]
        return loaded

    def rows(self, table: sa.Table) -> list[dict[str, Any]]:
        """All rows of a table, in the order of its primary key."""
        with self.database.reading() as connection:
            found = connection.execute(table.select().order_by(*table.primary_key))
            return [dict(row) for row in found.mappings()]

    def _is_ready(self) -> bool:
        try:
            return self.http.get("/readyz").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False


def _is_of_group(process: psutil.Process, group: int) -> bool:
    """Whether the process is one of the group and still at work: a zombie has released its files and sockets."""
    try:
        return os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE
    except (ProcessLookupError, psutil.NoSuchProcess):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def servers(directories: pytest.TempPathFactory, **options: Any) -> Iterator[Callable[[str], Served]]:
    """Yield a function that starts the one server of a backend, or returns it again; all stop with the block.

    `options` are those of Served.
    """
    yield from one_each(
        directories, lambda running, url, directory: running.enter_context(Served(url, directory, **options))
    )
