"""What the pytest fixture costs, in a venv of its own: `python -m benchmarks.fixture`.

The wheel is installed as a user would have it, compiled. Each figure is taken from runs of pytest in turn, with its
spread; `cpu` is the processor time of the same work, which other programs on the machine change less. An empty database
is in pytest's cache, as it is after the first run, which is measured apart.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.tables import Lines, show_table

ROOT = Path(__file__).parents[1]
RUNS = 9
CONFTEST = """
import json, os, time
import pytest

begun = []

@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef):
    if fixturedef.argname == "make_rollbook":
        begun[:] = [time.perf_counter(), time.process_time()]

@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call():
    if begun:
        now = [time.perf_counter(), time.process_time()]
        with open(os.environ["NOTES"], "w") as notes:
            json.dump([after - before for after, before in zip(now, begun)], notes)
        begun.clear()
"""
TEN = """
import pytest

@pytest.mark.parametrize("number", range(10))
def test_team(rollbook, number):
    assert rollbook.client.create_team(team_name=f"Team {number}").ok
"""
RESETS = """
import json, os, time

def test_reset(rollbook):
    taken = []
    for number in range(100):
        assert rollbook.client.create_team(team_name="Team").ok
        begun = time.perf_counter(), time.process_time()
        rollbook.reset()
        taken.append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
    with open(os.environ["NOTES"], "w") as notes:
        json.dump(taken, notes)
"""
HUNDRED = """
import pytest

@pytest.mark.parametrize("number", range(100))
def test_two_calls(rollbook, number):
    client = rollbook.client
    assert client.create_team(team_name=f"Team {number}").ok
    assert client.create_tag(tag_name=f"Tag {number}").ok
"""
NONE = """
def test_nothing():
    pass
"""
Times = list[tuple[float, float]]
"""Seconds of the clock, and of the processor."""


class Project:
    """A project with tests, and a Python that has Rollbook and pytest installed and nothing else."""

    def __init__(self, directory: Path) -> None:
        self._directory, self._python = directory, directory / "venv" / "bin" / "python"
        self._notes = directory / "notes.json"
        uv = Path(sys.executable).with_name("uv")
        build: list[str | Path] = [
            uv,
            "build",
            "--quiet",
            "--wheel",
            "--no-build-isolation",
            "--python",
            sys.executable,
        ]
        subprocess.run([*build, "--out-dir", directory, ROOT], check=True)
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, directory / "venv"], check=True)
        [wheel] = directory.glob("*.whl")
        install: list[str | Path] = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", self._python]
        locked: list[str | Path] = ["--constraint", ROOT / "requirements" / "run.txt"]
        subprocess.run([*install, *locked, f"{wheel}[testing]"], check=True)
        (directory / "conftest.py").write_text(CONFTEST)

    def run(self, program: str, *options: str) -> tuple[float, float]:
        """Run a file of tests; return what all of pytest took."""
        (self._directory / "test_program.py").write_text(program)
        known = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(
            [self._python, "-m", "pytest", "-q", *options, "test_program.py"],
            cwd=self._directory,
            env={**known, "NOTES": str(self._notes)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        took, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def noted(self) -> list[float]:
        """Return what the tests wrote down."""
        found: list[float] = json.loads(self._notes.read_text())
        return found


def line_of(what: str, wanted: str, times: Sequence[Sequence[float]], unit: float = 1e3) -> list[str]:
    """Set times as a line: the median and the spread by the clock, and the median of the processor."""
    clock, cpu = [each[0] * unit for each in times], [each[1] * unit for each in times]
    spread = f"{min(clock):.1f} - {max(clock):.1f}"
    return [what, wanted, f"{statistics.median(clock):.1f}", spread, f"{statistics.median(cpu):.1f}", str(len(times))]


def measure(project: Project) -> Iterator[list[str]]:
    """Give the lines of the table."""
    project.run(NONE, "-p", "no:rollbook")  # so that Python has compiled what pytest has it compile once
    project.run(TEN)
    yield line_of("ready, the first run of all", "", [project.noted()])
    ready, hundred, plain, added = [], [], [], []
    for _ in range(RUNS):
        project.run(TEN)
        ready.append(project.noted())
        hundred.append(project.run(HUNDRED))
        plain.append(project.run(NONE, "-p", "no:rollbook"))
        added.append(project.run(NONE))
    yield line_of("ready, from the fixture's start", "600", ready)
    project.run(RESETS)
    yield line_of("reset", "5", project.noted())  # type: ignore[arg-type]  # a list of pairs
    yield line_of("100 tests of two calls, all of pytest", "3000", hundred)
    yield line_of("one empty test, without the plugin", "", plain)
    yield line_of("one empty test, with the plugin", "", added)
    more = [[one - other for one, other in zip(*pair, strict=True)] for pair in zip(added, plain, strict=True)]
    yield line_of("what the plugin adds", "10", more)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as temporary:
        lines: Lines = [("what", "at most", "ms", "spread", "cpu ms", "runs"), *measure(Project(Path(temporary)))]
    Console(width=110).print(show_table(lines))


if __name__ == "__main__":
    main()
