"""What a file may have, and what the child that reads it may use. Source: OURS."""

from rollbook.sheets.files.cells import Cell, FileRefused, letter

MIB = 2**20
MOST_BYTES = 32 * MIB
MOST_ENTRIES = 2_000
MOST_UNPACKED = 256 * MIB
MOST_STRINGS = 64 * MIB
MOST_RATIO, RATIO_FROM = 200, MIB
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 200_000, 256, 5_000_000
LOOKED_AT = 20
"""Among so many lines of a sheet its header is looked for. What stands above the data is no row of it."""
LONGEST_CELL = 32_767
CHILD_BYTES = 512 * MIB
CHILD_CPU_SECONDS, CHILD_SECONDS = 120, 300
MOST_SPOOLED = 1024 * MIB
DIVIDE = "divide it into several files"


class Count:
    """Counts the filled lines and cells of a file, and refuses it at the limits.

    The first lines of each sheet may stand above its data, and are not counted here: the plan, which knows the header,
    counts all rows below it.
    """

    def __init__(self) -> None:
        self.rows = self.cells = self._above = 0

    def begin(self) -> None:
        """Begin the next sheet."""
        self._above = LOOKED_AT

    def add(self, number: int, cells: list[Cell]) -> None:
        """Count a line that has filled cells."""
        if self._above:
            self._above -= 1
        else:
            self.rows += 1
        self.cells += len(cells)
        check_rows(self.rows)
        if self.cells > MOST_CELLS:
            raise too_many_cells()
        if len(cells) > MOST_COLUMNS:
            check_column(number, len(cells) - 1)
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and len(cell) > LONGEST_CELL:
                raise too_long(f"{letter(column)}{number}")


def check_rows(count: int) -> None:
    """Refuse a file with too many rows of data."""
    if count > MOST_ROWS:
        raise FileRefused(f"The file has more than {MOST_ROWS:,} rows: {DIVIDE}.")


def too_many_cells() -> FileRefused:
    """Make the refusal of a file with too many cells."""
    return FileRefused(f"The file has more than {MOST_CELLS:,} cells: {DIVIDE}, or remove columns.")


def too_long(place: str) -> FileRefused:
    """Make the refusal of a cell that is too long."""
    return FileRefused(f"Cell {place} has more than {LONGEST_CELL:,} characters: shorten it.")


def check_column(row: int, column: int) -> None:
    """Refuse a filled cell beyond the last column."""
    if column >= MOST_COLUMNS:
        raise FileRefused(
            f"Cell {letter(column)}{row} is filled, but only {MOST_COLUMNS} columns are read: remove the others."
        )
