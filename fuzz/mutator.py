"""Changes inputs with knowledge of the contracts: tag by tag, with texts of their kinds, and in other encodings."""

import copy
import random
from collections.abc import Callable
from urllib.parse import quote_plus
from xml.sax.saxutils import escape

from lxml import etree

from fuzz.contracts import any_text, children_of, fill, known_elements, new_package
from fuzz.inputs import Input, read_input, write_input
from fuzz.invariants import KEYS, KNOWN_METHODS
from fuzz.texts import CALLERS, STRANGE
from rollbook.contract.errors import Refused
from rollbook.contract.rows import Many, Repeated
from rollbook.contract.text import is_fit
from rollbook.xml.forms import read_package

Bytes = Callable[[bytes, int], bytes]
"""Changes bytes blindly, up to a length: libFuzzer's own mutator."""

MOST_CHANGES = 4
LONG = 0.05
LENGTHS = (50, 1_001, 5_000)
MOST_BYTES = 100_000  # what is longer than an input may be would be cut off
ENCODED = 0.1
ENCODINGS = (
    *(("UTF-8", "utf-8-sig"), ("UTF-16", "utf-16"), ("UTF-16LE", "utf-16-le"), ("UTF-16BE", "utf-16-be")),
    *(("US-ASCII", "ascii"), ("ISO-8859-1", "latin-1"), ("windows-1252", "cp1252"), ("UTF-7", "utf-7")),
    *(("UTF-32", "utf-32"), ("UCS-4", "utf-32-be"), ("IBM037", "cp037"), ("Shift_JIS", "shift_jis"), ("HZ", "hz")),
    *(("EUC-JP", "euc_jp"), ("ISO-2022-JP", "iso2022_jp"), ("GB18030", "gb18030"), ("ISO-8859-15", "iso8859-15")),
)
"""Encodings that libxml2 knows, by the names they are declared by and as Python calls them."""
BLIND = 0.15
BLUNT = 0.15
NEW = 0.05
HEADED = 0.1
BOUNDARY = "b"

HEADER_VALUES = {
    "prefer": ("handling=strict", "handling=strict", "handling=lenient", "handling=stric", "respond-async"),
    "rollbook-dry-run": ("true", "1", "true", "false", "on"),
    "idempotency-key": ("again", "again", ""),
}

Change = Callable[[etree._Element, random.Random], None]


def mutate_package(data: bytes, max_size: int, seed: int, blindly: Bytes) -> bytes:
    """Change an input of the contracts: mostly some elements of its package, at times its headers or its bytes."""
    dice = random.Random(seed)
    given, chance = read_input(data), dice.random()
    root = parse(given)
    if root is None or chance < NEW:
        root = any_package(dice)
    elif chance < NEW + BLIND:
        return write_input(given._replace(body=blindly(given.body, max_size)))[:max_size]
    for _ in range(dice.randint(1, MOST_CHANGES)):
        dice.choice(BLUNT_CHANGES if dice.random() < BLUNT else CHANGES)(root, dice)
    if dice.random() < LONG:
        lengthen(root, dice)
    headers = dict(given.headers) if dice.random() > HEADED else any_headers(dice)
    return dress(Input(headers, etree.tostring(root, encoding="utf-8")), dice, "text/xml")[:max_size]


def mutate_body(data: bytes, max_size: int, seed: int, blindly: Bytes) -> bytes:
    """Change an input of the envelope: mostly its bytes, at times the form that the package is sent in."""
    dice = random.Random(seed)
    if dice.random() > HEADED:
        return blindly(data, max_size)
    given = read_input(data)
    try:
        package = read_package(given.headers.get("content-type", ""), given.body)
    except Refused:
        return blindly(data, max_size)
    return dress(Input(dict(given.headers), package), dice)[:max_size]


def dress(given: Input, dice: random.Random, kind: str = "") -> bytes:
    """Send a package as XML, as a form or as a multipart form."""
    body = encode(given.body, dice) if dice.random() < ENCODED else given.body
    kind = kind or dice.choice(("text/xml", "application/x-www-form-urlencoded", "multipart/form-data"))
    if kind == "multipart/form-data":
        kind += f"; boundary={BOUNDARY}"
        body = b'--b\r\nContent-Disposition: form-data; name="Package"\r\n\r\n' + body + b"\r\n--b--\r\n"
    elif kind != "text/xml":
        body = b"Package=" + quote_plus(body).encode()
    return write_input(Input({**given.headers, "content-type": kind}, body))


def encode(package: bytes, dice: random.Random) -> bytes:
    """Write a package in an encoding, which it mostly declares; one that cannot be read is left as it is."""
    declared, codec = dice.choice(ENCODINGS)
    head = dice.choice((f'<?xml version="1.0" encoding="{declared}"?>',) * 3 + ("",))
    try:
        return (head + package.decode()).encode(codec, "xmlcharrefreplace")
    except UnicodeError:
        return package


def parse(given: Input) -> etree._Element | None:
    """Return the package of an input as XML; None if it is not."""
    try:
        package = read_package(given.headers.get("content-type", ""), given.body)
        return etree.fromstring(package, etree.XMLParser(resolve_entities=False, no_network=True))
    except (Refused, etree.XMLSyntaxError, ValueError, LookupError):
        return None


def any_package(dice: random.Random) -> etree._Element:
    """Make a package for any method and any caller."""
    keys = KEYS[0], dice.choice((CALLERS[0], *CALLERS))
    return new_package(dice.choice(KNOWN_METHODS), keys, dice.randint(1, 4), dice, any_text(dice))


def any_headers(dice: random.Random) -> dict[str, str]:
    """Choose headers that change how a call is done, or occasionally one that is not understood."""
    return {name: dice.choice(values) for name, values in HEADER_VALUES.items() if dice.random() < 1 / 2}


def _any_of(root: etree._Element, dice: random.Random) -> etree._Element:
    return dice.choice([*root.iter("*")])


def change_text(root: etree._Element, dice: random.Random) -> None:
    """Give an element that the contract knows another text of its kind."""
    known = [(element, kind) for element, kind in known_elements(root) if not children_of(kind)]
    if known:
        element, kind = dice.choice(known)
        del element[:]
        _write(element, lambda: fill(element, kind, dice, any_text(dice)))


def _write(element: etree._Element, write: Callable[[], None]) -> None:
    """Let a text be written, if XML can carry it."""
    try:
        write()
    except ValueError:
        element.text = "unfit"


def fill_anew(root: etree._Element, dice: random.Random) -> None:
    """Fill an element that the contract knows from scratch."""
    if known := [*known_elements(root)]:
        element, kind = dice.choice(known)
        element.clear()
        fill(element, kind, dice, any_text(dice))


def add_known(root: etree._Element, dice: random.Random) -> None:
    """Add an element that is missing where the contract knows it, at any place among its siblings."""
    places = [
        (element, missing)
        for element, kind in known_elements(root)
        if (missing := {name: of for name, of in children_of(kind).items() if element.find(name) is None})
    ]
    if places:
        element, missing = dice.choice(places)
        name, kind = dice.choice([*missing.items()])
        child = etree.Element(name)
        element.insert(dice.randint(0, len(element)), child)
        fill(child, kind, dice, any_text(dice))


def drop_known(root: etree._Element, dice: random.Random) -> None:
    """Remove an element that the contract knows."""
    if known := [*known_elements(root)]:
        _drop(dice.choice(known)[0])


def double_known(root: etree._Element, dice: random.Random) -> None:
    """Add a copy after a block or a row of a list: the same twice in one call."""
    if rows := [element for element, kind in known_elements(root) if isinstance(kind, type)]:
        element = dice.choice(rows)
        element.addnext(copy.deepcopy(element))


def lengthen(root: etree._Element, dice: random.Random) -> None:
    """Make a list long: of rows, of values, or of a tag that may be repeated; or a batch of blocks."""
    lists = [element[0] for element, kind in known_elements(root) if isinstance(kind, Many) and len(element)]
    lists += [element for element, kind in known_elements(root) if isinstance(kind, Repeated)]
    lists += root.findall("Parameters/*/*")[:1]
    if lists:
        element = dice.choice(lists)
        around = element.getparent()
        if around is not None:
            most = MOST_BYTES // len(etree.tostring(element, with_tail=False))
            around.extend(copy.deepcopy(element) for _ in range(min(dice.choice(LENGTHS), most)))


def drop(root: etree._Element, dice: random.Random) -> None:
    """Remove any element."""
    _drop(_any_of(root, dice))


def _drop(element: etree._Element) -> None:
    if (parent := element.getparent()) is not None:
        parent.remove(element)


def move(root: etree._Element, dice: random.Random) -> None:
    """Put an element somewhere else, most often among its siblings."""
    element = _any_of(root, dice)
    parent = element.getparent()
    there = parent if dice.random() < 1 / 2 else _any_of(root, dice)
    if there is not None and element not in (there, *there.iterancestors()):
        there.insert(dice.randint(0, len(there)), element)


def rename(root: etree._Element, dice: random.Random) -> None:
    """Give an element another one's name."""
    _any_of(root, dice).tag = dice.choice([_any_of(root, dice).tag, "x", "{urn:x}Email", "{urn:x}Password"])


def distort(root: etree._Element, dice: random.Random) -> None:
    """Put a strange text, a comment or an instruction somewhere."""
    element = _any_of(root, dice)
    strange = dice.choice([text for text in STRANGE if is_fit(text)])
    if dice.random() < 1 / 2:
        element.text = strange
    else:
        element.insert(0, dice.choice([etree.Comment("x"), etree.ProcessingInstruction("x", "y")]))
        element[0].tail = escape(strange)


def call_as(root: etree._Element, dice: random.Random) -> None:
    """Make another person of the world the caller."""
    if (key := root.find("UserAPI")) is not None:
        key.text = dice.choice(CALLERS)


CHANGES: tuple[Change, ...] = (change_text, change_text, fill_anew, add_known, drop_known, double_known, call_as)
"""Those that know the contract; a change that is listed more often is made more often."""

BLUNT_CHANGES: tuple[Change, ...] = (drop, move, rename, distort)
"""Those that may hit any element."""
