"""How the text of a cell is cleaned, and how a number becomes a text."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from rollbook.contract.text import normal

INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\u061c\ufeff]")
"""Zero-width characters and direction marks. The joiners U+200C and U+200D are letters of names, and stay."""
OTHER_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
JOINERS = "\u200c\u200d"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
LOST = "\N{REPLACEMENT CHARACTER}"
LARGEST = 10**15
DIGITS = 15
COLOUR = re.compile(r"\[[^\]]*\]")
PIECE = re.compile(r'"([^"]*)"|\\(.)|[_*].|([0#?]+)|(.)')
MAILTO = "mailto:"


class Unfit(Exception):  # noqa: N818  # an answer to the person, not a failure
    """A cell that cannot become a text; the sentence says why, and what to do."""


def clean(text: str) -> str:
    """Return a text in NFC, trimmed of blanks of any kind, without what cannot be seen. Blanks inside become spaces."""
    if text.isascii():
        return text.strip()
    seen = OTHER_BLANKS.sub(" ", INVISIBLE.sub("", text))
    return normal(seen.strip().strip(JOINERS).strip())


def unquoted(text: str) -> str:
    """Return a text of CSV without the one quote that keeps a spreadsheet program from taking it for a formula."""
    if text.startswith("'") and text.lstrip("'").startswith(FORMULA):
        return text[1:]
    return text


def harmless(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula: with one quote in front, where it needs it."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def clean_email(text: str) -> str:
    """Return an e-mail address as it was meant: a straight apostrophe, and no mailto:."""
    if text[: len(MAILTO)].lower() == MAILTO:
        text = text[len(MAILTO) :].partition("?")[0].strip()
    return text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def plain(number: str) -> str:
    """Return a number as a text: at most 15 significant digits, no exponent, no .0; raise Unfit from 10^15 on."""
    return _plain(Decimal(number))


def _plain(value: Decimal) -> str:
    if abs(value) >= LARGEST:
        raise Unfit(
            "the number has more than 15 digits, of which a spreadsheet keeps only the first 15: enter it as text"
        )
    shown = f"{Decimal(f'{float(value):.{DIGITS}g}'):f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return "0" if shown == "-0" else shown


@lru_cache(8192)
def shown_number(number: str, number_format: str) -> str:
    """Return a number as its cell shows it, where the format pads it or puts something around it; else plain.

    Decimals are never rounded away, and thousands are not separated: what is on record is the number.
    """
    try:
        value = Decimal(number)
    except InvalidOperation:
        return number
    positive, *others = number_format.split(";")
    section = COLOUR.sub("", others[0] if value < 0 and others else positive)
    if section.lower() in {"", "general", "@", "standard"}:
        return _plain(value)
    if section.rstrip().endswith("%"):
        return f"{_plain(value * 100)}%"
    pieces = list(PIECE.finditer(section))
    literals = [piece[1] or piece[2] or "" for piece in pieces]
    others_in = "".join(piece[4] or "" for piece in pieces)
    digits = "".join(piece[3] or "" for piece in pieces)
    pads = digits.count("0") > 1 or any(literals) or set(others_in) & set("-/():")
    is_simple = not set(others_in) & set(".,eEyYdDhHsSmM") and digits
    if not (is_simple and pads) or value != value.to_integral_value(ROUND_HALF_UP):
        return _plain(value)
    sign = "-" if value < 0 and not others else ""
    return sign + _placed(_plain(abs(value)), pieces, len(digits)).strip()


def _placed(digits: str, pieces: list[re.Match[str]], places: int) -> str:
    """Put digits into their places, from the right; those that are too many come in the first."""
    left = digits.rjust(places)
    extra, shown, at = len(left) - places, "", 0
    for piece in pieces:
        if piece[3]:
            for number, place in enumerate(piece[3]):
                take = 1 + (extra if at == 0 and number == 0 else 0)
                found, at = left[at : at + take], at + take
                shown += found.replace(" ", "0" if place == "0" else "")
        else:
            shown += piece[1] or piece[2] or piece[4] or ""
    return shown
