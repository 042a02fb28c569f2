"""Which format a file has: found by its content, never by its name."""

import re
from pathlib import Path

from rollbook.sheets.files.cells import Book, FileRefused, Hints
from rollbook.sheets.files.limits import MIB, MOST_BYTES
from rollbook.sheets.files.ods import read_ods
from rollbook.sheets.files.packages import open_package
from rollbook.sheets.files.spool import Spool
from rollbook.sheets.files.text import read_text
from rollbook.sheets.files.xls import read_xls
from rollbook.sheets.files.xlsx import read_xlsx

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = {
    b"%PDF": "This is a PDF, which has no cells: send the sheet that it was made from.",
    b"\x1f\x8b": "This is a packed file: unpack it, and send the sheet itself.",
    b"Rar!": "This is a packed file: unpack it, and send the sheet itself.",
    b"7z\xbc\xaf": "This is a packed file: unpack it, and send the sheet itself.",
    b"\x89PNG": "This is a picture: send the sheet itself.",
    b"\xff\xd8\xff": "This is a picture: send the sheet itself.",
    b"GIF8": "This is a picture: send the sheet itself.",
    b"{\\rtf": "This is a text document: copy its table to a sheet, and save that as XLSX.",
}
HTML = re.compile(rb"<(!doctype\s+html|html|head|table|meta|body|style)\b", re.IGNORECASE)
SAVE = "open it in a spreadsheet program, and save it as XLSX."
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def read_any(file: Path, hints: Hints, spool: Spool) -> Book:
    """Read a file of any format that is known into the spool; refuse others with what to do."""
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise FileRefused(f"The file has more than {MOST_BYTES // MIB} MiB: divide it into several files.")
    with file.open("rb") as opened:
        begin = opened.read(4096)
    if not begin.strip():
        raise FileRefused("The file is empty.")
    if begin.startswith((ZIP, b"PK\x05\x06")):
        return read_ods(file, hints, spool) if _is_ods(file) else read_xlsx(file, hints, spool)
    if begin.startswith(OLE):
        return read_xls(file, hints, spool)
    for mark, why in OTHERS.items():
        if begin.startswith(mark):
            raise FileRefused(why)
    _refuse_markup(begin)
    return read_text(file, hints, spool)


def _is_ods(file: Path) -> bool:
    with open_package(file) as package:
        names = package.namelist()
        if "mimetype" in names:
            with package.open("mimetype") as entry:
                kind = entry.read(100)
            if kind.startswith(b"application/vnd.oasis") and not kind.startswith(ODS):
                raise FileRefused("This is a text document: copy its table to a sheet, and save that as ODS or XLSX.")
            return kind.startswith(ODS)
    return "content.xml" in names and "xl/workbook.xml" not in names


def _refuse_markup(begin: bytes) -> None:
    """Refuse pages and XML that call themselves sheets."""
    plain = begin.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    plain = plain.lstrip()
    if HTML.match(plain) or (plain.startswith(b"<!--") and HTML.search(plain)):
        raise FileRefused(f"This is a web page that calls itself a sheet: {SAVE}")
    if plain.startswith((b"<?xml", b"<Workbook")):
        if HTML.search(plain):
            raise FileRefused(f"This is a web page that calls itself a sheet: {SAVE}")
        raise FileRefused(f"This is XML (such as Excel 2003 wrote it): {SAVE}")
    if b"\x0d\x0a\x0d\x0a<html" in plain.lower() or plain.startswith(b"MIME-Version:"):
        raise FileRefused(f"This is a web archive that calls itself a sheet: {SAVE}")
