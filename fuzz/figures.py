"""What an input costs, as the operating system measures it: saved whenever an input is the worst so far."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

STATUS = Path("/proc/self/status")
PEAK = Path("/proc/self/clear_refs")
RESET_PEAK = "5"
KEEP_EVERY = 500


class Figures(msgspec.Struct):
    """What a run has cost so far. Memory is in bytes, and a package's own is what it added.

    The slowest is by processor time, which a busy machine or disk does not affect.
    """

    executions: int = 0
    seconds: float = 0
    slowest_seconds: float = 0
    most_memory: int = 0
    peak_memory: int = 0


class Memory:
    """What this process has added to its memory, in bytes, and its peak."""

    beyond = 0
    peak = 0


@contextmanager
def peak_memory() -> Iterator[Memory]:
    """Measure the memory that the block takes, as the operating system counts it."""
    memory = Memory()
    PEAK.write_text(RESET_PEAK)
    before = _memory("VmRSS")
    yield memory
    memory.peak = _memory("VmHWM")
    memory.beyond = memory.peak - before


class Meter:
    """Measures each input, and keeps the figures and the worst inputs in a directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._figures = Figures()

    @contextmanager
    def measure(self, data: bytes) -> Iterator[None]:
        """Measure what is done with an input."""
        started, worked = time.perf_counter(), time.process_time()
        with peak_memory() as memory:
            yield
        seconds = time.process_time() - worked
        figures = self._figures
        figures.executions += 1
        figures.seconds += time.perf_counter() - started
        figures.peak_memory = max(figures.peak_memory, memory.peak)
        if figures.executions == 1:
            return  # the first pays for what is set up once
        if seconds > figures.slowest_seconds:
            figures.slowest_seconds = seconds
            self._keep("slowest", data)
        if memory.beyond > figures.most_memory:
            figures.most_memory = memory.beyond
            self._keep("most-memory", data)
        if figures.executions % KEEP_EVERY == 0:
            self.keep()

    def keep(self) -> None:
        """Save the figures."""
        (self._directory / "figures.json").write_bytes(msgspec.json.encode(self._figures))

    def _keep(self, name: str, data: bytes) -> None:
        (self._directory / name).write_bytes(data)
        self.keep()


def read_figures(directory: Path) -> Figures:
    """Return the figures of a run; those of one that never came to an input are zero."""
    kept = directory / "figures.json"
    return msgspec.json.decode(kept.read_bytes(), type=Figures) if kept.exists() else Figures()


def _memory(name: str) -> int:
    """Return a figure of this process in bytes."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024
