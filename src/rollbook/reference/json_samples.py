"""Sample bodies and answers in JSON, made of the same samples as those in XML."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from rollbook.api.answers import Head, show_moment, show_result
from rollbook.api.nodes import parameters_of
from rollbook.contract.judge import read_block
from rollbook.contract.method import Batch, Method
from rollbook.contract.rows import Choice, Either, Many, Part, Repeated, Row
from rollbook.contract.structure import find_rows, gather_rows
from rollbook.contract.tags import Count, Date, Flag, Tag, Whole
from rollbook.contract.values import read_date, read_flag
from rollbook.reference.samples import pretend, sample

EMPTY: tuple[Any, ...] = ("", {}, [])
REQUEST_ID, CALL = "import-2024-03", 382713520119808000


def sample_body(method: type[Method]) -> dict[str, Any]:
    """Return a good body: lists have one entry, choices the first of their sides; what has no sample is left out."""
    row = _of_row(method.row)
    return {method.element: [row]} if issubclass(method, Batch) else row


def _of_row(row: type[Row]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for name, tag in row.tags.items():
        if isinstance(tag, Either):
            body |= _of_choice(tag)
        elif tag.sample is not None and ((value := _of_tag(tag)) not in EMPTY or tag.needed):
            body[name] = value
    return body


def _of_choice(choice: Choice) -> dict[str, Any]:
    name, side = next(iter(choice.sides.items()))
    return {name: _of_tag(side)}


def _of_tag(tag: Tag[Any]) -> Any:
    match tag:
        case Choice():
            return _of_choice(tag)
        case Part():
            return _of_row(tag.row)
        case Many():
            entry = _of_tag(tag.of) if isinstance(tag.of, Tag) else _of_row(tag.of)
            return [] if entry in EMPTY else [entry]
        case Repeated():
            return [_of_tag(tag.of)]
        case _:
            return sample_value(tag)


def sample_value(tag: Tag[Any]) -> Any:
    """Return a good value of a tag as JSON has it best: numbers and flags as such, days as ISO 8601 writes them."""
    text = sample(tag).strip()
    convert = next((convert for kind, convert in NATURAL.items() if isinstance(tag, kind)), None)
    return convert(text) if convert is not None and text else text


def _iso(text: str) -> str:
    day = read_date(text)
    return show_moment(day) if isinstance(day, datetime) else day.isoformat()


NATURAL: dict[type[Tag[Any]], Callable[[str], Any]] = {Whole: int, Count: int, Flag: read_flag, Date: _iso}


def sample_result(method: type[Method]) -> dict[str, Any]:
    """Return what the server answers to the sample body when all is good."""
    parameters = parameters_of(method, msgspec.json.decode(msgspec.json.encode(as_texts(sample_body(method)))))
    texts = gather_rows(method, parameters, find_rows(method, parameters, most_blocks=1))
    block = read_block(method.row, 1, texts[0])
    shown = show_result(Head(REQUEST_ID, CALL, is_dry_run=False), method, pretend(method, block))
    answer: dict[str, Any] = msgspec.json.decode(shown.body)
    return answer


def as_texts(value: Any) -> Any:
    """Return JSON with its numbers as texts, as a body is parsed."""
    match value:
        case dict():
            return {name: as_texts(each) for name, each in value.items()}
        case list():
            return [as_texts(each) for each in value]
        case int() | float() if not isinstance(value, bool):
            return str(value)
        case _:
            return value
