"""What is fuzzed of sheets: a file is read, planned and made into texts; or it is refused, or something is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from fuzz.inputs import NOW
from fuzz.invariants import demand
from rollbook.methods import METHODS
from rollbook.sheets.answers import ALL, Answers
from rollbook.sheets.files.cells import Asked, Book, FileRefused, Hints, Line, Sheet
from rollbook.sheets.files.formats import read_any
from rollbook.sheets.files.limits import LONGEST_CELL, MOST_COLUMNS
from rollbook.sheets.files.reading import ReadFile
from rollbook.sheets.files.spool import Spool
from rollbook.sheets.plan import Plan, make_plan
from rollbook.sheets.targets import targets_of

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # a disk would wait for each of its writes
METHOD = METHODS["enrollSessionHistory"]
TARGETS = targets_of(METHOD)
ANSWERS = Answers(sheet=ALL, dates="dmy", grades="percents", hidden="with")
"""What answers the questions that mostly end a plan."""
SHORTEST_SPOOL = 2


def check_sheet(desk: object, data: bytes) -> None:
    """Files of every kind: lines are whole, rows are texts, and only a refusal or a question comes of a bad one."""
    del desk
    try:
        with opened(data) as read:
            for sheet in read.book.sheets:
                _check_lines(sheet, list(read.lines(sheet)))
            if not _rows(read, Answers()):
                _rows(read, ANSWERS)
    except (FileRefused, Asked) as answer:
        demand(str(answer), "a refusal says what to do")


@contextmanager
def opened(data: bytes) -> Iterator[ReadFile]:
    """Read a file as the child does, but in this process, without its limits."""
    with TemporaryDirectory(prefix="rollbook-fuzz-", dir=MEMORY) as directory:
        file, spool = Path(directory, "file"), Path(directory, "spool")
        file.write_bytes(data)
        with spool.open("wb") as into:
            book = read_any(file, Hints(words=[*TARGETS.headers]), Spool(into))
        _check_book(book)
        yield ReadFile(book, spool)


def _check_book(book: Book) -> None:
    demand(book.format in {"csv", "tsv", "xlsx", "ods", "xls"}, "the format is known")
    demand(book.problem is None, "what is refused is raised")
    for sheet in book.sheets:
        demand({*sheet.hidden_columns} <= {*range(MOST_COLUMNS)}, "hidden columns are columns")
        demand(len(sheet.hidden_columns) <= MOST_COLUMNS, "each hidden column is named once")


def _check_lines(sheet: Sheet, lines: list[Line]) -> None:
    numbers = [line.number for line in lines]
    demand(sheet.rows == len(lines), "there are as many lines as were counted")
    demand(numbers == sorted({*numbers}), "lines are numbered upwards")
    for line in lines:
        demand(line.cells and line.cells[-1] not in (None, ""), "a line ends with a filled cell")
        demand(len(line.cells) <= min(sheet.width, MOST_COLUMNS), "no line is wider than its sheet")
        demand(all(len(cell) <= LONGEST_CELL for cell in line.cells if isinstance(cell, str)), "no cell is too long")


def _rows(read: ReadFile, answers: Answers) -> Plan | None:
    """Make the rows of a file; return None where a question is open."""
    plan = make_plan(read, METHOD, answers, None, NOW.date())
    if plan.questions:
        return None
    for row in plan.rows():
        demand({*row.texts} <= {*TARGETS.by_name}, "a row has the tags of its method")
        demand(all(isinstance(text, str) for text in row.texts.values()), "a row has texts")
        demand(row.outcome or row.texts, "a row has texts, or says why it has none")
        demand(all(text.encode() for text in row.texts.values()), "a text can be sent")
    return plan
