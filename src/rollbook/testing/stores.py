"""The records of a test server, and how they become again what a world says."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
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

    def __init__(self, directory: Path) -> None:
        self._file = directory / "rollbook.db"
        self.url = f"sqlite:///{self._file}"
        with closing(Database(self.url, pool_size=1)) as database:
            schema.migrate(database)
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
def make_store(database: str, directory: Path) -> Iterator[Store]:
    """Yield the store in a database, or in a file of this directory."""
    store = OtherStore(database) if database else SqliteStore(directory)
    with closing(store):
        yield store
