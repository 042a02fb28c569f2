"""The records of a test server, and how they become again what a world says."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.worlds.load import load

World = str | Path


def source_of(world: World) -> World:
    """Return a world as it is loaded: a text in one line is a path."""
    return Path(world) if isinstance(world, str) and "\n" not in world else world


class Store(Protocol):
    """Where the records are."""

    url: str

    def reset(self, world: World) -> None:
        """Make the records those of a world, and nothing else."""


class SqliteStore:
    """A file. Each world is loaded once, and copied from memory by SQLite's own backup from then on."""

    def __init__(self, directory: Path, kept_in: Path | None) -> None:
        self._file = directory / "rollbook.db"
        self.url = f"sqlite:///{self._file}"
        kept = kept_in / f"empty-{_version_of_migrations()}.db" if kept_in is not None else None
        if kept is not None and kept.exists():
            shutil.copy(kept, self._file)
        else:
            with closing(Database(self.url, pool_size=1)) as database:
                schema.migrate(database)
            if kept is not None:
                _keep(self._file, kept)
        self._copies: dict[World, sqlite3.Connection] = {}
        self._empty = self._copy()

    def reset(self, world: World) -> None:
        """Make the records those of a world, and nothing else."""
        copy = self._copies.get(world)
        if copy is not None:
            self._restore(copy)
            return
        self._restore(self._empty)
        with closing(Database(self.url, pool_size=2)) as database:
            load(database, [source_of(world)])
        self._copies[world] = self._copy()

    def close(self) -> None:
        """Forget the copies."""
        for copy in (self._empty, *self._copies.values()):
            copy.close()

    def _copy(self) -> sqlite3.Connection:
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(self._file)) as source:
            source.backup(copy)
        return copy

    def _restore(self, copy: sqlite3.Connection) -> None:
        with closing(sqlite3.connect(self._file, timeout=10)) as target:
            target.execute("PRAGMA synchronous = OFF")
            copy.backup(target)


def _keep(file: Path, kept: Path) -> None:
    """Copy a file, whole or not at all; where nothing can be written, the next run has to do without."""
    with suppress(OSError):
        unfinished = kept.with_suffix(f".{os.getpid()}")
        shutil.copy(file, unfinished)
        unfinished.replace(kept)


def _version_of_migrations() -> str:
    """Return what differs as soon as a migration does, be it a change of one that is written already."""
    digest = hashlib.sha256()
    for file in sorted((schema.MIGRATIONS / "versions").glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class OtherStore:
    """A database that is given, which must be empty. Its rows are deleted and loaded again."""

    def __init__(self, url: str) -> None:
        self.url = url
        with closing(Database(url, pool_size=1)) as database:
            schema.migrate(database)
            with database.reading() as connection:
                if connection.scalar(sa.select(sa.func.count()).select_from(tables.accounts)):
                    raise ValueError("--rollbook-database has accounts; tests would delete them, so it must be empty")

    def reset(self, world: World) -> None:
        """Make the records those of a world, and nothing else."""
        with closing(Database(self.url, pool_size=2)) as database:
            self._empty(database)
            load(database, [source_of(world)])

    def close(self) -> None:
        """Leave the database as empty as it was."""
        with closing(Database(self.url, pool_size=1)) as database:
            self._empty(database)

    @staticmethod
    def _empty(database: Database) -> None:
        with database.writing() as connection:
            for table in reversed(tables.metadata.sorted_tables):
                connection.execute(table.delete())


@contextmanager
def make_store(database: str, directory: Path, kept_in: Path | None) -> Iterator[Store]:
    """Yield the store in a database, or in a file of this directory; an empty one is kept in `kept_in`."""
    store = OtherStore(database) if database else SqliteStore(directory, kept_in)
    with closing(store):
        yield store
