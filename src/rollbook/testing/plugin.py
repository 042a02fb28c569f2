"""The plugin: fixtures, and the report of a failing test. Every run loads it, so it imports nothing heavy."""

import gc
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from rollbook.testing.handle import Handle
    from rollbook.testing.stores import World

HANDLES = pytest.StashKey["list[Handle]"]()
ENVIRONMENT = ("SMARTERU_API_URL", "SMARTERU_ACCOUNT_API_KEY", "SMARTERU_USER_API_KEY")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the plugin's options."""
    group = parser.getgroup("rollbook")
    group.addoption(
        "--rollbook-mode",
        default="thread",
        metavar="thread|process|URL",
        help="a server in this process, one of its own, or one that is there (with keys from the environment)",
    )
    group.addoption(
        "--rollbook-database",
        default="",
        metavar="URL",
        help="an empty PostgreSQL database for the records; otherwise they are in an SQLite file",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, and forget the servers of an earlier run."""
    config.addinivalue_line("markers", "rollbook(world): the world file, or its text, that the records are loaded from")
    config.stash[HANDLES] = []


def _own(item: pytest.Item) -> "list[Handle]":
    """Return the servers that belong to the tests."""
    return [handle for handle in item.config.stash[HANDLES] if handle.is_own]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test that passed although a fault that it armed was never met."""
    result = yield
    unmet = [fault for handle in _own(item) for fault in handle.faults.unmet]
    if unmet:
        pytest.fail(f"armed, but never met: {', '.join(map(str, unmet))}", pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the calls in the report of a test that failed."""
    report = yield
    if report.when == "call" and report.failed:
        for handle in _own(item):
            if handle.calls:
                report.sections.append((f"Rollbook calls to {handle.url}", handle.calls.shown))
    return report


def _directory_to_keep_in(config: pytest.Config) -> Path | None:
    """Return a directory in pytest's cache; None where pytest runs without one, or may not write it."""
    try:
        return config.cache.mkdir("rollbook") if config.cache is not None else None
    except (AttributeError, OSError):
        return None


@contextmanager
def _collecting_no_garbage() -> Iterator[None]:
    """Switch off Python's search for garbage: of what is loaded nothing is, and it takes a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _rewriting_no_assert(config: pytest.Config) -> Iterator[None]:
    """Take out of the way what rewrites the asserts of tests: it takes all modules of a plugin's distribution for them.

    Nobody reads the asserts of a server, and to compile it once more takes longer than all the rest.
    """
    rewriter = getattr(config.pluginmanager, "rewrite_hook", None)
    if rewriter not in sys.meta_path:
        yield
        return
    place = sys.meta_path.index(rewriter)
    sys.meta_path.remove(rewriter)
    try:
        yield
    finally:
        sys.meta_path.insert(place, rewriter)


@pytest.fixture(scope="session")
def make_rollbook(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[MakeRollbook]":
    """Give a function that starts a server with a world; all are stopped at the end."""
    mode, database = (request.config.getoption(f"--rollbook-{name}") for name in ("mode", "database"))
    kept_in = _directory_to_keep_in(request.config)
    with ExitStack() as running:

        def make(world: "World | None" = None) -> "Handle":
            with _collecting_no_garbage(), _rewriting_no_assert(request.config):
                from rollbook.testing.handle import start  # noqa: PLC0415  # it loads the server

                directory = tmp_path_factory.mktemp("rollbook")
                handle = running.enter_context(start(mode, database, directory, world, kept_in))
            request.config.stash[HANDLES].append(handle)
            return handle

        yield make
        request.config.stash[HANDLES].clear()


MakeRollbook = Callable[..., "Handle"]


@pytest.fixture(scope="session")
def rollbook_server(make_rollbook: MakeRollbook) -> "Handle":
    """Start the server that the tests of a process share; nothing is reset between them."""
    return make_rollbook()


@pytest.fixture
def rollbook_world() -> "World | None":
    """Override this to begin with other records: the path of a world file, or its text."""
    return None


@pytest.fixture
def rollbook(
    request: pytest.FixtureRequest, rollbook_server: "Handle", rollbook_world: "World | None"
) -> "Iterator[Handle]":
    """Give the shared server with its records as the world has them, no calls, no faults, and the time of day."""
    marker = request.node.get_closest_marker("rollbook")
    world = marker.kwargs.get("world") if marker is not None else None
    rollbook_server.begin(world or rollbook_world)
    yield rollbook_server
    rollbook_server.end()


@pytest.fixture
def rollbook_env(rollbook: "Handle", monkeypatch: pytest.MonkeyPatch) -> "Handle":
    """Put the server's address and keys into the environment, for a program that reads them there."""
    values = (rollbook.url, rollbook.keys["account_api"], rollbook.keys["user_api"])
    for name, value in zip(ENVIRONMENT, values, strict=True):
        monkeypatch.setenv(name, value)
    return rollbook
