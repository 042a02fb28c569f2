"""What contracts allow where in a package: the grammar for making and changing packages."""

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lxml import etree

from fuzz.texts import STRANGE, good_texts
from rollbook.contract.method import Batch, Method
from rollbook.contract.rows import Choice, Either, Many, Part, Repeated, Row
from rollbook.contract.tags import Tag
from rollbook.methods import find_method

Kind = type[Row] | Tag[Any]
"""What an element is: a row of tags, or a tag."""

LEFT_OUT = 0.3
STRANGE_TEXT = 0.15
LONGEST_LIST = 3


def children_of(kind: Kind) -> Mapping[str, Kind]:
    """Return the kinds that an element of this kind may contain, by name; none if it holds text."""
    match kind:
        case Choice():
            return kind.sides
        case Part():
            return kind.row.elements
        case Many():
            return {kind.item: kind.of}
        case Repeated():
            return children_of(kind.of)
        case Tag():
            return {}
        case _:
            return kind.elements


def known_elements(root: etree._Element) -> Iterator[tuple[etree._Element, Kind]]:
    """Yield the elements of a package that are where its method's contract expects them, each with its kind."""
    method = find_method(root.findtext("Method") or "")
    container = root.find(f"Parameters/{method.container}") if method else None
    if method is None or container is None:
        return
    if not issubclass(method, Batch):
        yield from _known(container, method.row)
        return
    for element in container.iterfind(method.element):
        yield from _known(element, method.row)


def _known(element: etree._Element, kind: Kind) -> Iterator[tuple[etree._Element, Kind]]:
    yield element, kind
    children = children_of(kind)
    for child in element:
        if isinstance(child.tag, str) and child.tag in children:
            yield from _known(child, children[child.tag])


Text = Callable[[Tag[Any], str], str]
"""Chooses a text for a tag at a path."""


def any_text(dice: random.Random) -> Text:
    """Choose a text that the tag takes, or occasionally a strange one."""

    def choose(tag: Tag[Any], path: str) -> str:
        return dice.choice(STRANGE if dice.random() < STRANGE_TEXT else good_texts(tag, path))

    return choose


def fill(element: etree._Element, kind: Kind, dice: random.Random, text: Text) -> None:
    """Fill an element as its kind says: some of a row's tags, one side of a choice, a short list, a text."""
    match kind:
        case Choice():
            _add(element, *dice.choice([*kind.sides.items()]), dice, text)
        case Part():
            fill(element, kind.row, dice, text)
        case Many():
            for _ in range(dice.randint(0 if kind.absent is None else 1, LONGEST_LIST)):
                _add(element, kind.item, kind.of, dice, text)
        case Repeated():
            fill(element, kind.of, dice, text)
        case Tag():
            element.text = text(kind, _path(element))
        case _:
            _fill_row(element, kind, dice, text)


def _fill_row(element: etree._Element, row: type[Row], dice: random.Random, text: Text) -> None:
    for name, tag in row.tags.items():
        is_needed = tag.needed or tag.absent is not None
        if isinstance(tag, Either):
            _add(element, *dice.choice([*tag.sides.items()]), dice, text)
        elif is_needed or dice.random() > LEFT_OUT:
            _add(element, name, tag, dice, text)


def _add(element: etree._Element, name: str, kind: Kind, dice: random.Random, text: Text) -> None:
    fill(etree.SubElement(element, name), kind, dice, text)


def new_package(
    method: type[Method], keys: tuple[str, str], blocks: int, dice: random.Random, text: Text
) -> etree._Element:
    """Make a package for a method, a batch with this many blocks."""
    root = etree.Element("SmarterU")
    for name, value in zip(("AccountAPI", "UserAPI", "Method"), (*keys, method.wire_name()), strict=True):
        etree.SubElement(root, name).text = value
    container = etree.SubElement(etree.SubElement(root, "Parameters"), method.container)
    if issubclass(method, Batch):
        for _ in range(blocks):
            _add(container, method.element, method.row, dice, text)
    else:
        fill(container, method.row, dice, text)
    return root


def _path(element: etree._Element) -> str:
    around = element.getparent()
    return str(element.tag) if around is None else f"{_path(around)}/{element.tag}"
