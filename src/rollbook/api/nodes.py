"""From JSON to the elements that contracts are gathered from. Lists stand without the names of their entries."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from rollbook.api.statuses import NOT_JSON
from rollbook.contract.errors import STRUCTURE, Path, Refused
from rollbook.contract.method import Batch, Method
from rollbook.contract.nodes import misplaced
from rollbook.contract.rows import Choice, Many, Part, Repeated
from rollbook.contract.tags import Tag
from rollbook.contract.text import is_fit

FLAGS = {True: "true", False: "false"}
Place = tuple[Any, str | int] | None
"""The way to an element from the inside out: the place of what it is in, and its name or its number from 0."""


class Doubled(dict[str, Any]):
    """An object in which `name` is given more than once."""

    name: str


class JsonNode:
    """One element that holds a text.

    A body has many thousands of elements. They are made as they are read, and their paths when one is refused, so that
    they do not pile up for Python's garbage collector to look through.
    """

    __slots__ = ("place", "tag", "text")

    def __init__(self, tag: str, text: str, place: Place) -> None:
        self.tag = tag
        self.text = text
        self.place = place

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> "Iterator[JsonNode]":
        return iter(())

    @property
    def path(self) -> Path:
        """The path from the body's top: names, and of an entry in a list its number from 0."""
        return path_to(self.place)


class Container(JsonNode):
    """One element that holds others: `shape` makes them of `content` each time they are iterated."""

    __slots__ = ("content", "shape")

    def __init__(self, tag: str, place: Place, shape: "Shape", content: Any) -> None:
        super().__init__(tag, "", place)
        self.shape = shape
        self.content = content

    def __len__(self) -> int:
        return len(self.content) if isinstance(self.content, dict | list) else 1

    def __iter__(self) -> Iterator[JsonNode]:
        return iter(self.shape(self.content, self.place))


def path_to(place: Place) -> Path:
    """Return a place as a path from the body's top."""
    return () if place is None else (*path_to(place[0]), place[1])


Shape = Callable[[Any, Place], list[JsonNode]]
"""Makes the elements of what was sent at a place."""
Build = Callable[[str, Any, Place, list[JsonNode]], None]
"""Adds the elements of a name: one, or of those that repeat one for each entry."""
Builds = Mapping[str, Build]


def parameters_of(method: type[Method], content: Any) -> JsonNode:
    """Return the method's container inside of Parameters, filled from what was sent.

    Whoever reads it finds out what is of another shape than its tag, which is an object, a list or a text (SU:12), and
    names given twice (SU:13).
    """
    shape = _object(method.row.elements)
    if issubclass(method, Batch):
        shape = partial(_children, {method.element: _rows(shape)})
    container = Container(method.container, None, shape, content)
    return Container("Parameters", None, lambda *_: [container], [container])


def _object(elements: Mapping[str, Tag[Any]]) -> Shape:
    return partial(_children, {name: _build_of(tag) for name, tag in elements.items()})


def _build_of(tag: Tag[Any]) -> Build:
    """Return what builds the elements of a tag."""
    match tag:
        case Choice():
            return _container(_object(tag.sides))
        case Part():
            return _container(_object(tag.row.elements))
        case Many():
            return _container(_list(tag))
        case Repeated():
            return _repeated
        case _:
            return _leaf


def _children(builds: Builds, content: Any, place: Place) -> list[JsonNode]:
    """Return the elements of an object; what is null is not there."""
    if type(content) is not dict:
        raise _misfit_or_double(content, place)
    nodes: list[JsonNode] = []
    for name, value in content.items():
        build = builds.get(name)
        if build is None:
            _check_fit(name, place)
            nodes.append(JsonNode(name, "", (place, name)))  # gathering refuses it, wherever it is
        elif value is not None:
            build(name, value, (place, name), nodes)
    return nodes


def _container(shape: Shape) -> Build:
    def build(name: str, value: Any, place: Place, into: list[JsonNode]) -> None:
        into.append(Container(name, place, shape, value))

    return build


def _rows(shape: Shape) -> Build:
    """Return what builds a batch's rows, which on the wire have no container of their own."""

    def build(name: str, value: Any, place: Place, into: list[JsonNode]) -> None:
        into += [Container(name, at, shape, row) for row, at in _entries(value, place)]

    return build


def _list(many: Many) -> Shape:
    """Return the shape of a list; where text alone may be given for a row, it is taken."""
    build: Build = _leaf
    if not isinstance(many.of, Tag):
        of_row = _container(_object(many.of.elements))
        build = _row_or_text(of_row) if many.of.plain is not None else of_row

    def entries(content: Any, place: Place) -> list[JsonNode]:
        nodes: list[JsonNode] = []
        for entry, at in _entries(content, place):
            build(many.item, entry, at, nodes)
        return nodes

    return entries


def _row_or_text(of_row: Build) -> Build:
    def build(name: str, value: Any, place: Place, into: list[JsonNode]) -> None:
        (of_row if value is None or isinstance(value, dict) else _leaf)(name, value, place, into)

    return build


def _repeated(name: str, value: Any, place: Place, into: list[JsonNode]) -> None:
    for entry, at in _entries(value, place):
        _leaf(name, entry, at, into)


def _entries(value: Any, place: Place) -> Iterator[tuple[Any, Place]]:
    if not isinstance(value, list):
        raise _misfit("a list", place)
    for number, entry in enumerate(value):
        yield entry, (place, number)


def _leaf(name: str, value: Any, place: Place, into: list[JsonNode]) -> None:
    """Build a single value as its text; numbers came as theirs."""
    if type(value) is not str:
        value = _text_of(value, place)
    if not value.isprintable():
        _check_fit(value, place)
    into.append(JsonNode(name, value, place))


def _text_of(value: Any, place: Place) -> str:
    """Return the text of a flag, or of an entry that is null; refuse what holds something else (SU:12, SU:13)."""
    if value is None:
        return ""
    if isinstance(value, dict) and value:
        unexpected = next(iter(value))
        _check_fit(unexpected, place)
        raise misplaced(JsonNode(unexpected, "", (place, unexpected)))
    if not isinstance(value, bool):
        raise _misfit("a single value", place)
    return FLAGS[value]


def _check_fit(text: str, place: Place) -> None:
    """Refuse what no package could say (SU:03): the records hold no such character, whatever face it came by."""
    if not is_fit(text):
        raise Refused(NOT_JSON, "A text holds a character that XML cannot carry.", path=path_to(place))


def _misfit_or_double(content: Any, place: Place) -> Refused:
    if not isinstance(content, Doubled):
        return _misfit("an object", place)
    _check_fit(content.name, place)
    return misplaced(JsonNode(content.name, "", (place, content.name)))


def _misfit(wanted: str, place: Place) -> Refused:
    """Make the refusal of what has another shape than the contract says (SU:12)."""
    path = path_to(place)
    name = next((part for part in reversed(path) if isinstance(part, str)), "The body")
    subject = f"An entry of {name}" if path and isinstance(path[-1], int) else name
    return Refused(STRUCTURE, f"{subject} must be {wanted}.", path=path)
