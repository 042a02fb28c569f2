"""Changes sheets: texts cell by cell and in other encodings, zipped files part by part, and bytes."""

import copy
import io
import random
import zipfile
from collections.abc import Callable

from lxml import etree

from fuzz.mutator import Bytes, distort, drop, move, rename
from fuzz.texts import STRANGE
from rollbook.contract.text import is_fit

MOST_CHANGES = 4
MOST_UNPACKED = 2**20
BLIND = 0.15
BROKEN_PART = 0.1
PART_CHANGED = 0.05
AGAIN = (2, 30, 300)
CODECS = (
    *("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"),
    *("cp1252", "latin-1", "cp1251", "mac_roman", "shift_jis", "gb18030"),
)
MARKS = (
    ",",
    ";",
    "\t",
    "|",
    '"',
    '""',
    "\r\n",
    "\n",
    "\r",
    "\0",
    "'",
    "=",
    "\ufeff",
    "sep=;\n",
    "\x1f",
    "\x85",
    "\u2028",
)
EDGES = (
    *(
        "-1",
        "0",
        "1",
        "2",
        "255",
        "256",
        "257",
        "16384",
        "65535",
        "200001",
        "1048576",
        "1048577",
        "9" * 30,
        "1_0",
        " 1",
        "٣",
    ),
    *("0.92", "1e308", "1e999", "-1e-400", "nan", "inf", "-0", "60", "2958466", "1e5", "0x1F", "true", "false", "²"),
    *("A1", "XFD1048576", "A0", "A1:A9999999", "XFD1:XFE9", "Z1:A1", "_x0000_", "_xD800_", "_xD83D__xDE00_", "_xFFFF_"),
    *("s", "str", "inlineStr", "b", "e", "d", "n", "hidden", "veryHidden", "collapse", "filter", "percentage", "date"),
    *(
        "yyyy-mm-dd",
        "0%",
        '"NW-"0',
        "[h]:mm",
        ";;;",
        "[",
        '"',
        "0" * 300,
        "2024-13-45",
        "1904-01-01",
        "PT1H",
        "../x.xml",
    ),
)
"""Values at the edges of what attributes and cells may hold."""
FIELDS = (b"\0\0", b"\xff\xff", b"\x01\0", b"\0\x80", b"\xff\x7f", b"\xff\0", b"\0\x01")

Change = Callable[[etree._Element, random.Random], None]


def mutate_text(data: bytes, max_size: int, seed: int, blindly: Bytes) -> bytes:
    """Change a text file: its cells, its marks, its encoding; at times its bytes."""
    dice = random.Random(seed)
    if dice.random() < BLIND:
        return blindly(data, max_size)
    text = data.decode(errors="replace")
    for _ in range(dice.randint(1, MOST_CHANGES)):
        text = _change_text(text, dice)
    codec = dice.choice(("utf-8", "utf-8", *CODECS))
    return text.encode(codec, "replace")[:max_size]


def _change_text(text: str, dice: random.Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at = dice.randrange(len(lines))
    chance = dice.random()
    if chance < 0.4:
        mark = max(MARKS[:4], key=lines[at].count)
        cells = lines[at].split(mark)
        cells[dice.randrange(len(cells))] = dice.choice((*STRANGE, *EDGES))
        lines[at] = mark.join(cells)
    elif chance < 0.6:
        place = dice.randint(0, len(lines[at]))
        lines[at] = lines[at][:place] + dice.choice(MARKS) + lines[at][place:]
    elif chance < 0.8:
        times = min(dice.choice(AGAIN), MOST_UNPACKED // (len(text) + 1))
        lines.insert(dice.randint(0, len(lines)), lines[at] * times)
    elif chance < 0.9:
        del lines[at]
    else:
        return text.replace(dice.choice(MARKS[:4]), dice.choice(MARKS))
    return "".join(lines)


def mutate_fields(data: bytes, max_size: int, seed: int, blindly: Bytes) -> bytes:
    """Change a binary file: fields of two bytes, its records' lengths among them; at times blindly."""
    dice = random.Random(seed)
    if dice.random() < 1 / 2 or len(data) < 2:
        return blindly(data, max_size)
    changed = bytearray(data)
    for _ in range(dice.randint(1, MOST_CHANGES)):
        place = dice.randrange(len(changed) - 1)
        taken = dice.randrange(len(changed) - 1)
        changed[place : place + 2] = dice.choice((*FIELDS, bytes(changed[taken : taken + 2])))
    return bytes(changed[:max_size])


def mutate_zipped(data: bytes, max_size: int, seed: int, blindly: Bytes) -> bytes:
    """Change a zipped file: mostly elements of the XML inside, at times a whole part, or bytes."""
    dice = random.Random(seed)
    parts = unzip(data)
    if not parts or dice.random() < BLIND:
        return blindly(data, max_size)
    for _ in range(dice.randint(1, MOST_CHANGES)):
        name, chance = dice.choice([*parts]), dice.random()
        if chance < PART_CHANGED:
            _change_part(parts, name, dice)
        elif chance < PART_CHANGED + BROKEN_PART:
            parts[name] = blindly(parts[name], max_size)
        else:
            parts[name] = change_xml(parts[name], dice)
        if not parts:
            break
    changed = zip_up(parts)
    return changed if len(changed) <= max_size else blindly(data, max_size)


def unzip(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zipped file; none if it cannot be unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
                return {}
            return {name: package.read(name) for name in package.namelist()}
    except Exception:  # noqa: BLE001  # a broken file breaks it in every way
        return {}


def zip_up(parts: dict[str, bytes]) -> bytes:
    """Pack parts into a file."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return into.getvalue()


def _change_part(parts: dict[str, bytes], name: str, dice: random.Random) -> None:
    content = parts[name]
    chance = dice.random()
    if chance < 1 / 2:
        del parts[name]
    if chance > 1 / 3:
        parts[dice.choice([*parts, "x.xml", "mimetype", "xl/workbook.bin"])] = content


def change_xml(content: bytes, dice: random.Random) -> bytes:
    """Change an element of a part; one that is no XML stays."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return content
    for _ in range(dice.randint(1, MOST_CHANGES)):
        dice.choice(CHANGES)(root, dice)
    return etree.tostring(root, encoding="utf-8")


def _value(root: etree._Element, dice: random.Random) -> str:
    """Choose a text: at the edge, strange, or one that stands elsewhere in the part."""
    there = dice.choice([*root.iter("*")])
    found = dice.choice((*EDGES, *STRANGE, *there.attrib.values(), there.text or ""))
    return str(found) if is_fit(str(found)) else ""


def change_attribute(root: etree._Element, dice: random.Random) -> None:
    """Give an attribute another value, or remove it."""
    element = dice.choice([each for each in root.iter("*") if each.attrib] or [root])
    if element.attrib:
        name = dice.choice([*element.attrib])
        element.set(name, _value(root, dice))
        if dice.random() < 0.1:
            del element.attrib[name]


def add_attribute(root: etree._Element, dice: random.Random) -> None:
    """Give an element an attribute that another has."""
    other = dice.choice([each for each in root.iter("*") if each.attrib] or [root])
    if other.attrib:
        dice.choice([*root.iter("*")]).set(dice.choice([*other.attrib]), _value(root, dice))


def change_text(root: etree._Element, dice: random.Random) -> None:
    """Give an element another text."""
    dice.choice([each for each in root.iter("*") if not len(each)] or [root]).text = _value(root, dice)


def double(root: etree._Element, dice: random.Random) -> None:
    """Repeat an element, at times very often."""
    element = dice.choice([*root.iter("*")])
    parent = element.getparent()
    if parent is not None and len(etree.tostring(element)) < 2_000:
        parent.extend(copy.deepcopy(element) for _ in range(dice.choice(AGAIN)))


CHANGES: tuple[Change, ...] = (
    change_attribute, change_attribute, change_attribute, add_attribute, change_text, change_text, double, drop, move,
    rename, distort,
)  # fmt: skip
