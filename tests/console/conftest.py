"""Fixtures of the console's tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.console.visitors import Visitor
from tests.served import Served


@pytest.fixture
def visitor(fina: Served) -> Iterator[Callable[[str], Visitor]]:
    """Make somebody who is signed in, by e-mail address or employee id."""
    with ExitStack() as visitors:
        yield lambda who: visitors.enter_context(Visitor(fina)).sign_in(who)
