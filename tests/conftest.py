"""What all tests share: both databases, and servers that answer over HTTP."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings

from rollbook.records.database.engine import Database
from tests import cast, citus, databases
from tests.confidential import pytest_runtest_makereport  # noqa: F401  # pytest finds its hooks here
from tests.databases import BACKENDS, begin_run, end_run, fresh_database
from tests.postgres import PostgreSQL
from tests.served import Served, servers

settings.register_profile("rollbook", deadline=None, print_blob=True)  # a busy machine is no fault of the code
settings.register_profile("long", settings.get_profile("rollbook"), max_examples=2_000)
settings.load_profile("rollbook")


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    if not _is_worker(config):
        begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not _is_worker(config):
        end_run()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs more than this process, so that `make check` can leave it out."""
    for item in items:
        assert isinstance(item, pytest.Function)
        if "server" in item.fixturenames or hasattr(item.module, Served.__name__):
            item.add_marker("served")
        if "own_postgresql" in item.fixturenames or {"postgresql", "citus"} & {*map(str, _parameters(item))}:
            item.add_marker("postgresql")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not citus.is_given():
        line = f"NOT TESTED ON CITUS: {citus.CLUSTER_GIVEN} names no coordinator (docs/operate/many-machines.md)"
        terminalreporter.write_line(line, yellow=True, bold=True)
    if shutil.which("chromium") is None:
        line = "NOT TESTED IN A BROWSER: no Chromium here (apt-get install chromium)"
        terminalreporter.write_line(line, yellow=True, bold=True)


def _parameters(item: pytest.Function) -> list[object]:
    return list(item.callspec.params.values()) if hasattr(item, "callspec") else []


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database; what uses it runs on each."""
    name: str = request.param
    if name == "citus" and not citus.is_given():
        pytest.skip(f"{citus.CLUSTER_GIVEN} names no coordinator")
    return name


@pytest.fixture
def database_url(backend: str, tmp_path: Path) -> Iterator[str]:
    """A fresh database with the schema and no rows."""
    with fresh_database(backend, tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The fresh database, open."""
    with closing(Database(database_url)) as opened:
        yield opened


@pytest.fixture
def own_postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server that this test alone may stop and start; it is as durable as a real one."""
    with databases.own_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def server_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Served]]:
    """Start the one server of a backend that the tests of this process share, or return it again."""
    yield from servers(tmp_path_factory)


@pytest.fixture
def server(backend: str, server_on: Callable[[str], Served]) -> Served:
    """A running server whose database is empty: load a world into it, then call."""
    served = server_on(backend)
    served.empty()
    return served


@pytest.fixture
def fina(server: Served) -> Served:
    """The running server with the two accounts of the cast."""
    server.load(cast.FINA_SHOES, cast.NEXT_DOOR_SHOES)
    return server
