"""Files with personal records in them: only their owner may read them."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

PRIVATE = 0o600
BESIDE = ("-wal", "-journal", "-shm")
"""The companion files of an SQLite database, by ending. The first two may hold part of its data, the last never."""
OTHERS = stat.S_IRWXO
NOT_THE_OWNER = stat.S_IRWXG | stat.S_IRWXO


def keep_private(database: Path) -> None:
    """Let only its owner read an SQLite database, made here and now if it is not there, and its companion files.

    SQLite makes those with the permissions of the database. Where the file cannot be made, SQLite
    says so when it opens it.
    """
    with suppress(OSError):
        os.close(os.open(database, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
    for suffix in ("", *BESIDE):
        tighten(database.with_name(database.name + suffix))


def tighten(file: Path) -> None:
    """Let only the owner read a file of this user's that every local user may read.

    One that is open to a group alone stays so: no usual umask makes such a file, so somebody has chosen it.
    The file is not opened: closing it would let go of the locks that this process has on it.
    """
    with suppress(OSError):
        found = file.stat()
        if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and found.st_mode & OTHERS:
            file.chmod(stat.S_IMODE(found.st_mode) & ~NOT_THE_OWNER)


@contextmanager
def private_text(file: Path) -> Iterator[IO[str]]:
    """Open a file to write UTF-8 into, in place of what was in it, which only its owner may read; raise OSError."""
    with open(file, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, PRIVATE)) as written:
        tighten(file)
        yield written
