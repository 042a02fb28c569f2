"""What a file may have, and what the child that reads it may use. Source: OURS."""

from rollbook.sheets.files.cells import Cell, FileRefused, letter

MIB = 2**20
MOST_BYTES = 32 * MIB
MOST_ENTRIES = 2_000
MOST_UNPACKED = 256 * MIB
MOST_STRINGS = 64 * MIB
MOST_RATIO, RATIO_FROM = 200, MIB
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 200_000, 256, 5_000_000
LONGEST_CELL = 32_767
CHILD_BYTES = 512 * MIB
CHILD_CPU_SECONDS, CHILD_SECONDS = 120, 300
MOST_SPOOLED = 1024 * MIB
DIVIDE = "divide it into several files"


class Count:
    """Counts the filled rows and cells of a file, and refuses it at the limits."""

    def __init__(self) -> None:
        self.rows = self.cells = 0

    def add(self, number: int, cells: list[Cell]) -> None:
        """Count a row that has filled cells."""
        self.rows += 1
        self.cells += len(cells)
        if self.rows > MOST_ROWS:
            raise FileRefused(f"The file has more than {MOST_ROWS:,} rows: {DIVIDE}.")
        if self.cells > MOST_CELLS:
            raise too_many_cells()
        if len(cells) > MOST_COLUMNS:
            check_column(number, len(cells) - 1)
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and len(cell) > LONGEST_CELL:
                raise too_long(f"{letter(column)}{number}")


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
