"""Where commands print: what was asked for on standard output, what is said about it on standard error."""

import sys

from rich.console import Console

FILE_WIDTH = 240
ERR = Console(stderr=True, highlight=False)


def out() -> Console:
    """Return a console on standard output; where that is a file or a pipe, tables are not squeezed."""
    return Console(width=None if sys.stdout.isatty() else FILE_WIDTH, highlight=False)
