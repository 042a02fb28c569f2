"""Tables, on the screen and in Markdown."""

from collections.abc import Sequence

from rich.table import Table

Lines = Sequence[Sequence[str]]
"""The head of a table, and its rows."""


def show_table(lines: Lines) -> Table:
    """Set the lines for the screen."""
    table = Table(*lines[0])
    for row in lines[1:]:
        table.add_row(*row)
    return table


def write_markdown(lines: Lines) -> str:
    """Write the lines as a table of Markdown."""
    head, *rows = (f"| {' | '.join(row)} |" for row in lines)
    return "\n".join([head, f"|{' --- |' * len(lines[0])}", *rows]) + "\n"
