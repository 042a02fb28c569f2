"""Counts that stay quick: above a limit it is enough to know that there are more."""

from typing import Any

import sqlalchemy as sa

MOST = 10_000


def capped(rows: sa.Select[Any], most: int = MOST) -> sa.ScalarSelect[int]:
    """Return how many rows a statement finds, one more than `most` where there are more."""
    return sa.select(sa.func.count()).select_from(rows.limit(most + 1).subquery()).scalar_subquery()


def shown_count(count: int, most: int = MOST) -> str:
    """Return a count in words: 10,000+ where there are more."""
    return f"{most:,}+" if count > most else f"{count:,}"
