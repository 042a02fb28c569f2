"""Encodings that a package may have, and its conversion to UTF-8, in which it is measured and parsed."""

import re
from collections.abc import Mapping

from rollbook.contract.errors import NOT_XML, Refused

UTF_16 = ("utf-16", "utf-16le", "utf-16be")
CODECS: Mapping[str, str] = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(("us-ascii", "ascii"), "ascii"),
    **dict.fromkeys(("iso-8859-1", "iso_8859-1", "iso8859-1", "latin1", "latin-1"), "latin-1"),
    **dict.fromkeys(("windows-1252", "cp1252", "cp-1252"), "cp1252"),
}
"""Codecs by the names that a package may declare, in lower case. Source: OURS."""

MARKS: Mapping[bytes, str] = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\0?\0": "utf-16-le",
    b"\0<\0?": "utf-16-be",
}
"""How a package in UTF-16 begins: with a byte order mark, or else with its declaration."""

UTF_8_MARK = b"\xef\xbb\xbf"
DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\s[^>]*?\sencoding\s*=\s*[\"']([^\"'>]*)")
REFUSAL = "A package may be in UTF-8, UTF-16, ASCII, ISO-8859-1 or Windows-1252; this one declares another encoding."


def as_utf8(package: bytes) -> bytes:
    """Return a package in UTF-8, whatever it declares; a byte order mark takes precedence over the declaration.

    Raise Refused (SU:03) for any other encoding, and for bytes that are invalid in the declared one. UTF-8 is not
    checked here: the parser does that.
    """
    mark = next((mark for mark in MARKS if package.startswith(mark)), b"")
    try:
        if mark:
            package = package.decode(MARKS[mark]).encode()
        declared = DECLARED.match(package)
        name = declared[1].lower().decode("ascii", "replace") if declared else "utf-8"
        if name not in CODECS and not (mark and name in UTF_16):
            raise Refused(NOT_XML, REFUSAL)
        if mark or package.startswith(UTF_8_MARK) or CODECS[name] == "utf-8":
            return package
        return package.decode(CODECS[name]).encode()
    except UnicodeDecodeError:
        raise Refused(NOT_XML) from None
