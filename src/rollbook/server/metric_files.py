"""The files in which workers count: one slot per worker, kept when it dies and taken over by the next."""

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO

from rollbook.server.errors import OperatorError

KINDS = ("counter", "histogram", "gauge_livesum")
"""As prometheus_client names the files of its multiprocess mode: KIND_SLOT.db."""

PREFIX = "rollbook-metrics-"
IN_USE = "in-use"
"""The file in a directory that is locked as long as the server or one of its workers is alive."""

FILE_BYTES = 2**22
"""More than all possible names need. Allocated at the start, so that a disk that fills up later does no harm."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A number that belongs to this process alone until it ends. However it ends, the system releases the lock."""

    number: int
    lock: IO[str]


@contextmanager
def metric_files(workers: int) -> Iterator[Path]:
    """Yield the directory for the workers' files. It is removed at the end; if killed, by the next server."""
    with ExitStack() as kept:
        try:
            _remove_leftovers()
            directory = Path(kept.enter_context(tempfile.TemporaryDirectory(prefix=PREFIX)))
            kept.enter_context(_use(directory))
            for number in range(workers):
                _allocate(directory, number)
        except OSError as error:
            raise OperatorError(
                f"no room for the metrics in {tempfile.gettempdir()}: {error.strerror}; "
                "TMPDIR names another place, ROLLBOOK_METRICS=off does without them"
            ) from None
        yield directory


def claim_slot(directory: Path) -> Slot:
    """Take the first slot that no living process has."""
    for number in count():
        lock = _lock_of(directory, number).open("a+")
        if _take(lock, fcntl.LOCK_EX):
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            _allocate(directory, number)
            return Slot(number, lock)
        lock.close()
    raise AssertionError  # for the type checker: numbers do not end


def find_workers(directory: Path) -> dict[int, int]:
    """Return the slots of living processes, each with its process id."""
    workers = {}
    for file in directory.glob("*.lock"):
        with file.open() as lock:
            if not _take(lock, fcntl.LOCK_SH):
                workers[int(file.stem)] = int(lock.read() or 0)
    return workers


def find_files(directory: Path, slots: Collection[int]) -> list[str]:
    """Return the files to add up: the counts of every process, and the gauges of those in these slots."""
    return [
        str(file)
        for file in sorted(directory.glob("*.db"))
        if not file.name.startswith("gauge") or int(file.stem.rpartition("_")[2]) in slots
    ]


def _remove_leftovers() -> None:
    """Remove the directories of servers that were killed; those of other users are not opened."""
    for directory in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if _is_ours(directory.lstat(), stat.S_ISDIR):
                _remove_unused(directory)


def _remove_unused(directory: Path) -> None:
    """Remove a directory unless it is in use. No link is followed and no pipe waited for: it may hold either."""
    with open(directory / IN_USE, opener=_open_as_it_is) as lock:
        if _is_ours(os.fstat(lock.fileno()), stat.S_ISREG) and _take(lock, fcntl.LOCK_EX):
            shutil.rmtree(directory)


def _open_as_it_is(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _is_ours(found: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    return is_kind(found.st_mode) and found.st_uid == os.geteuid()


def _use(directory: Path) -> IO[str]:
    """Lock a directory. The lock is renamed into place, so that no one sees it unlocked."""
    lock = (directory / f"{IN_USE}.new").open("w")
    _take(lock, fcntl.LOCK_EX)
    Path(lock.name).rename(directory / IN_USE)
    return lock


def _lock_of(directory: Path, number: int) -> Path:
    return directory / f"{number}.lock"


def _take(lock: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _allocate(directory: Path, number: int) -> None:
    for kind in KINDS:
        file = directory / f"{kind}_{number}.db"
        if not file.exists():
            file.write_bytes(bytes(FILE_BYTES))
