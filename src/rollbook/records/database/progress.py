"""How long-running work reports its progress."""

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""Called with (done, total, noun) as the work goes on; the noun says what is counted, such as `lines` or a table."""


def silent(done: int, total: int, noun: str) -> None:
    """Report to no one."""
