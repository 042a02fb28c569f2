"""Marks in a report: after which row a page begins. They are kept between calls, so that a page number is enough."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

KEPT = timedelta(hours=1)
"""How long marks are kept: long enough to read on, too short to lead astray."""
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Position:
    """A row's place in the order of a report, which is the order of these fields."""

    course_name: str
    learning_module_id: int
    enrolled_at: datetime
    enrollment_id: int


START = Position("", 0, BEGINNING, 0)
"""Before all rows."""


@dataclass(frozen=True, slots=True)
class PageMark:
    """The page of a report begins after the position. The digest identifies the report: its filters and page size."""

    filters_digest: bytes
    page: int
    position: Position
