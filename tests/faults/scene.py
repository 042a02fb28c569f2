"""Where faults happen: a server process of two workers on a database of its own that is as durable as a real one."""

import itertools
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from enum import Enum
from pathlib import Path
from time import monotonic

import psutil
import sqlalchemy as sa

from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.records.tables import accounts, metadata, sessions
from rollbook.worlds.load import load
from tests.faults.load import COURSE, DAY, SESSIONS, WORLD, Load
from tests.postgres import PostgreSQL, new_database
from tests.proxy import Wire
from tests.raw import processes_of
from tests.served import Served

SMALL_DISK = "128m"
OLD_SCHEMA = "0001"
WRONG_CLOCK = Path(__file__).with_name("wrong_clock")


class Stage(Enum):
    """What a fault needs beside the server and its database."""

    PLAIN = "nothing"
    WIRE = "a wire to PostgreSQL that can be cut"
    SMALL_DISK = "a small disk of its own for the data"
    WRONG_CLOCK = "a clock that can be set"
    OLD_SCHEMA = "a database of the first version, and no server yet"


class NotHereError(Exception):
    """This machine does not allow what the fault needs."""


@dataclass
class Scene:
    """One served database, and the load on it."""

    server: Served
    backend: str
    disk: Path
    """Where SQLite's file is, or PostgreSQL's when it has a disk of its own."""
    clock: Path
    own_postgresql: PostgreSQL | None = None
    own_wire: Wire | None = None
    own_load: Load | None = None
    numbers: Iterator[int] = field(default_factory=itertools.count)
    cause_removed_at: float = 0

    @property
    def load(self) -> Load:
        """The callers at work."""
        assert self.own_load is not None
        return self.own_load

    @property
    def postgresql(self) -> PostgreSQL:
        """The database server, if there is one."""
        assert self.own_postgresql is not None
        return self.own_postgresql

    @property
    def wire(self) -> Wire:
        """The wire to it."""
        assert self.own_wire is not None
        return self.own_wire

    @property
    def is_up(self) -> bool:
        """Whether the server was started already."""
        return hasattr(self.server, "process")

    @property
    def workers(self) -> list[psutil.Process]:
        """The processes that answer calls."""
        return processes_of(self.server)[1:]

    def set_clock(self, seconds: int) -> None:
        """Let the server's clock be wrong by so much, from now on."""
        new = self.clock.with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(self.clock)  # at once: somebody reads it all the time

    def remove_cause(self) -> None:
        """Note that what was wrong is so no longer: from now on it takes the server time to recover."""
        self.cause_removed_at = monotonic()


@contextmanager
def open_scene(stage: Stage, backend: str, directory: Path, postgresql: PostgreSQL) -> Iterator[Scene]:
    """Set the scene: the database with its world, and a server on it (none yet on an old schema)."""
    with ExitStack() as opened:
        disk = opened.enter_context(small_disk(postgresql)) if stage is Stage.SMALL_DISK else None
        wire = None
        if backend == "sqlite":
            url = f"sqlite:///{disk or directory}/rollbook.db"
        else:
            name = opened.enter_context(new_database(postgresql, disk))
            wire = opened.enter_context(Wire(postgresql, name)) if stage is Stage.WIRE else None
            url = wire.url if wire else postgresql.url(name)
        if stage is Stage.OLD_SCHEMA:
            fill_old(url, directory)
        else:
            fill(url)
        clock = directory / "clock"
        wrong = {"PYTHONPATH": str(WRONG_CLOCK), "WRONG_CLOCK": str(clock)} if stage is Stage.WRONG_CLOCK else None
        server = Served(url, directory, workers=2, environment=wrong)
        scene = Scene(server, backend, disk or directory, clock, None if backend == "sqlite" else postgresql, wire)
        scene.set_clock(0)
        if stage is not Stage.OLD_SCHEMA:
            server.start()
        opened.push(server.__exit__)
        yield scene


def fill(url: str) -> None:
    """Load the world with sessions enough for all calls."""
    with closing(Database(url)) as database:
        schema.migrate(database)
        load(database, [WORLD])
        then = datetime.combine(DAY, time(9), UTC)
        with database.writing() as connection:
            account = connection.execute(sa.select(accounts.c.id)).scalar_one()
            session = {"account_id": account, "learning_module_id": COURSE, "starts_at": then, "ends_at": then}
            connection.execute(sessions.insert(), [{**session, "id": number} for number in range(1, SESSIONS + 1)])


def fill_old(url: str, directory: Path) -> None:
    """Fill a database of an old schema: today's code loads the world into another, and what fits is copied."""
    today = f"sqlite:///{directory}/today.db"
    fill(today)
    with closing(Database(today)) as source, closing(Database(url)) as target:
        schema.migrate(target, OLD_SCHEMA)
        with source.reading() as reading, target.writing() as writing:
            there = sa.inspect(writing)
            for table in metadata.sorted_tables:
                if rows := reading.execute(table.select()).mappings().all() if there.has_table(table.name) else ():
                    columns = [column["name"] for column in there.get_columns(table.name)]
                    writing.execute(table.insert(), [{name: row[name] for name in columns} for row in rows])


@contextmanager
def small_disk(postgresql: PostgreSQL) -> Iterator[Path]:
    """Mount a small file system in memory; where that is not allowed, this fault is not for here."""
    disk = postgresql.directory / uuid.uuid4().hex  # PostgreSQL has to get there, and may be another user
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "rollbook-test", str(disk)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NotHereError("mounting a small disk takes root") from error
    try:
        yield disk
    finally:
        unmount = ["umount", "--lazy", str(disk)]
        subprocess.run(unmount, check=True)
