"""The survey: all rows are looked at once, so that each column is decided as a whole, and what is open is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from rollbook.sheets.answers import ALL, FRACTIONS, PERCENTS, WITHOUT, Answers
from rollbook.sheets.conversion import Meaning, Reader, fitting, is_fraction, note_day
from rollbook.sheets.days import DMY, ISO, MDY, Days, Seen
from rollbook.sheets.files.cells import Cell, Line, Number, Question, letter
from rollbook.sheets.header import Header, skipping
from rollbook.sheets.normal import Unfit, shown_number
from rollbook.sheets.targets import DATE, FLAG, GRADE, WORD, Target

MOST_WORDS = 20
DECIDED = frozenset((DATE, GRADE, WORD, FLAG))
"""The kinds of tags whose meaning a whole column decides."""
FIRST_SERIAL = date(1899, 12, 30)


@dataclass
class Grades:
    """The plain numbers of a column of grades: how many, how many above 1, and the first that lies between 0 and 1."""

    plain: int = 0
    above: int = 0
    between: Seen | None = None


@dataclass
class Survey:
    """What all rows say together. `lines` are those below the header, of which some are hidden or skipped."""

    days: dict[Target, Days] = field(default_factory=dict)
    grades: dict[Target, Grades] = field(default_factory=dict)
    words: dict[Target, dict[str, Seen]] = field(default_factory=dict)
    unlike: dict[Target, int] = field(default_factory=dict)
    known: dict[Target, dict[int, set[str]]] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    rows: int = 0
    skipped: int = 0
    lines: int = 0


def survey(lines: Iterable[Line], header: Header, reader: Reader, answers: Answers, today: date) -> Survey:
    """Look at all rows below the header."""
    found, why_skipped = Survey(), skipping(header)
    looked_at = [each for each in header.columns.items() if each[0].kind in DECIDED or len(each[1]) > 1]
    now = (today - FIRST_SERIAL).days
    for line in lines:
        if line.number <= header.row:
            continue
        found.lines += 1
        if line.is_hidden:
            found.hidden.append(line.number)
            if answers.hidden == WITHOUT:
                continue
        if why_skipped(line) is not None:
            found.skipped += 1
            continue
        found.rows += 1
        for target, columns in looked_at:
            _look(found, target, columns, line, reader, now)
    return found


def _look(found: Survey, target: Target, columns: list[int], line: Line, reader: Reader, today: int) -> None:
    cells = [line.cells[column] if column < len(line.cells) else None for column in columns]
    if len(cells) > 1 and any(cell != cells[0] for cell in cells):
        found.unlike.setdefault(target, line.number)
    cell = cells[0]
    try:
        _note(found, target, line.number, cell, reader.bare(cell), today)
    except Unfit:
        return


def _note(found: Survey, target: Target, row: int, cell: Cell, text: str, today: int) -> None:
    if target.kind == DATE:
        note_day(found.days.setdefault(target, Days()), row, cell, text, today)
    elif target.kind == GRADE:
        _look_at_grade(found.grades.setdefault(target, Grades()), row, cell, text)
    elif target.kind in {WORD, FLAG} and cell is not None:
        _look_at_word(found.words.setdefault(target, {}), row, target, cell, text)


def _look_at_grade(found: Grades, row: int, cell: Cell, text: str) -> None:
    if isinstance(cell, Number):
        text = "" if "%" in cell.format else shown_number(cell.text, cell.format)
    if not text or not text[-1].isdigit() or not is_number(text):
        return
    found.plain += 1
    if not is_fraction(text):
        found.above += 1
    elif found.between is None and text.strip("0,.") not in {"", "1"}:
        found.between = Seen(row, text)


def is_number(text: str) -> bool:
    """Whether a text is digits with at most one point or comma."""
    return text.replace(",", ".", 1).replace(".", "", 1).isdigit()


def _look_at_word(found: dict[str, Seen], row: int, target: Target, cell: Cell, text: str) -> None:
    text = shown_number(cell.text, cell.format) if isinstance(cell, Number) else text
    is_known = (
        text.lower() in {"true", "false", "1", "0", "1.0", "0.0"} if target.kind == FLAG else fitting(target, text)
    )
    if text and not is_known and len(found) <= MOST_WORDS:
        found.setdefault(text.casefold(), Seen(row, text))


@dataclass
class Decided:
    """What each column means, why, and what is to be asked."""

    meanings: dict[Target, Meaning] = field(default_factory=dict)
    because: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    dates: dict[str, str] = field(default_factory=dict)


def decide(found: Survey, header: Header, answers: Answers) -> Decided:
    """Decide what every column means, by its cells and by the answers."""
    into = Decided({target: Meaning() for target in header.columns})
    for target, days in found.days.items():
        _decide_dates(into, target, days, answers)
    for target, grades in found.grades.items():
        _decide_grades(into, target, grades, answers)
    for target, words in found.words.items():
        _decide_words(into, target, words, answers.values.get(target.name, {}))
    for target, row in found.unlike.items():
        names = " and ".join(header.title(column) for column in header.columns[target])
        choices = [f"{target.name}={letter(column)}" for column in header.columns[target]]
        hint = f"Columns {names} are both {target.name}, and differ in row {row}: say which one counts."
        into.questions.append(Question("column", choices, hint, "--column", target.name))
    return into


def _decide_dates(into: Decided, target: Target, found: Days, answers: Answers) -> None:
    meaning, name = into.meanings[target], target.name
    problem = next(found.problems(), None)
    if found.is_swapped and answers.dates is None:
        (order, seen), *_ = found.orders.items()
        hint = (
            f"{name}: all {found.cells} date cells have a day up to 12, and all texts one above it, such as {seen}: "
            f"a spreadsheet program has exchanged day and month of the cells, or they are right. --dates {order} "
            f"exchanges them back, --dates {ISO} takes them as they are."
        )
        into.questions.append(Question("dates", [order, ISO], hint, "--dates", name))
    elif problem is not None and answers.dates is None:
        hint = f"{name}: {problem}. Say --dates {DMY} or --dates {MDY}."
        into.questions.append(Question("dates", [DMY, MDY], hint, "--dates", name))
    meaning.is_strict = answers.dates == ISO
    meaning.order = answers.dates or next(iter(found.orders), None)
    meaning.is_swapped = found.is_swapped and answers.dates in found.orders
    meaning.are_serials = found.are_serials
    if found.are_serials:
        into.because.append(f"The numbers in {name} are dates that lost their format: all lie between 1950 and today.")
    if answers.dates is None and len(found.orders) == 1 and meaning.order is not None:
        side = "day" if meaning.order == DMY else "month"
        into.because.append(f"{found.orders[meaning.order]} makes {name} {side} first.")
    if found.orders or found.is_open:
        into.dates[name] = meaning.order or ""
    elif found.cells or found.are_serials:
        into.dates[name] = ISO


def _decide_grades(into: Decided, target: Target, found: Grades, answers: Answers) -> None:
    if found.above or found.between is None:
        return
    if answers.grades is None:
        hint = (
            f"All numbers in {target.name} lie between 0 and 1, such as {found.between}: --grades {FRACTIONS} makes "
            f"percentages of them, --grades {PERCENTS} takes them as they are."
        )
        into.questions.append(Question("grades", [PERCENTS, FRACTIONS], hint, "--grades", target.name))
    into.meanings[target].are_fractions = answers.grades == FRACTIONS


def _decide_words(into: Decided, target: Target, found: Mapping[str, Seen], answers: Mapping[str, str]) -> None:
    given = {text.strip().casefold(): word for text, word in answers.items()}
    into.meanings[target].words = given
    for folded, seen in list(found.items())[:MOST_WORDS]:
        if folded not in given:
            hint = (
                f"{target.name} has no word {seen}: say which one it is with "
                f"--value {target.name}:{seen.text}=WORD. The same word again leaves it as it is."
            )
            words = list(target.words)
            into.questions.append(Question("value", words, hint, "--value", target.name, seen.text))


def hidden_question(rows: list[int], columns: list[str]) -> Question:
    """Ask whether hidden rows and columns count."""
    what = [f"{len(rows)} rows (such as row {rows[0]})"] if rows else []
    what += [f"column {name}" for name in columns]
    hint = f"Hidden or filtered: {', '.join(what)}. --hidden with takes them, --hidden {WITHOUT} leaves them out."
    return Question("hidden", ["with", WITHOUT], hint, "--hidden")


def sheet_question(names: list[str]) -> Question:
    """Ask which of several sheets count."""
    hint = f"Several sheets fit: {', '.join(names)}. Say --sheet NAME, or --sheet {ALL}."
    return Question("sheet", [*names, ALL], hint, "--sheet")
