"""Answers as data: what the Info of an answer holds, and how values are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rollbook.contract.rows import Row
from rollbook.contract.values import show_moment

Values = Mapping[str, Any]
"""Values by tag: text, numbers, flags, moments, None; a list of texts or of Values for a container."""


@dataclass(frozen=True, slots=True)
class Info:
    """What the Info of an answer holds: `container` (if any) an `item` for each row, each with the tags of the row.

    Without an item the tags of the one row are in Info itself. `counted` names the attribute of the container that
    holds the number of rows.
    """

    row: type[Row]
    item: str = ""
    container: str = ""
    counted: str = ""


def show_text(value: Any) -> str:
    """Write a value: flags as 1 and 0, moments in UTC, None as an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return show_moment(value) if isinstance(value, datetime) else str(value)
