"""The files in which workers count: one place a worker, kept when it dies and taken over by the next."""

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
"""As prometheus_client names the files of its multiprocess mode: KIND_PLACE.db."""

PREFIX = "rollbook-metrics-"
IN_USE = "in-use"
"""The file in a directory that is locked as long as the server lives, or one of its workers."""

FILE_BYTES = 2**20
"""More than all names that can come up need: written out at the start, so that a disk filling up takes nothing away."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A number that is this process's alone until it ends, however it ends: then the system lets go of the lock."""

    number: int
    lock: IO[str]


@contextmanager
def metric_files(workers: int) -> Iterator[Path]:
    """Give the directory for the files of so many workers; it is removed at the end, after a kill by the next."""
    with ExitStack() as kept:
        try:
            _remove_what_is_left()
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


def claim_place(directory: Path) -> Lookup:
    """Take the first place that no living process has."""
    for number in count():
        lock = _lock_of(directory, number).open("a+")
        if _take(lock, fcntl.LOCK_EX):
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            _allocate(directory, number)
            return Lookup(number, lock)
        lock.close()
    raise AssertionError  # for the type checker: numbers do not end


def find_workers(directory: Path) -> dict[int, int]:
    """Return the places that living processes have, each with the id of its process."""
    workers = {}
    for file in directory.glob("*.lock"):
        with file.open() as lock:
            if not _take(lock, fcntl.LOCK_SH):
                workers[int(file.stem)] = int(lock.read() or 0)
    return workers


def find_files(directory: Path, places: Collection[int]) -> list[str]:
    """Return the files to add up: what any process has counted, and what is the case with those in these places."""
    return [
        str(file)
        for file in sorted(directory.glob("*.db"))
        if not file.name.startswith("gauge") or int(file.stem.rpartition("_")[2]) in places
    ]


def _remove_what_is_left() -> None:
    """Remove the directories of servers that were killed; those of another user are not looked into."""
    for directory in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if _is_ours(directory.lstat(), stat.S_ISDIR):
                _remove_unused(directory)


def _remove_unused(directory: Path) -> None:
    """Remove a directory unless it is in use. Nothing is followed or waited for: it may hold a link, or a pipe."""
    with open(directory / IN_USE, opener=_open_as_it_is) as lock:
        if _is_ours(os.fstat(lock.fileno()), stat.S_ISREG) and _take(lock, fcntl.LOCK_EX):
            shutil.rmtree(directory)


def _open_as_it_is(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _is_ours(found: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    return is_kind(found.st_mode) and found.st_uid == os.geteuid()


def _use(directory: Path) -> IO[str]:
    """Lock a directory; it is never seen unlocked before."""
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
