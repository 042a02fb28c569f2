"""Zip files with a sheet in them: what is checked before anything in one is read, and XML without declarations."""

import mmap
import re
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.parsers import expat

from rollbook.sheets.files.cells import FileRefused
from rollbook.sheets.files.limits import (
    MIB,
    MOST_CELLS,
    MOST_ENTRIES,
    MOST_RATIO,
    MOST_STRINGS,
    MOST_UNPACKED,
    RATIO_FROM,
    too_many_cells,
)

ENTRY, END = b"PK\x01\x02", b"PK\x05\x06"
STRINGS = "xl/sharedStrings.xml"
"""Where the strings are, unless the workbook says otherwise."""
PART = 2**16
UNREADABLE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, KeyError, NotImplementedError, OSError, UnicodeDecodeError,
    struct.error,
)  # fmt: skip
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
SHORTEST_CELL = len("<c><v>1</v></c>")
VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)[\s>]")
BROKEN = "The file is damaged: open it in a spreadsheet program, and save it again."


@contextmanager
def open_package(file: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip file whose declared sizes are those of a sheet; refuse one that would unpack to too much."""
    _count_entries(file)
    try:
        with zipfile.ZipFile(file) as package:
            for entry in package.infolist():
                _check_entry(entry)
            if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
                raise _too_much(f"unpacks to more than {MOST_UNPACKED // MIB} MiB")
            if len({entry.filename for entry in package.infolist()}) < len(package.infolist()):
                raise FileRefused(BROKEN)
            yield package
    except UNREADABLE as error:
        raise FileRefused(BROKEN) from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise FileRefused(BROKEN) from error
        raise


def _count_entries(file: Path) -> None:
    """Count the entries by their marks, before a directory of millions becomes as many objects."""
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
        place, count = content.find(ENTRY), 0
        while place >= 0:
            count += 1
            if count > MOST_ENTRIES:
                raise _too_much(f"has more than {MOST_ENTRIES:,} parts")
            place = content.find(ENTRY, place + len(ENTRY))


def _check_entry(entry: zipfile.ZipInfo) -> None:
    size = entry.file_size
    if entry.flag_bits & 1:
        raise FileRefused("The file is protected by a password: save it without one.")
    if entry.compress_type not in PACKED:
        raise FileRefused(BROKEN)
    if size > RATIO_FROM and size > MOST_RATIO * max(1, entry.compress_size):
        raise _too_much(f"unpacks to more than {MOST_RATIO} times its size")
    if "sharedstrings" in entry.filename.lower() and size > MOST_STRINGS:
        raise _too_much(f"has more than {MOST_STRINGS // MIB} MiB of texts")


def _too_much(what: str) -> FileRefused:
    return FileRefused(f"The file {what}, far more than a sheet has, and is not read. Save the sheet alone, or as CSV.")


def count_cells(package: zipfile.ZipFile, name: str) -> None:
    """Refuse a sheet with too many cells by its bytes alone, where it is so long: parsing finds that out much later."""
    if package.getinfo(name).file_size < MOST_CELLS * SHORTEST_CELL:
        return
    found = 0
    with package.open(name) as entry:
        while part := entry.read(PART):
            found += len(VALUE.findall(part))
            if found > MOST_CELLS:
                raise too_many_cells()


def parse(package: zipfile.ZipFile, name: str, handlers: Any) -> None:
    """Parse an entry, calling `begin(name, attributes)`, `end(name)` and `text(data)` of the handlers.

    Names are without their namespace. A document type refuses the file: no sheet has one.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.ordered_attributes = False
    parser.StartDoctypeDeclHandler = _refuse_doctype
    begin, end = handlers.begin, handlers.end
    parser.StartElementHandler = lambda tag, attributes: begin(local_name(tag), attributes)
    parser.EndElementHandler = lambda tag: end(local_name(tag))
    parser.CharacterDataHandler = handlers.text
    try:
        with package.open(name) as entry:
            while part := entry.read(PART):
                parser.Parse(part, False)  # noqa: FBT003  # the signature is expat's
            parser.Parse(b"", True)  # noqa: FBT003  # the signature is expat's
    except (expat.ExpatError, ValueError) as error:  # a number in the file may be none
        raise FileRefused(BROKEN) from error


def _refuse_doctype(*_: object) -> None:
    raise FileRefused("The file declares a document type, which no spreadsheet program writes, and is not read.")


@lru_cache(256)
def local_name(tag: str) -> str:
    """Return a name without its namespace."""
    return tag.rpartition("}")[2]


def local(attributes: dict[str, str]) -> dict[str, str]:
    """Return attributes by their names without namespaces."""
    return {local_name(name): value for name, value in attributes.items()}
