"""Fresh databases for tests, copied from one that is migrated once a run.

The processes of a run share a directory, named in the environment: the first that needs a thing makes it there,
under a lock, and the process that began the run removes it all.
"""

import fcntl
import functools
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
import sqlalchemy as sa

from rollbook.records.database import schema
from rollbook.records.database.distribute import find_remaining
from rollbook.records.database.engine import Database
from tests import citus, postgres
from tests.citus import Cluster
from tests.postgres import PostgreSQL

RUN = "ROLLBOOK_TEST_RUN"
SERVER_GIVEN = "ROLLBOOK_TEST_POSTGRES_URL"
BACKENDS = ("sqlite", "postgresql", "citus") if citus.is_given() else ("sqlite", "postgresql")
T = TypeVar("T")
SHARDS = 4  # enough to have some on each of two workers


def begin_run() -> None:
    """Make the directory that the processes of this run share."""
    os.environ[RUN] = tempfile.mkdtemp(prefix="rollbook-tests-")


def end_run() -> None:
    """Remove all that the run made."""
    run = Path(os.environ.pop(RUN))
    if (run / "template").exists():
        _administer(f"DROP DATABASE {(run / 'template').read_text()}", (run / "server").read_text())
    for joined in run.glob("citus-*"):
        if joined.suffix != ".lock":
            Cluster.given().drop(joined.read_text())
    if (run / "postgresql").exists():
        server = PostgreSQL(Path((run / "postgresql").read_text()))
        server.stop()
        server.remove()
    if (run / "model").exists():
        PostgreSQL(Path((run / "model").read_text())).remove()
    shutil.rmtree(run)


@contextmanager
def fresh_database(backend: str, directory: Path, *, empty: bool = False, encoding: str = "") -> Iterator[str]:
    """Yield the URL of a new database, migrated unless `empty`; on a server it is dropped at the end.

    An empty one on PostgreSQL may have another encoding than UTF8.
    """
    if backend == "sqlite":
        path = directory / "rollbook.db"
        if not empty:
            shutil.copy(_once("sqlite.db", _make_sqlite_template), path)
        yield f"sqlite:///{path}"
        return
    name = f"rollbook_{uuid.uuid4().hex}"
    if backend == "citus":
        template = _once("citus-empty", _join_databases) if empty else _once("citus-template", _make_citus_template)
        with Cluster.given().copy(name, template.read_text()) as url:
            if not empty:
                distribute(url)  # a copy lacks the settings of its template
            yield url
        return
    server = _once("server", _find_server).read_text()
    source = "template0" if empty else _once("template", _make_postgresql_template).read_text()
    encoded = f"ENCODING '{encoding}' LOCALE 'C'" if encoding else ""
    _administer(f"CREATE DATABASE {name} TEMPLATE {source} {encoded}", server)
    try:
        yield _url_of(server, name)
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)", server)


@contextmanager
def own_postgresql() -> Iterator[PostgreSQL]:
    """Yield a PostgreSQL server that the block alone may stop and start, copied from one that is made once a run."""
    model = PostgreSQL(Path(_once("model", _make_model).read_text()))
    with postgres.own_postgresql(model) as server:
        yield server


def one_each(
    directories: pytest.TempPathFactory, start: Callable[[ExitStack, str, Path], T]
) -> Iterator[Callable[[str], T]]:
    """Yield a function that makes one thing per backend on a fresh database and keeps it; all end with the block."""
    with ExitStack() as running:

        @functools.cache
        def of(backend: str) -> T:
            directory = directories.mktemp(backend)
            return start(running, running.enter_context(fresh_database(backend, directory)), directory)

        yield of


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


def _make_model(path: Path) -> None:
    path.write_text(str(PostgreSQL.create().directory))


def _make_postgresql_template(path: Path) -> None:
    server = (path.parent / "server").read_text()
    name = f"rollbook_template_{uuid.uuid4().hex}"
    _administer(f"CREATE DATABASE {name} TEMPLATE template0", server)
    _migrate(_url_of(server, name))
    path.write_text(name)


def _join_databases(path: Path) -> None:
    _make_joined(path)


def _make_citus_template(path: Path) -> None:
    _make_joined(path, _migrate, distribute)


def _make_joined(path: Path, *fill: Callable[[str], None]) -> None:
    cluster, name = Cluster.given(), f"rollbook_template_{uuid.uuid4().hex}"
    cluster.create(name, "template0")
    cluster.join(name)
    for step in fill:
        step(cluster.url(name))
    cluster.close(name)
    path.write_text(name)


def distribute(url: str) -> None:
    """Distribute what is not distributed yet of a database whose nodes are joined."""
    with closing(Database(url)) as database, database.writing() as connection:
        for statement in find_remaining(connection, SHARDS):
            connection.exec_driver_sql(statement)


def _migrate(url: str) -> None:
    with closing(Database(url)) as database:
        schema.migrate(database)


def _url_of(server: str, name: str) -> str:
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


def _administer(statement: str, server: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())
