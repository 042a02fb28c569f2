"""How values are normalised before they are compared: in one place, so that what was stored is found again."""

import re
import unicodedata
from functools import cache, lru_cache

BLANKS = re.compile(r"\s+")
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONG_RUN = 32
"""Combining marks in sequence; no language has half as many."""
IDEOGRAPHS = 0x20000
"""The first code point of the planes that have no combining marks."""


def normal(text: str) -> str:
    """The text in Unicode's form NFC, in which it is compared, measured and kept. Source: OURS (decisions, 9)."""
    return text if text.isascii() else unicodedata.normalize("NFC", _with_marks_in_order(text))


def email_key(email: str) -> str:
    """The form in which e-mail addresses are compared: NFC and without case. Source: OURS (decisions, 4 and 9)."""
    return _without_case(email.strip())


def address_key(employee_id: str | None) -> str | None:
    """The form in which an employee id is compared with e-mail addresses; None for one that cannot be an address."""
    return email_key(employee_id) if employee_id is not None and "@" in employee_id else None


@lru_cache(1024)  # the blocks of a call name few groups
def name_key(name: str) -> str:
    """The form in which group names are compared: as e-mail addresses, and inner blanks folded. Source: OURS."""
    return _without_case(BLANKS.sub(" ", name.strip()))


def is_fit(text: str) -> bool:
    """Whether XML 1.0 can carry every character of the text."""
    return text.isprintable() or UNFIT.search(text) is None


def _without_case(text: str) -> str:
    """Fold case as Unicode's canonical caseless matching does: decompose first, compose last."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFD", _with_marks_in_order(text))
    return unicodedata.normalize("NFC", apart.casefold())


def _with_marks_in_order(text: str) -> str:
    """Sort long runs of combining marks, which changes no form of the text.

    The library sorts them too, but in quadratic time: 200,000 take 40 seconds.
    """
    return text if len(text) < LONG_RUN else _long_runs_of_marks().sub(_sorted_marks, text)


def _sorted_marks(run: re.Match[str]) -> str:
    apart = "".join(unicodedata.normalize("NFD", mark) for mark in run[0])
    return "".join(sorted(apart, key=unicodedata.combining))


@cache
def _long_runs_of_marks() -> re.Pattern[str]:
    """Return a pattern of long runs of characters whose decomposition begins with a combining mark."""
    characters = map(chr, range(0x300, IDEOGRAPHS))
    marks = [each for each in characters if unicodedata.combining(unicodedata.normalize("NFD", each)[0])]
    return re.compile(f"[{''.join(marks)}]{{{LONG_RUN},}}")
