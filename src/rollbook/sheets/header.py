"""The header of a sheet: which row it is, and which tag each column fills."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from rollbook.sheets.answers import NOTHING, Answers, target_named
from rollbook.sheets.files.cells import Cell, FileRefused, Line, Number, Question, column_of, letter
from rollbook.sheets.files.text import fold
from rollbook.sheets.normal import clean, unquoted
from rollbook.sheets.targets import Target, Targets

LEAST_TAGS = 2
ALIKE = 0.85
RECORDED = "recorded"
OURS = ("result", "code", "error")
"""The columns that the result of an import has beyond the sheet's own."""


@dataclass
class Header:
    """Where the header is (row 0: there is none), and the columns of each tag. `own` are the result's three columns."""

    row: int
    texts: Sequence[str] = ()
    columns: dict[Target, list[int]] = field(default_factory=dict)
    proposed: dict[int, Target] = field(default_factory=dict)
    own: Mapping[str, int] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """How many columns have a header."""
        return len(self.texts)

    def title(self, column: int) -> str:
        """Return how a column is called in a sentence."""
        text = self.texts[column] if column < len(self.texts) else ""
        return f"{letter(column)} ({text})" if text else letter(column)


def text_of(cell: Cell) -> str:
    """Return the text of a header's cell."""
    if isinstance(cell, Number):
        return cell.text
    return clean(unquoted(cell)) if isinstance(cell, str) else ""


def find_header(lines: Sequence[Line], targets: Targets, answers: Answers) -> Header | None:
    """Return the header among the first lines of a sheet; None where no row has two tags and nobody names it."""
    if answers.header_row is not None:
        found = [line for line in lines if line.number == answers.header_row]
        if answers.header_row and not found:
            raise FileRefused(f"Row {answers.header_row} is empty: --header-row names the row with the headers.")
        return _header(found[0], targets) if found else Header(0)
    best, above = None, 0
    for line in lines:
        header = _header(line, targets)
        if len(header.columns) >= LEAST_TAGS and (best is None or _is_better(header, best, above)):
            best = header
        above = line.number
    return best


def _is_better(header: Header, best: Header, above: int) -> bool:
    """Whether a lower row is more of a header: it has more tags; or as many, right below it, and not the same again."""
    more = len(header.columns) - len(best.columns)
    return more > 0 or (more == 0 and above == best.row and [*map(fold, header.texts)] != [*map(fold, best.texts)])


def _header(line: Line, targets: Targets) -> Header:
    texts = [text_of(cell) for cell in line.cells]
    header = Header(line.number, texts, own=_own(texts))
    for column, text in enumerate(texts):
        found = targets.headers.get(fold(text)) if text and column not in header.own.values() else None
        if found:
            header.columns.setdefault(found[0], []).append(column)
    return header


def _own(texts: Sequence[str]) -> Mapping[str, int]:
    """Return the columns of an earlier result, where the last three headers are theirs."""
    last = tuple(text.casefold() for text in texts[-len(OURS) :])
    first = len(texts) - len(OURS)
    return {name: first + place for place, name in enumerate(OURS)} if last == OURS else {}


def settle(header: Header, targets: Targets, answers: Answers) -> None:
    """Put the columns in place that options name, and note which others are alike to a tag that has none."""
    ignored = {_column(header, place) for name, place in answers.columns.items() if name.startswith(NOTHING)}
    for name, place in answers.columns.items():
        if not name.startswith(NOTHING):
            column = _column(header, place)
            for columns in header.columns.values():
                if column in columns:
                    columns.remove(column)
            header.columns[target_named(targets, name)] = [column]
    header.columns = {
        target: kept for target, columns in header.columns.items() if (kept := [c for c in columns if c not in ignored])
    }
    _refuse_secrets(header, targets)
    taken = {column for columns in header.columns.values() for column in columns}
    for column, text in enumerate(header.texts):
        if text and column not in taken | ignored | set(header.own.values()):
            target = _alike(fold(text), targets)
            if target is not None and target not in header.columns:
                header.proposed[column] = target


def _column(header: Header, place: str) -> int:
    """Return the column that an option names, by its header or by its letter."""
    same = [column for column, text in enumerate(header.texts) if text and fold(text) == fold(place)]
    if len(same) == 1 and fold(place):
        return same[0]
    try:
        return column_of(place)
    except ValueError:
        raise FileRefused(f"There is no column {place!r}: name it by its letter, or by its header.") from None


def _alike(header: str, targets: Targets) -> Target | None:
    if not header:
        return None
    scores = {}
    for known in targets.headers:
        pair = SequenceMatcher(None, header, known)
        if pair.real_quick_ratio() >= ALIKE:  # the lengths alone tell of most, before any letter is compared
            scores[known] = pair.ratio()
    best = max(scores, key=lambda known: scores[known], default="")
    return targets.headers[best][0] if best and scores[best] >= ALIKE else None


def _refuse_secrets(header: Header, targets: Targets) -> None:
    for column, text in enumerate(header.texts):
        if text and fold(text) in targets.secrets:
            raise FileRefused(
                f"Column {header.title(column)} holds passwords, which belong in no sheet: remove it. "
                "People choose their passwords themselves, by a link."
            )


def questions(header: Header, targets: Targets, answers: Answers) -> list[Question]:
    """Return what is open about the columns: those that are alike to a tag, and tags that every row needs."""
    asked = [
        Question(
            "column",
            [f"{target.name}={letter(column)}", f"{NOTHING}={letter(column)}"],
            f"Column {header.title(column)} is nearly {target.name}: say --column {target.name}={letter(column)}, or "
            f"--column {NOTHING}={letter(column)} to leave it out.",
            "--column",
            target.name,
        )
        for column, target in header.proposed.items()
    ]
    there = {*header.columns, *header.proposed.values(), *(targets.by_name[name] for name in answers.set)}
    asked += [
        Question(
            "missing",
            [f"{need.targets[0].name}={letter(column)}" for column in _free(header)],
            f"No column is {need.names}, which every row needs: name one by --column {need.targets[0].name}=LETTER, or "
            f"give one text for all rows with --set {need.targets[0].name}=TEXT.",
            "--column",
            need.targets[0].name,
        )
        for need in targets.needs
        if there.isdisjoint(need.targets)
    ]
    return asked


def _free(header: Header) -> list[int]:
    taken = {column for columns in header.columns.values() for column in columns} | set(header.own.values())
    return [column for column, text in enumerate(header.texts) if text and column not in taken]


def skipping(header: Header) -> Callable[[Line], str | None]:
    """Return what says why a row is skipped: it is the header again, or an earlier result says that it is on record."""
    mapped = [columns[0] for columns in header.columns.values()]
    again = [(column, fold(header.texts[column])) for column in mapped if column < header.width]
    may_repeat = bool(header.row) and len(again) == len(mapped)
    own = header.own.get(OURS[0])

    def skipped(line: Line) -> str | None:
        cells, width = line.cells, len(line.cells)
        if may_repeat and all(fold(text_of(cells[at] if at < width else None)) == text for at, text in again):
            return "the row is the header again"
        mark = cells[own] if own is not None and own < width else None
        return "the row was recorded before" if isinstance(mark, str) and mark.strip() == RECORDED else None

    return skipped
