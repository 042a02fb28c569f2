"""The plan of an import: which sheets, headers and columns, what each means and why, and what is open."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from rollbook.contract.method import Method
from rollbook.sheets.answers import ALL, WITHOUT, Answers
from rollbook.sheets.conversion import Meaning, Reader
from rollbook.sheets.files.cells import Book, FileRefused, Hints, Line, Question, Sheet, letter
from rollbook.sheets.files.limits import LOOKED_AT, check_rows
from rollbook.sheets.files.reading import ReadFile, reading
from rollbook.sheets.header import Header, find_header, questions, settle
from rollbook.sheets.normal import Unfit
from rollbook.sheets.rows import Rows, SheetRow, with_corrections, with_merged
from rollbook.sheets.survey import Decided, decide, hidden_question, sheet_question, survey
from rollbook.sheets.targets import Target, Targets, targets_of

MOST_VALUES = 200
ENOUGH = 0.8


class Evidence(Protocol):
    """What is on record, as far as it helps to understand a sheet."""

    def known(self, target: Target, texts: Collection[str]) -> set[str] | None:
        """Return which of the texts are on record as such a tag; None where the records do not know such texts."""


@dataclass
class Part:
    """One sheet of the file, with its header and what its columns mean."""

    sheet: Sheet
    header: Header
    decided: Decided = field(default_factory=Decided)


@dataclass
class Plan:
    """What a file will be read as."""

    read: ReadFile
    targets: Targets
    answers: Answers
    reader: Reader
    parts: list[Part] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    because: list[str] = field(default_factory=list)

    @property
    def book(self) -> Book:
        """What was found out about the file."""
        return self.read.book

    def lines(self, sheet: Sheet) -> Iterator[Line]:
        """Yield the lines of a sheet, with what is merged, and with cells as they were corrected."""
        lines = with_merged(self.read.lines(sheet), sheet.merged)
        return with_corrections(lines, sheet.name, self.answers.cells) if self.answers.cells else lines

    def rows(self) -> Iterator[SheetRow]:
        """Yield the rows of all sheets that count."""
        for part in self.parts:
            yield from self.rows_of(part).read(self.lines(part.sheet))

    def rows_of(self, part: Part) -> Rows:
        """Return the reader of one sheet's rows."""
        name = part.sheet.name if len(self.parts) > 1 else ""
        rows = Rows(self.targets, name, part.header, self.reader, self.answers)
        rows.meanings = part.decided.meanings
        return rows

    def place(self, row: SheetRow, tag: str) -> str | None:
        """Return the cell that a tag of a row came from; None for one that no column has."""
        part = next((part for part in self.parts if part.sheet.name == row.sheet), self.parts[0])
        target = self.targets.by_name.get(tag)
        columns = part.header.columns.get(target) if target is not None else None
        return f"{letter(columns[0])}{row.number}" if columns else None

    def detected(self) -> dict[str, Any]:
        """Return what was found out, as --json shows it."""
        book, first = self.book, self.parts[0] if self.parts else None
        changed = [f"{self.reader.changed:,} cells were cleaned."] if self.reader.changed else []
        return {
            "format": book.format,
            "encoding": book.encoding,
            "delimiter": book.delimiter,
            "sheet": ", ".join(part.sheet.name for part in self.parts) or None,
            "header_row": first.header.row if first else None,
            "columns": _columns(first.header) if first else {},
            "dates": {name: order for part in self.parts for name, order in part.decided.dates.items()},
            "because": [*book.because, *self.because, *changed],
        }

    def signature(self) -> str:
        """Return the headers but for those of an earlier result, by which a saved mapping is known."""
        return "\n".join(
            "\t".join(part.header.texts[: part.header.width - len(part.header.own)]) for part in self.parts
        )


def _columns(header: Header) -> dict[str, str | None]:
    names: dict[int, str | None] = dict.fromkeys(range(header.width))
    names |= {column: target.name for target, columns in header.columns.items() for column in columns}
    return {letter(column): name for column, name in sorted(names.items())}


@contextmanager
def planning(
    file: Path, method: type[Method], answers: Answers, evidence: Evidence | None, today: date
) -> Iterator[Plan]:
    """Read a file and make its plan; what is open is among its questions. Raise FileRefused for what is no sheet."""
    targets = targets_of(method)
    answers.check(targets)
    encoding = answers.encoding
    while True:
        hints = Hints(answers.sheet, encoding, answers.delimiter, [*targets.headers])
        with reading(file, hints) as read:
            if read.book.problem is not None:
                raise FileRefused(read.book.problem)
            plan = make_plan(read, method, answers, evidence, today)
            better = _better_encoding(file, plan, evidence) if encoding is None else None
            if better is None:
                yield plan
                return
        encoding = better


def make_plan(read: ReadFile, method: type[Method], answers: Answers, evidence: Evidence | None, today: date) -> Plan:
    """Make the plan of a file that was read; raise FileRefused for what is no sheet."""
    reader = Reader(is_text=read.book.format in {"csv", "tsv"}, is_1904=read.book.is_1904)
    plan = Plan(read, targets_of(method), answers, reader, questions=[*read.book.questions])
    if not plan.questions:
        _settle(plan, evidence, today)
    return plan


def _settle(plan: Plan, evidence: Evidence | None, today: date) -> None:
    """Find sheets and headers, look at all rows, and decide; stop where one step leaves a question."""
    _find_parts(plan)
    below = 0
    for part in plan.parts:
        settle(part.header, plan.targets, plan.answers)
        if evidence is not None:
            _ask_records(plan, part, evidence)
        _hide(plan, part)
        plan.questions += questions(part.header, plan.targets, plan.answers)
        _refuse_doubly_given(part.header, plan.answers)
        found = survey(plan.lines(part.sheet), part.header, plan.reader, plan.answers, today)
        below += found.lines
        check_rows(below)
        if not found.lines:
            raise FileRefused("The sheet has a header, but no rows below it.")
        if evidence is not None and found.unlike:
            _choose_columns(plan, part, [*found.unlike], evidence)
            found.unlike = {target: row for target, row in found.unlike.items() if len(part.header.columns[target]) > 1}
        columns = [letter(each) for each in _hidden_columns(part)]
        if (found.hidden or columns) and plan.answers.hidden is None:
            plan.questions.append(hidden_question(found.hidden, columns))
        part.decided = decide(found, part.header, plan.answers)
        plan.because += part.decided.because
        plan.questions += part.decided.questions
    plan.reader.changed = 0


def _find_parts(plan: Plan) -> None:
    book, wanted = plan.book, plan.answers.sheet
    sheets = [sheet for sheet in book.sheets if sheet.rows and wanted in {None, ALL, sheet.name}]
    if wanted not in {None, ALL} and not any(sheet.name == wanted for sheet in book.sheets):
        names = ", ".join([*(sheet.name for sheet in book.sheets), *book.hidden_sheets])
        raise FileRefused(f"There is no sheet {wanted!r}. There are {names}.")
    if not sheets:
        raise FileRefused("The file has no rows.")
    for sheet in sheets:
        header = find_header(list(islice(plan.lines(sheet), LOOKED_AT)), plan.targets, plan.answers)
        if header is not None:
            plan.parts.append(Part(sheet, header))
    if not plan.parts:
        _without_header(plan, sheets[0])
    elif len(plan.parts) > 1 and wanted is None:
        plan.questions.append(sheet_question([part.sheet.name for part in plan.parts]))
        plan.parts = plan.parts[:1]
    if plan.parts and (len(book.sheets) > 1 or book.hidden_sheets):
        plan.because.append(f"Of the visible sheets {plan.parts[0].sheet.name!r} has the headers.")


def _without_header(plan: Plan, sheet: Sheet) -> None:
    """Take the columns that options name; without any, ask for the header."""
    if plan.answers.columns:
        plan.parts.append(Part(sheet, Header(0)))
        return
    lines = [str(line.number) for line in islice(plan.lines(sheet), 5)]
    known = ", ".join(list(plan.targets.by_name)[:9])
    hint = (
        f"No row among the first {LOOKED_AT} has two headers that are known, such as {known}: say which row it is "
        "with --header-row N, and what the columns are with --column TAG=LETTER (--header-row 0: there is none)."
    )
    plan.questions.append(Question("header_row", [*lines, "0"], hint, "--header-row"))


def _hidden_columns(part: Part) -> list[int]:
    mapped = {columns[0] for columns in part.header.columns.values()}
    return sorted(mapped & set(part.sheet.hidden_columns))


def _hide(plan: Plan, part: Part) -> None:
    if plan.answers.hidden == WITHOUT:
        hidden = set(part.sheet.hidden_columns)
        kept = {
            target: [each for each in columns if each not in hidden] for target, columns in part.header.columns.items()
        }
        part.header.columns = {target: columns for target, columns in kept.items() if columns}


def _refuse_doubly_given(header: Header, answers: Answers) -> None:
    for target, columns in header.columns.items():
        if target.name in answers.set:
            title = header.title(columns[0])
            raise FileRefused(f"--set gives {target.name}, but column {title} is {target.name} already.")


def _values(plan: Plan, part: Part, column: int, target: Target) -> set[str]:
    """Return some of the texts that a column has, as those of a tag."""
    texts: set[str] = set()
    for line in plan.lines(part.sheet):
        if line.number > part.header.row and column < len(line.cells) and line.cells[column] is not None:
            try:
                texts.add(plan.reader.text(target, line.cells[column], part.decided.meanings.get(target) or Meaning()))
            except Unfit:
                continue
            if len(texts) >= MOST_VALUES:
                break
    return texts - {""}


def _share(plan: Plan, part: Part, column: int, target: Target, evidence: Evidence) -> tuple[int, int]:
    """Return how many of a column's texts are on record as such a tag, and how many there are."""
    texts = _values(plan, part, column, target)
    known = evidence.known(target, texts) if texts else None
    return (0 if known is None else len(known), len(texts))


def _ask_records(plan: Plan, part: Part, evidence: Evidence) -> None:
    """Find a column for each need that has none: the only one whose texts are on record as such a tag."""
    header = part.header
    for need in plan.targets.needs:
        there = {*header.columns, *header.proposed.values(), *(plan.targets.by_name[name] for name in plan.answers.set)}
        if not there.isdisjoint(need.targets):
            continue
        taken = {column for columns in header.columns.values() for column in columns} | set(header.own.values())
        fits = []
        for column in range(part.sheet.width):
            for target in need.targets if column not in taken else ():
                known, count = _share(plan, part, column, target, evidence)
                if known and known >= ENOUGH * count:
                    fits.append((target, column, known, count))
        if len({column for _, column, *_ in fits}) == 1:
            target, column, known, count = fits[0]
            header.columns[target] = [column]
            header.proposed.pop(column, None)
            plan.because.append(
                f"Column {header.title(column)} is {target.name}: {known} of {count} of its texts are on record."
            )


def _choose_columns(plan: Plan, part: Part, targets: Sequence[Target], evidence: Evidence) -> None:
    """Of two columns that would be one tag, take the only one whose texts are on record as such."""
    for target in targets:
        columns = part.header.columns[target]
        shares = {column: _share(plan, part, column, target, evidence) for column in columns}
        fitting = [column for column, (known, count) in shares.items() if known and known >= ENOUGH * count]
        if len(fitting) == 1:
            part.header.columns[target] = fitting
            plan.because.append(
                f"Column {part.header.title(fitting[0])} is {target.name}: only its texts are on record as such."
            )


def _better_encoding(file: Path, plan: Plan, evidence: Evidence | None) -> str | None:
    """Return another encoding in which the texts are on record; ask where nothing decides between two."""
    book = plan.book
    if not book.rivals or book.encoding is None:
        return None
    found = _known_in(plan, evidence) if evidence is not None and plan.parts else {}
    if found and not any(found.values()):
        for rival in book.rivals:
            hints = Hints(plan.answers.sheet, rival, plan.answers.delimiter, [*plan.targets.headers])
            with reading(file, hints) as read:
                other = Plan(read, plan.targets, plan.answers, plan.reader)
                if read.book.problem is None and not read.book.questions:
                    _find_parts(other)
                    if evidence is not None and other.parts and any(_known_in(other, evidence).values()):
                        return rival
    if any(found.values()):
        plan.because.append(f"Read as {book.encoding}, {next(t for t, k in found.items() if k)!r} is on record.")
    elif not book.is_sure:
        hint = f"The file may be in {' or '.join([book.encoding, *book.rivals])}: say which with --encoding."
        plan.questions.append(Question("encoding", [book.encoding, *book.rivals], hint, "--encoding"))
    return None


def _known_in(plan: Plan, evidence: Evidence) -> Mapping[str, bool]:
    """Return the texts that the encoding matters for, and whether each is on record."""
    texts: dict[str, bool] = {}
    for part in plan.parts:
        for target, columns in part.header.columns.items():
            odd = {text for text in _values(plan, part, columns[0], target) if not text.isascii()}
            known = evidence.known(target, odd) if odd else None
            texts |= {} if known is None else {text: text in known for text in odd}
    return texts
