"""CSV, TSV and their kin: which encoding, which delimiter, and the rows."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from math import log2
from pathlib import Path

import chardet

from rollbook.sheets.files.cells import Asked, Book, FileRefused, Hints, Question
from rollbook.sheets.files.limits import LONGEST_CELL
from rollbook.sheets.files.spool import Spool

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|"}
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))  # fmt: skip
CODE_PAGES = (
    "windows-1252", "windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1257", "iso-8859-2",
    "iso-8859-15", "macroman", "cp850", "cp437", "shift_jis", "gb18030", "big5", "euc-kr", "koi8-r",
)  # fmt: skip
AHEAD = 1.03
"""A code page that is so much likelier than the next is taken. Of 30 small sheets in 11 languages, 28 are; two ask."""
MOST_RIVALS, SEEN = 4, 2**18
CONTROL = re.compile("[\x7f-\x9f]")
SEPARATOR = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n|$)')
NO_LETTER = re.compile("[^0-9a-z]+")
SAMPLE = 200
BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
NO_SHEET = "This is no sheet: send it as XLSX, XLS, ODS or CSV."


def read_text(file: Path, hints: Hints, spool: Spool) -> Book:
    """Read a text file into one sheet."""
    content = file.read_bytes()
    book = Book("csv")
    text = _decode(content, hints.encoding, book)
    del content
    if BINARY.search(text):
        raise FileRefused(NO_SHEET)
    named = SEPARATOR.match(text)
    if named is not None:
        text = text[named.end() :]
    delimiter = _find_delimiter(text, hints, named[1] if named else None, book)
    book.delimiter = delimiter
    if delimiter == "\t":
        book.format = "tsv"
    book.sheets = [spool.begin("")]
    for number, cells in _rows(text, delimiter or "\x1f"):
        spool.add(number, list(cells))
    spool.end()
    return book


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with their numbers; a cell with line breaks is still in one row. Refuse an open quote."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileRefused(_why(line, str(error))) from None
        number += 1
        yield number, cells


def _why(line: int, said: str) -> str:
    if "field larger" in said:
        return f'A cell that begins in line {line} has more than {LONGEST_CELL:,} characters: a quote (") may be open.'
    return f'A quote (") that opens in line {line} is not closed, or closes in a cell: write a quote in a cell twice.'


def _decode(content: bytes, wanted: str | None, book: Book) -> str:
    """Return the text, and note its encoding and why; ask where nothing fits. No byte is ever replaced."""
    if wanted is not None:
        return _decode_as(content, wanted, book)
    for mark, name in BOMS:
        if content.startswith(mark):
            book.encoding = name.removesuffix("-sig")
            book.because.append(f"The file begins with the mark of {book.encoding.upper()}.")
            try:
                return content.decode(name)
            except UnicodeDecodeError as error:
                raise _undecodable(content, error, book.encoding) from None
    if b"\0" in content[:4096]:
        return _decode_wide(content, book)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        return _decode_page(content, error, book)
    book.encoding = "utf-8"
    if not text.isascii():
        book.because.append("Every byte fits UTF-8.")
    return text


def _decode_as(content: bytes, wanted: str, book: Book) -> str:
    try:
        text = content.decode(wanted).removeprefix("\ufeff")
        text.encode()  # some codecs yield halves of surrogate pairs
    except UnicodeDecodeError as error:
        place = f"the byte {content[error.start]:#04x} in line {_line(content, error)}"
        raise FileRefused(f"The file is not in {wanted}: {place} does not fit.") from None
    except (LookupError, UnicodeError):
        raise FileRefused(f"There is no encoding {wanted!r}: try utf-8, or windows-1252.") from None
    book.encoding = wanted.lower()
    return text


def _decode_wide(content: bytes, book: Book) -> str:
    """Read UTF-16 without its mark: of Latin text, every second byte is zero."""
    sample = content[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    for name, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > len(sample) / 4 and others < zeros / 10:
            try:
                text = content.decode(name)
            except UnicodeDecodeError as error:
                raise _undecodable(content, error, name) from None
            book.encoding = name
            book.because.append(f"Every second byte is zero, as in {name.upper()}.")
            return text
    raise FileRefused(NO_SHEET)


def _decode_page(content: bytes, error: UnicodeDecodeError, book: Book) -> str:
    """Read one of the code pages that occur: the one that chardet finds, if it is sure enough."""
    if _is_mostly_utf8(content):
        raise _undecodable(content, error, "utf-8")
    pages = _find_pages(content)
    if not pages:
        raise _undecodable(content, error, "utf-8")
    [(text, (name, confidence)), *_] = pages.items()
    others = [*pages.values()][1:]
    book.encoding = name
    book.rivals = [other for other, _ in others]
    book.is_sure = not others or confidence >= AHEAD * others[0][1]
    shown = next((word for word in re.split(r"[\s,;|\"]+", text) if not word.isascii()), "")
    book.because.append(
        f"The byte {content[error.start]:#04x} in line {_line(content, error)} is not UTF-8; "
        f"the letters are those of {book.encoding}, as in {shown[:40]!r}."
    )
    return text


def _find_pages(content: bytes) -> dict[str, tuple[str, float]]:
    """Return the texts that the file may be, the likeliest first, each with a code page and how likely it is."""
    pages: dict[str, tuple[str, float]] = {}
    for found in chardet.detect_all(content[:SEEN], include_encodings=CODE_PAGES, ignore_threshold=True):
        name = str(found["encoding"]).lower()
        try:
            text = content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if CONTROL.search(text) is None and len(pages) <= MOST_RIVALS:
            pages.setdefault(text, (name, found["confidence"]))
    return pages


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether the file is in UTF-8 but for some bytes: two encodings in one file."""
    text = content.decode(errors="surrogateescape")
    bad = sum("\udc80" <= each <= "\udcff" for each in text if not each.isascii())
    good = sum(not each.isascii() for each in text) - bad
    return good > bad


def _line(content: bytes, error: UnicodeDecodeError) -> int:
    return content.count(b"\n", 0, error.start) + 1


def _undecodable(content: bytes, error: UnicodeDecodeError, name: str) -> Asked:
    fitting = [page for page in CODE_PAGES if _fits(content, page)]
    return Asked(
        Question(
            "encoding",
            fitting,
            f"The byte {content[error.start]:#04x} in line {_line(content, error)} does not fit {name}. Say which "
            "encoding the file has, or save it as CSV UTF-8.",
            "--encoding",
        )
    )


def _fits(content: bytes, page: str) -> bool:
    try:
        content.decode(page)
    except UnicodeDecodeError:
        return False
    return True


def _find_delimiter(text: str, hints: Hints, named: str | None, book: Book) -> str | None:
    """Return what separates the cells; None for a file of one column. Note why, or ask where two fit as well."""
    if hints.delimiter is not None:
        delimiter = NAMES.get(hints.delimiter.lower(), hints.delimiter)
        if len(delimiter) != 1 or delimiter in '\r\n"':
            raise FileRefused("--delimiter takes one character, or comma, semicolon, tab, pipe.")
        return delimiter
    if named is not None:
        book.because.append(f"The first line says sep={named}.")
        return named
    scores = {delimiter: _score(text, delimiter, set(hints.words)) for delimiter in DELIMITERS}
    best = max(scores.values())
    if best[1] <= 0:
        return None
    winners = [delimiter for delimiter, score in scores.items() if score == best]
    if len(winners) > 1:
        names = [DELIMITERS[each] for each in winners]
        raise Asked(Question("delimiter", names, "The rows are as even with each of these.", "--delimiter"))
    others = any(score[1] > 0 for delimiter, score in scores.items() if delimiter != winners[0])
    if others or winners[0] != ",":
        book.because.append(f"The rows are evenest with the {DELIMITERS[winners[0]]} between cells.")
    return winners[0]


def _score(text: str, delimiter: str, words: set[str]) -> tuple[int, float]:
    """Return how many headers are known with a delimiter, and how even the rows are, weighed by their width."""
    rows = []
    try:
        for _, cells in islice(_rows(text, delimiter), SAMPLE):
            if any(cell.strip() for cell in cells):
                rows.append(cells)
    except FileRefused:
        if not rows:
            return (0, 0)
    if not rows:
        return (0, 0)
    hits = max(len({fold(cell) for cell in cells} & words) for cells in rows[:20])
    evenness = max(count / len(rows) * log2(width) for width, count in Counter(map(len, rows)).items())
    return (hits if evenness else 0, evenness)


def fold(text: str) -> str:
    """Return a header without case, accents, blanks and marks, as headers are compared."""
    if text.isascii():
        return NO_LETTER.sub("", text.lower())
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if each.isalnum())
