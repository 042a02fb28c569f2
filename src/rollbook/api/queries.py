"""Reports by GET: a flat query in the place of a body, for spreadsheets and browsers."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from rollbook.api.statuses import NOT_JSON
from rollbook.contract.errors import MISPLACED, Refused
from rollbook.contract.method import Method
from rollbook.contract.rows import Choice, Either, Many, Part, Repeated, Row
from rollbook.contract.tags import Tag

MOST_PARAMETERS = 100
Steps = tuple[str, ...]


def parameters(row: type[Row]) -> Mapping[str, tuple[Steps, Tag[Any]]]:
    """Return what a query may hold: by name the way to a tag, and the tag.

    A tag is called by as much of the end of its path as tells it from the others, such as UserStatus or
    Email.MatchType. Lists of rows need a body.
    """
    tags = dict(_flat(row, ()))
    ends = Counter(end for steps in tags for end in _ends(steps))
    names = {next(end for end in _ends(steps) if ends[end] == 1 or end == ".".join(steps)): steps for steps in tags}
    return {name: (steps, tags[steps]) for name, steps in names.items()}


def _ends(steps: Steps) -> list[str]:
    """Return the ends of a path, the shortest first."""
    return [".".join(steps[-count:]) for count in range(1, len(steps) + 1)]


def _flat(row: type[Row], around: Steps) -> Iterator[tuple[Steps, Tag[Any]]]:
    for name, tag in row.tags.items():
        match tag:
            case Choice():
                steps = around if isinstance(tag, Either) else (*around, name)
                yield from _sides(tag, steps)
            case Part():
                yield from _flat(tag.row, (*around, name))
            case Many() if not isinstance(tag.of, Tag):
                continue
            case _:
                yield (*around, name), tag


def _sides(choice: Choice, around: Steps) -> Iterator[tuple[Steps, Tag[Any]]]:
    for side, kind in choice.sides.items():
        if isinstance(kind, Part):
            yield from _flat(kind.row, (*around, side))
        elif not isinstance(kind, Many) or isinstance(kind.of, Tag):
            yield (*around, side), kind


def content_of(method: type[Method], query: str) -> dict[str, Any]:
    """Return the body that a query says; refuse a name that is not known, or stands twice where one may (SU:13).

    Containers that must be there are there; a whole path is taken as well as its end.
    """
    known = parameters(method.row)
    by_path = {".".join(steps): (steps, tag) for steps, tag in known.values()}
    content: dict[str, Any] = {}
    for name, value in _read(query):
        steps, tag = known.get(name) or by_path.get(name) or (None, None)
        if steps is None:
            raise Refused(MISPLACED, path=(name,), tag=name)
        around = content
        for step in steps[:-1]:
            around = around.setdefault(step, {})
        if isinstance(tag, Many | Repeated):
            around.setdefault(steps[-1], []).append(value)
        elif steps[-1] in around:
            raise Refused(MISPLACED, path=steps, tag=name)
        else:
            around[steps[-1]] = value
    _complete(method.row, content)
    return content


def _read(query: str) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        detail = f"A query is UTF-8, and has {MOST_PARAMETERS} parameters at most."
        raise Refused(NOT_JSON, detail) from None
    return pairs


def _complete(row: type[Row], content: dict[str, Any]) -> None:
    """Add the containers that must be there, and are empty."""
    for name, tag in row.tags.items():
        if isinstance(tag, Part) and (tag.needed or name in content):
            _complete(tag.row, content.setdefault(name, {}))
        elif tag.needed and not isinstance(tag, Either):
            content.setdefault(name, [] if isinstance(tag, Many | Repeated) else {} if isinstance(tag, Choice) else "")
