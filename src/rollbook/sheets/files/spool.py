"""The spool: lines on their way from the child to the server, in a file, so that neither holds them all."""

from collections.abc import Iterator
from typing import IO

import msgspec

from rollbook.sheets.files.cells import Cell, FileRefused, Line, Sheet
from rollbook.sheets.files.limits import MOST_COLUMNS, MOST_SPOOLED, Count

AT_ONCE = 200
SIZE = 4
MOST_HIDDEN = 1_000
"""So many hidden rows are named; that there are more is all the same."""
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Line]).decode


class Spool:
    """Writes the lines of one sheet after another."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._count = Count()
        self._lines: list[Line] = []
        self.sheet = Sheet("")

    def begin(self, name: str) -> Sheet:
        """Begin the next sheet."""
        self._count.begin()
        self.sheet = Sheet(name, self._file.tell())
        return self.sheet

    def add(self, number: int, cells: list[Cell], *, is_hidden: bool = False) -> None:
        """Add a line; empty cells at its end, and lines without filled cells, are left out."""
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if not cells:
            return
        self._count.add(number, cells)
        sheet = self.sheet
        sheet.rows += 1
        sheet.width = max(sheet.width, len(cells))
        if is_hidden and len(sheet.hidden_rows) < MOST_HIDDEN:
            sheet.hidden_rows.append(number)
        self._lines.append(Line(number, cells, is_hidden))
        if len(self._lines) == AT_ONCE:
            self._flush()

    def hide_columns(self, columns: range) -> None:
        """Note that columns are hidden; those beyond the last that is read do not count."""
        seen = range(columns.start, min(columns.stop, MOST_COLUMNS))
        self.sheet.hidden_columns = sorted({*self.sheet.hidden_columns, *seen})

    def end(self) -> None:
        """End the sheet."""
        self._flush()
        self.sheet.end = self._file.tell()

    def _flush(self) -> None:
        if self._lines:
            frame = _encode(self._lines)
            self._file.write(len(frame).to_bytes(SIZE) + frame)
            self._lines = []
            if self._file.tell() > MOST_SPOOLED:
                raise FileRefused("The file holds too much text: divide it into several files.")


def read_lines(file: IO[bytes], sheet: Sheet) -> Iterator[Line]:
    """Yield the lines of a sheet. Several may read the same spool in turns."""
    place = sheet.start
    while place < sheet.end:
        file.seek(place)
        size = int.from_bytes(file.read(SIZE))
        lines = _decode(file.read(size))
        place += SIZE + size
        yield from lines
