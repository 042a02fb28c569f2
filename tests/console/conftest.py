"""Fixtures of the console's tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rollbook.records.database.progress import silent
from rollbook.server.demo.opening import open_account
from tests.console.visitors import Visitor
from tests.databases import one_each
from tests.served import Served


@pytest.fixture
def visitor(fina: Served) -> Iterator[Callable[[str], Visitor]]:
    """Make somebody who is signed in, by e-mail address or employee id."""
    with ExitStack() as visitors:
        yield lambda who: visitors.enter_context(Visitor(fina)).sign_in(who)


@pytest.fixture(scope="session")
def demo_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Served]]:
    """Start a server with the demo's account on a backend, or return it again; nobody records anything there."""
    yield from one_each(tmp_path_factory, _serve_demo)


def _serve_demo(running: ExitStack, url: str, directory: Path) -> Served:
    served: Served = running.enter_context(Served(url, directory))
    open_account(served.database, datetime.now(UTC), silent)
    return served
