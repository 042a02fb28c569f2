"""How a long load tells how far it is."""

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""Called with (done, total, noun) as the work goes on: `lines` while a file is read, then the names of tables."""


def silent(done: int, total: int, noun: str) -> None:
    """Tell nobody."""
