"""The child that reads a file: it takes its limits first, then reads, and answers with what it found, as JSON."""

import resource
import signal
import sys
from pathlib import Path

import msgspec

from rollbook.sheets.files.cells import Asked, Book, FileRefused, Hints
from rollbook.sheets.files.formats import read_any
from rollbook.sheets.files.limits import CHILD_BYTES, CHILD_CPU_SECONDS, MOST_SPOOLED
from rollbook.sheets.files.spool import Spool


def take_limits() -> None:
    """Take the limits of memory, time and files. What exceeds them ends this process, and nothing else."""
    for what, most in (
        (resource.RLIMIT_AS, CHILD_BYTES),
        (resource.RLIMIT_CPU, CHILD_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 2 * MOST_SPOOLED),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard < 0 else min(most, hard),) * 2)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)


def main(file: Path, spool: Path) -> Book:
    """Read a file into a spool; return what was found out, why it is refused, or what is to be asked."""
    hints = msgspec.json.decode(sys.stdin.buffer.read(), type=Hints)
    try:
        with spool.open("wb") as into:
            return read_any(file, hints, Spool(into))
    except FileRefused as refusal:
        return Book(problem=str(refusal))
    except Asked as asked:
        return Book(questions=[asked.question])


if __name__ == "__main__":
    take_limits()
    sys.stdout.buffer.write(msgspec.json.encode(main(Path(sys.argv[1]), Path(sys.argv[2]))))
