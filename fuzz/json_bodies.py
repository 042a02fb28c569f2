"""What contracts allow where in a body: the grammar for making bodies and queries of the JSON face."""

import random
from typing import Any
from urllib.parse import urlencode

from fuzz.contracts import LEFT_OUT, LONGEST_LIST, Kind, Text
from rollbook.api.queries import parameters
from rollbook.contract.method import Batch, Method
from rollbook.contract.rows import Choice, Either, Many, Part, Repeated, Row
from rollbook.contract.tags import Flag, Tag, Whole

NATURAL = 0.5


def new_body(method: type[Method], rows: int, dice: random.Random, text: Text) -> dict[str, Any]:
    """Make a body for a method, a batch with this many rows."""
    if issubclass(method, Batch):
        return {method.element: [_row(method.row, dice, text, method.element) for _ in range(rows)]}
    return _row(method.row, dice, text, method.container)


def new_query(method: type[Method], dice: random.Random, text: Text) -> str:
    """Make a query for a report: some of its parameters."""
    known = [*parameters(method.row).items()]
    some = dice.sample(known, dice.randint(0, min(LONGEST_LIST, len(known))))
    return urlencode([(name, _text(tag, dice, text, "/".join(steps))) for name, (steps, tag) in some], errors="replace")


def fill_json(kind: Kind, dice: random.Random, text: Text, path: str) -> Any:
    """Return JSON as the kind says: an object, a list, or a text; numbers and flags at times as such."""
    match kind:
        case Choice():
            return _side(kind, dice, text, path)
        case Part():
            return _row(kind.row, dice, text, path)
        case Many() | Repeated():
            least = 0 if kind.absent is None else 1
            return [fill_json(kind.of, dice, text, path) for _ in range(dice.randint(least, LONGEST_LIST))]
        case Tag():
            return _natural(kind, _text(kind, dice, text, path), dice)
        case _:
            return _row(kind, dice, text, path)


def _row(row: type[Row], dice: random.Random, text: Text, path: str) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for name, tag in row.tags.items():
        if isinstance(tag, Either):
            body |= _side(tag, dice, text, path)
        elif tag.needed or tag.absent is not None or dice.random() > LEFT_OUT:
            body[name] = fill_json(tag, dice, text, f"{path}/{name}")
    return body


def _side(choice: Choice, dice: random.Random, text: Text, path: str) -> dict[str, Any]:
    name, side = dice.choice([*choice.sides.items()])
    return {name: fill_json(side, dice, text, f"{path}/{name}")}


def _text(tag: Tag[Any], dice: random.Random, text: Text, path: str) -> str:
    del dice
    return text(tag.of if isinstance(tag, Many | Repeated) and isinstance(tag.of, Tag) else tag, path)


def _natural(tag: Tag[Any], text: str, dice: random.Random) -> Any:
    if dice.random() > NATURAL:
        return text
    if isinstance(tag, Whole) and text.isascii() and text.isdigit() and len(text) < len(str(2**63)):
        return int(text)
    return text.lower() in {"1", "true"} if isinstance(tag, Flag) else text
