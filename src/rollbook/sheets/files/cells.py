"""What a cell holds, and what a file is read into: a book of sheets, and the lines of each."""

from functools import lru_cache

import msgspec


class Number(msgspec.Struct, frozen=True, array_like=True, tag="n"):
    """A number: its text as the file has it, and the number format of the cell ("" for none)."""

    text: str
    format: str = ""


class Day(msgspec.Struct, frozen=True, array_like=True, tag="d"):
    """A date, with a time where it has one: as ISO text, and as the file has it ("" where it has ISO itself)."""

    iso: str
    text: str = ""
    format: str = ""


class Truth(msgspec.Struct, frozen=True, array_like=True, tag="b"):
    """TRUE or FALSE."""

    value: bool


class Broken(msgspec.Struct, frozen=True, array_like=True, tag="e"):
    """An error, such as #N/A; without a word, a formula whose result the file does not have."""

    word: str = ""


Cell = str | Number | Day | Truth | Broken | None


class Line(msgspec.Struct, array_like=True):
    """One row: its number as a spreadsheet program shows it, its cells from column A on, and whether it is hidden."""

    number: int
    cells: list[Cell]
    is_hidden: bool = False


class Area(msgspec.Struct, frozen=True, array_like=True):
    """Merged cells: the first and the last row, from 1, the first and the last column, from 0."""

    top: int
    bottom: int
    left: int
    right: int


class Sheet(msgspec.Struct):
    """One sheet: its name, where its lines are in the spool (bytes from, to), and what of it is hidden or merged."""

    name: str
    start: int = 0
    end: int = 0
    rows: int = 0
    width: int = 0
    hidden_rows: list[int] = []
    hidden_columns: list[int] = []
    merged: list[Area] = []


class Question(msgspec.Struct, frozen=True, omit_defaults=True):
    """What cannot be found out: what it is about, the answers to choose from, and the option that gives one."""

    about: str
    choices: list[str]
    hint: str
    option: str
    tag: str | None = None
    text: str | None = None


class Book(msgspec.Struct):
    """What was found out about a file, with the reasons, and its sheets; or why it is refused, or what to ask.

    `rivals` are other encodings in which it would have other texts; where one is as likely, `encoding` is not sure.
    """

    format: str = ""
    encoding: str | None = None
    rivals: list[str] = []
    is_sure: bool = True
    delimiter: str | None = None
    because: list[str] = []
    sheets: list[Sheet] = []
    hidden_sheets: list[str] = []
    is_1904: bool = False
    problem: str | None = None
    questions: list[Question] = []


class Hints(msgspec.Struct):
    """What the reader is told: answers, and the folded headers that would be known."""

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    words: list[str] = []


class FileRefused(Exception):  # noqa: N818  # an answer to the person, not a failure
    """The file is not read. The sentence says why, and what to do."""


class Asked(Exception):  # noqa: N818  # an answer to the person, not a failure
    """The file cannot be read before a question is answered."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.hint)
        self.question = question


def letter(column: int) -> str:
    """Return the name of a column, counted from 0: A, B … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@lru_cache(256)
def column_of(name: str) -> int:
    """Return the number of a column, from 0; raise ValueError for what is no name of one."""
    if not (name.isascii() and name.isalpha() and len(name) <= 3):
        raise ValueError
    number = 0
    for character in name.upper():
        number = number * 26 + ord(character) - ord("A") + 1
    return number - 1
