"""The rows of a sheet as texts: what of each is sent, skipped, or cannot become a text."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rollbook.contract.errors import Path
from rollbook.sheets.answers import WITHOUT, Answers
from rollbook.sheets.conversion import Meaning, Reader
from rollbook.sheets.files.cells import Area, Cell, Day, Line, Number, Truth, column_of, letter
from rollbook.sheets.header import Header, skipping
from rollbook.sheets.normal import Unfit
from rollbook.sheets.targets import Target, Targets

REFUSED, PROBLEM, SKIPPED = "refused", "problem", "skipped"
TWO_PEOPLE = "the row names two different {whom}: {first} and {second}"
REMEMBERED = 1_000
"""So many texts of a column are remembered."""
SHIFTED = "cells are filled beyond the header: columns may have shifted"


@dataclass
class SheetRow:
    """One row: its texts by the names of their tags; or why it has none. `doubles`: choices with both sides filled."""

    number: int
    sheet: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    outcome: str = ""
    message: str = ""
    tag: str | None = None
    cell: str | None = None
    value: str | None = None
    doubles: list[tuple[Target, str, Target, str]] = field(default_factory=list)

    def refuse(self, message: str, tag: str | None = None, cell: str | None = None, value: str | None = None) -> None:
        """Note why the row cannot be sent; the first reason counts."""
        if not self.outcome:
            self.outcome, self.message, self.tag, self.cell, self.value = PROBLEM, message, tag, cell, value


def with_merged(lines: Iterable[Line], merged: Sequence[Area]) -> Iterator[Line]:
    """Yield the lines; where cells are merged downwards, each has the value of all."""
    areas = deque(sorted((area for area in merged if area.bottom > area.top), key=lambda area: area.top))
    begun: dict[int, tuple[int, Cell]] = {}  # by column, of which each is in one area at a time: the last row, and what
    for line in lines:
        begun = {left: each for left, each in begun.items() if each[0] >= line.number}
        for left, (_, value) in begun.items():
            line.cells += [None] * (left + 1 - len(line.cells))
            if line.cells[left] in {None, ""}:
                line.cells[left] = value
        while areas and areas[0].top <= line.number:
            area = areas.popleft()
            if area.top == line.number and area.left < len(line.cells) and line.cells[area.left] is not None:
                begun[area.left] = area.bottom, line.cells[area.left]
        yield line


def with_corrections(lines: Iterable[Line], sheet: str, cells: Mapping[str, str]) -> Iterator[Line]:
    """Yield the lines, with the texts that some of the sheet's cells should have had."""
    by_row: dict[int, dict[int, str]] = {}
    for place, text in cells.items():
        name, _, cell = place.rpartition("!")
        column = cell.rstrip("0123456789")
        if name == sheet:
            by_row.setdefault(int(cell.removeprefix(column)), {})[column_of(column)] = text
    for line in lines:
        for at, right in by_row.get(line.number, {}).items():
            line.cells += [None] * (at + 1 - len(line.cells))
            line.cells[at] = right
        yield line


def shown(cell: Cell) -> str | None:
    """Return a cell as a message quotes it."""
    match cell:
        case Number():
            return cell.text
        case Day():
            return cell.iso
        case Truth():
            return str(cell.value).upper()
        case str():
            return cell
        case _:
            return getattr(cell, "word", None)


class Rows:
    """The rows below the header of one sheet."""

    def __init__(self, targets: Targets, name: str, header: Header, reader: Reader, answers: Answers) -> None:
        self._name, self._header, self._reader = name, header, reader
        self._columns = {target: columns[0] for target, columns in header.columns.items()}
        self.meanings: Mapping[Target, Meaning] = {}
        self._skipped = skipping(header)
        self._known: dict[Target, dict[str, str]] = {target: {} for target in self._columns}
        self._constants = {name: text for name, text in answers.set.items() if text}
        self._leaves_hidden = answers.hidden == WITHOUT
        self._choices: dict[Path, list[Target]] = {}
        for target in targets.all:
            if target in self._columns and target.choice is not None:
                self._choices.setdefault(target.choice, []).append(target)

    def read(self, lines: Iterable[Line]) -> Iterator[SheetRow]:
        """Yield the rows; those in which no column that counts is filled are left out."""
        for line in lines:
            if line.number > self._header.row:
                row = self._row(line)
                if row is not None:
                    yield row

    def _row(self, line: Line) -> SheetRow | None:
        row = SheetRow(line.number, self._name)
        mapped = {target: self._cell(line, column) for target, column in self._columns.items()}
        if not any(_is_filled(cell) for cell in mapped.values()):
            return self._beyond(row, line)
        if line.is_hidden and self._leaves_hidden:
            row.outcome, row.message = SKIPPED, "the row is hidden"
        elif (why := self._skipped(line)) is not None:
            row.outcome, row.message = SKIPPED, why
        else:
            self._fill(row, mapped)
            self._beyond(row, line)
        return row

    def _cell(self, line: Line, column: int) -> Cell:
        return line.cells[column] if column < len(line.cells) else None

    def _fill(self, row: SheetRow, mapped: Mapping[Target, Cell]) -> None:
        texts: dict[Target, str] = {}
        for target, cell in mapped.items():
            try:
                text = self._text(target, cell)
            except Unfit as unfit:
                row.refuse(f"{target.name}: {unfit}", target.name, self.place(target, row.number), shown(cell))
                continue
            if text:
                texts[target] = text
        for sides in self._choices.values():
            ordered = [target for target in sides if target in texts]
            for other in ordered[1:]:
                row.doubles.append((ordered[0], texts[ordered[0]], other, texts.pop(other)))
        row.texts = {**self._constants, **{target.name: text for target, text in texts.items()}}

    def _text(self, target: Target, cell: Cell) -> str:
        """Return the text of a cell, of which a column often has few: those that needed no cleaning are remembered."""
        if not isinstance(cell, str):
            return "" if cell is None else self._reader.text(target, cell, self.meanings[target])
        known = self._known[target]
        text = known.get(cell)
        if text is None:
            changed = self._reader.changed
            text = self._reader.text(target, cell, self.meanings[target])
            if self._reader.changed == changed and len(known) < REMEMBERED:
                known[cell] = text
        return text

    def place(self, target: Target, row: int) -> str | None:
        """Return the cell that a tag of a row came from."""
        column = self._columns.get(target)
        return None if column is None else f"{letter(column)}{row}"

    def _beyond(self, row: SheetRow, line: Line) -> SheetRow | None:
        """Refuse a row with filled cells beyond the header, where there is one."""
        width = max(self._header.width, *(column + 1 for column in self._columns.values()), 0)
        if self._header.row and len(line.cells) > width:
            column = next(number for number in range(width, len(line.cells)) if _is_filled(line.cells[number]))
            row.refuse(SHIFTED, None, f"{letter(column)}{line.number}", shown(line.cells[column]))
            return row
        return None


def _is_filled(cell: Cell) -> bool:
    return cell is not None and not (isinstance(cell, str) and not cell.strip())
