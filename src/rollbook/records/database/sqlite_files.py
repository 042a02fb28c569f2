"""SQLite's files as wholes: copied while others write, judged, and put in each other's place."""

import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from rollbook.records.database.progress import Progress
from rollbook.records.database.schema import is_known
from rollbook.records.private_files import BESIDE, tighten

PAGES_AT_ONCE = 100
MOST_SAID = 5
NOT_ALLOWED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
"""What SQLite answers, extended by a reason, where the file system does not let it do what it needs to."""

LOCKED_BYTES = (0x40000000, 512)
"""Where SQLite's locks are, start and length: every connection to a database in use holds part of it.

Source: https://sqlite.org/src/doc/trunk/src/os.h, PENDING_BYTE and SHARED_SIZE.
"""


class NotSoundError(Exception):
    """A file is not a sound database of Rollbook's; the sentence says why."""


class InUseError(Exception):
    """A database is open in another process."""


def copy_database(source: Path, target: Path, progress: Progress, *, is_live: bool) -> None:
    """Copy a database as it is now into a new file that is complete by itself, however much is written meanwhile.

    The source is read in one transaction; without it SQLite would begin anew whenever somebody writes.
    """
    with closing(_open(source, is_live=is_live)) as read, closing(_open(target, is_live=True)) as written:
        read.execute("BEGIN")
        read.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        read.backup(
            written,
            pages=PAGES_AT_ONCE,
            progress=lambda _, remaining, total: progress(total - remaining, total, "pages"),
        )
        written.execute("PRAGMA journal_mode = DELETE")  # else a reader would need its -wal and -shm files


def find_version(file: Path, *, is_live: bool) -> str:
    """Return the version of the schema in a file; raise NotSoundError for one that is not ours to read."""
    try:
        with closing(_open(file, is_live=is_live)) as connection:
            versions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            connection.execute("SELECT count(*) FROM accounts").fetchone()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in NOT_ALLOWED:
            raise NotSoundError(f"SQLite cannot read {file} without writing beside it, and may not: {error}") from None
        raise NotSoundError(f"{file} is not a database of Rollbook's: {error}") from None
    version = str(versions[0][0]) if versions else "nothing"
    if not is_known(version):
        raise NotSoundError(f"{file} has the schema {version}, of another Rollbook, perhaps newer: install that one")
    return version


def check_pages(file: Path, *, thoroughly: bool) -> None:
    """Raise NotSoundError where a file is damaged; thoroughly, indexes and references are compared as well."""
    try:
        with closing(_open(file, is_live=False)) as connection:
            check = "integrity_check" if thoroughly else "quick_check"
            said = [str(each) for (each,) in connection.execute(f"PRAGMA {check}({MOST_SAID})") if each != "ok"]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(MOST_SAID) if thoroughly else []
    except sqlite3.DatabaseError as error:
        said, orphans = [str(error)], []
    said += [f"row {row} of {table} names nothing in {parent}" for table, row, parent, _ in orphans]
    if said:
        raise NotSoundError(f"{file} is damaged: {'; '.join(said)}")


@contextmanager
def new_file_beside(file: Path) -> Iterator[Path]:
    """Give an empty file of a name of its own, which only its owner may read; it is gone afterwards, unless renamed."""
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.parent)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        for each in (name, *(name + suffix for suffix in BESIDE)):
            with suppress(FileNotFoundError):
                Path(each).unlink()


def rename_on_disk(file: Path, name: Path) -> None:
    """Give a file its name, in place of what had it; whatever happens, what bears the name is whole."""
    _sync(file)
    file.replace(name)
    _sync(name.parent)


def name_on_disk(file: Path, name: Path) -> None:
    """Give a file another name, which nothing may bear yet; raise FileExistsError if something does."""
    _sync(file)
    name.hardlink_to(file)
    _sync(name.parent)


def found_parts(database: Path) -> list[Path]:
    """Return the files that belong to a database, those that hold data."""
    candidates = (database, *(beside(database, suffix) for suffix in BESIDE[:2]))
    return [each for each in candidates if each.exists()]


def names_of(database: Path) -> set[Path]:
    """Return the names that a database takes up."""
    return {database, *(beside(database, suffix) for suffix in BESIDE)}


def beside(database: Path, suffix: str) -> Path:
    """Return the path of one of a database's own companion files."""
    return database.with_name(database.name + suffix)


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Hold a database alone, damaged or not, or raise InUseError. Others who open it meanwhile wait.

    While it is held, this process must not open the file otherwise: closing it would let go of the lock.
    """
    with database.open("r+b") as file:
        start, length = LOCKED_BYTES
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
        except OSError:
            raise InUseError(f"{database} is open in another process") from None
        yield


def put_in_place(new: Path, database: Path, kept: Path) -> None:
    """Let a new file take the place of a database, whose parts go on under another name.

    At every moment a whole database bears the name `database`, and the old one's parts are there. Of them the log goes
    first: it must never meet the new file.
    """
    if database.exists():
        shutil.copymode(database, new)
        owner = database.stat()
        with suppress(PermissionError):  # only root may give a file away
            os.chown(new, owner.st_uid, owner.st_gid)
        tighten(new)
        kept.hardlink_to(database)
        tighten(kept)
    for suffix in BESIDE[:2]:
        with suppress(FileNotFoundError):
            beside(database, suffix).rename(beside(kept, suffix))
    beside(database, BESIDE[2]).unlink(missing_ok=True)
    _sync(database.parent)
    rename_on_disk(new, database)


def still_uri(file: Path) -> str:
    """Return the address under which SQLite reads a file that no process writes, and leaves no file next to it.

    A file with a log next to it is not one of these: its log has to be read.
    """
    return f"{file.absolute().as_uri()}?mode={'rw' if beside(file, '-wal').exists() else 'ro&immutable=1'}"


def _open(file: Path, *, is_live: bool) -> sqlite3.Connection:
    uri = f"{file.absolute().as_uri()}?mode=rw" if is_live else still_uri(file)
    return sqlite3.connect(uri, uri=True, isolation_level=None)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
