"""Fresh databases for tests, copied from one that is migrated once a run.

The processes of a run share a directory, named in the environment: the first that needs a thing makes it there,
under a lock, and the process that began the run removes it all.
"""

import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa

from rollbook.records import schema
from rollbook.records.engine import Database
from tests.postgres import PostgreSQL

RUN = "ROLLBOOK_TEST_RUN"
SERVER_GIVEN = "ROLLBOOK_TEST_POSTGRES_URL"
BACKENDS = ("sqlite", "postgresql")


def begin_run() -> None:
    """Make the directory that the processes of this run share."""
    os.environ[RUN] = tempfile.mkdtemp(prefix="rollbook-tests-")


def end_run() -> None:
    """Remove all that the run made."""
    run = Path(os.environ.pop(RUN))
    if (run / "template").exists():
        _administer(f"DROP DATABASE {(run / 'template').read_text()}", (run / "server").read_text())
    if (run / "postgresql").exists():
        server = PostgreSQL(Path((run / "postgresql").read_text()))
        server.stop()
        server.remove()
    shutil.rmtree(run)


@contextmanager
def fresh_database(backend: str, directory: Path, *, empty: bool = False) -> Iterator[str]:
    """Give the URL of a new database, migrated unless `empty`; PostgreSQL's is dropped at the end."""
    if backend == "sqlite":
        path = directory / "rollbook.db"
        if not empty:
            shutil.copy(_once("sqlite.db", _make_sqlite_template), path)
        yield f"sqlite:///{path}"
        return
    server = _once("server", _find_server).read_text()
    template = "template0" if empty else _once("template", _make_postgresql_template).read_text()
    name = f"rollbook_{uuid.uuid4().hex}"
    _administer(f"CREATE DATABASE {name} TEMPLATE {template}", server)
    try:
        yield _url_of(server, name)
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)", server)


def _once(name: str, make: Callable[[Path], None]) -> Path:
    """The file of this name in the run's directory, made by the first process that asks for it."""
    run = Path(os.environ[RUN])
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (run / name).exists():
            make(run / name)
    return run / name


def _make_sqlite_template(path: Path) -> None:
    _migrate(f"sqlite:///{path}")


def _find_server(path: Path) -> None:
    """Write the URL of the server the run uses: the one given, or one of its own, quick because it need not last."""
    if given := os.environ.get(SERVER_GIVEN):
        path.write_text(given)
        return
    server = PostgreSQL.create(fsync="off")
    server.start()
    (path.parent / "postgresql").write_text(str(server.directory))
    path.write_text(server.url())


def _make_postgresql_template(path: Path) -> None:
    server = (path.parent / "server").read_text()
    name = f"rollbook_template_{uuid.uuid4().hex}"
    _administer(f"CREATE DATABASE {name} TEMPLATE template0", server)
    _migrate(_url_of(server, name))
    path.write_text(name)


def _migrate(url: str) -> None:
    database = Database(url)
    schema.migrate(database)
    database.close()


def _url_of(server: str, name: str) -> str:
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


def _administer(statement: str, server: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())
