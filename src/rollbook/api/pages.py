"""What the face serves besides calls: a page, made elsewhere, at an address under /api/v1/."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

HTML, PLAIN_JSON = "text/html", "application/json"


class Page(NamedTuple):
    """A page: its body, its media type, and what a browser may do with it (a Content-Security-Policy)."""

    body: bytes
    media_type: str = PLAIN_JSON
    policy: str = "default-src 'none'; sandbox"


FindPage = Callable[[str, str], Page | None]
"""Finds the page at a name under /api/v1/, for what an Accept header prefers; None where there is none."""


def prefers_html(accepted: str) -> bool:
    """Whether an Accept header names HTML before JSON, as those of browsers do."""
    weights = _weights(accepted)
    html = weights.get(HTML, 0)
    return html > 0 and html >= weights.get(PLAIN_JSON, 0)


def _weights(accepted: str) -> Mapping[str, float]:
    weights = {}
    for each in accepted.lower().split(","):
        kind, *parameters = (part.strip() for part in each.split(";"))
        weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        try:
            weights[kind] = float(weight)
        except ValueError:
            weights[kind] = 0
    return weights
