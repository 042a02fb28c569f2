"""Where commands print: their output on standard output, remarks about it on standard error."""

import sys

from rich.console import Console

FILE_WIDTH = 240
ERR = Console(stderr=True, highlight=False)


def out() -> Console:
    """Return a console on standard output; in a file or a pipe, tables are not squeezed."""
    return Console(width=None if sys.stdout.isatty() else FILE_WIDTH, highlight=False)
