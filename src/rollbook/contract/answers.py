"""Answers as data: which tags the Info of an answer holds, in which order, and how values are written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from rollbook.contract.values import show_moment
from rollbook.xml.envelope import RETURN

Values = Mapping[str, Any]
"""Values by tag: text, numbers, flags, moments, None; a list of texts or of Values for a container."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A container inside a row: `name` holds any number of `item`, each a text or, with `tags`, a row of its own."""

    name: str
    item: str
    tags: "tuple[str | Listed, ...]" = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """The Info of an answer: `container` (if any) holds an `item` for each row, each with the tags in this order.

    Without an item the tags of the one row stand in Info itself. `counted` names the attribute of the container that
    tells the number of rows.
    """

    tags: tuple[str | Listed, ...]
    item: str = ""
    container: str = ""
    counted: str = ""


def show_info(shown: Shown, rows: Sequence[Values], tags: tuple[str | Listed, ...]) -> str:
    """Write the rows as the content of Info, each with the tags."""
    written = "".join(_item(shown.item, _tags(tags, row)) for row in rows)
    if not shown.container:
        return written
    count = f' {shown.counted}="{len(rows)}"' if shown.counted else ""
    return f"<{shown.container}{count}>{written}</{shown.container}>"


def _item(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>" if name else content


def _tags(tags: Iterable[str | Listed], row: Values) -> str:
    return "".join(
        _list(tag, row[tag.name]) if isinstance(tag, Listed) else show_tag(tag, row.get(tag)) for tag in tags
    )


def _list(listed: Listed, items: Iterable[Any]) -> str:
    """Write a container; it is there even when it is empty. Source: PHP, whose client breaks without."""
    written = "".join(
        _item(listed.item, _tags(listed.tags, item)) if listed.tags else show_tag(listed.item, item) for item in items
    )
    return f"<{listed.name}>{written}</{listed.name}>"


def show_tag(name: str, value: Any) -> str:
    """Write one tag; nothing becomes an empty element. Text is escaped, not CDATA: it mends faults of real clients."""
    text = escape(show_text(value), {"\r": RETURN})
    return f"<{name}>{text}</{name}>" if text else f"<{name}/>"


def show_text(value: Any) -> str:
    """Write a value: flags as 1 and 0, moments in UTC, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return show_moment(value) if isinstance(value, datetime) else str(value)
