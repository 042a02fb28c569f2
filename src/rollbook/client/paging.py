"""How the rows of a report are found in its answer, and what to ask for next."""

from typing import Any

import msgspec

from rollbook.client.answers import BadAnswer
from rollbook.client.encoding import Answered
from rollbook.client.exchange import convert
from rollbook.client.wire import A, Method, Plain


def rows_of(method: Method[A, Any], answered: Answered) -> list[A]:
    """Return the rows of an answer, or of the list in it."""
    found = [row for _, row in answered.good]
    if method.within:
        found = [each for row in found for each in row.get(method.within) or ()]
    return [convert(method, row) for row in found]


def following(method: Method[Any, Any], body: Plain, answered: Answered, count: int) -> Plain | None:
    """Return what asks for the next page; None at the end."""
    if method.pages_by == "Before":
        before = answered.good[0][1].get("Next") if answered.good else None
        return {**body, "Before": before} if before else None
    size, page = (_whole(body.get(name), default) for name, default in (("PageSize", method.page_size), ("Page", 1)))
    return {**body, "Page": page + 1} if count >= size else None


def _whole(given: Any, default: int) -> int:
    try:
        return msgspec.convert(default if given in {None, ""} else given, int, strict=False)
    except msgspec.ValidationError:
        raise BadAnswer(f"{given!r} is no number of a page, but was taken for one") from None
