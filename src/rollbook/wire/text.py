"""How values are normalised before they are compared: one place, so that what was stored is found again."""

import re
from functools import lru_cache

BLANKS = re.compile(r"\s+")
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def email_key(email: str) -> str:
    """The form in which e-mail addresses are compared: without case. Source: OURS (decisions, 4)."""
    return email.strip().casefold()


@lru_cache(1024)  # the blocks of a call name few groups
def name_key(name: str) -> str:
    """The form in which group names are compared: without case, inner blanks folded. Source: OURS (decisions, 4)."""
    return BLANKS.sub(" ", name.strip()).casefold()


def is_fit(text: str) -> bool:
    """Whether XML 1.0 can carry every character of the text."""
    return text.isprintable() or UNFIT.search(text) is None
