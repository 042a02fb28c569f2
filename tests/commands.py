"""The command line: run in this process, or in one of its own where that makes a difference."""

import os
import signal
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from typer.testing import CliRunner, Result

from rollbook.server.commands import app
from tests.served import ROLLBOOK, STOP_SECONDS

END_SECONDS = 60


def run(*arguments: object, database_url: str = "", stdin: str | bytes = "", **settings: str) -> Result:
    """Run a command in this process; it prints for a width of 80 columns, and not on a terminal."""
    given = {**settings, "ROLLBOOK_DATABASE_URL": database_url} if database_url else settings
    return CliRunner(env=given).invoke(app, [str(each) for each in arguments], input=stdin, catch_exceptions=False)


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment, without its own settings and with these."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith("ROLLBOOK_")}, **settings}


def start(*arguments: object, database_url: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own, to its end."""
    given = {**settings, "ROLLBOOK_DATABASE_URL": database_url} if database_url else settings
    return subprocess.run(
        [str(ROLLBOOK), *map(str, arguments)],
        env=environment(given),
        capture_output=True,
        text=True,
        timeout=END_SECONDS,
        check=False,
    )


class Demo:
    """A running `rollbook demo`.

    `page` is what it prints when it is ready; `curls` and `links` are the lines of it to paste.
    """

    def __init__(self, directory: Path, *options: object, program: Path = ROLLBOOK, **settings: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        self.origin = f"http://127.0.0.1:{port}"
        self.url = f"{self.origin}/apiv2/"
        self._error = directory / "demo.err"
        self._command = [str(program), "demo", "--port", str(port), *map(str, options)]
        self.environment = environment({"COLUMNS": "80", "TMPDIR": str(directory), **settings})

    def __enter__(self) -> Self:
        with self._error.open("w") as error:
            self._process = subprocess.Popen(
                self._command, env=self.environment, stdout=subprocess.PIPE, stderr=error, text=True
            )
        assert self._process.stdout is not None
        lines: list[str] = []
        while not lines or "Ctrl-C" not in lines[-1]:
            lines.append(self._process.stdout.readline())
            assert lines[-1], self.log
        self.page = "".join(lines)
        self.curls = [line for line in self.page.splitlines() if line.startswith("curl ")]
        self.links = [line for line in self.page.splitlines() if line.startswith(f"{self.origin}/console/link/")]
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.stop()

    @property
    def log(self) -> str:
        """What it has written to standard error."""
        return self._error.read_text()

    def stop(self) -> tuple[int, str]:
        """End it as Ctrl-C does; return its exit status and what it said at the end."""
        self._process.send_signal(signal.SIGINT)
        try:
            last, _ = self._process.communicate(timeout=STOP_SECONDS)
        finally:
            self._process.kill()
        return self._process.returncode, last
