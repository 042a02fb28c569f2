"""From JSON to the elements that contracts are gathered from. Lists stand without the names of their entries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rollbook.api.statuses import NOT_JSON
from rollbook.contract.errors import STRUCTURE, Path, Refused
from rollbook.contract.method import Batch, Method
from rollbook.contract.nodes import misplaced
from rollbook.contract.rows import Choice, Many, Part, Repeated
from rollbook.contract.tags import Tag
from rollbook.contract.text import is_fit

FLAGS = {True: "true", False: "false"}
CONTAINERS = (Choice, Part, Many)


class Doubled(dict[str, Any]):
    """An object in which `name` is given more than once."""

    name: str


@dataclass(slots=True)
class JsonNode:
    """One element. `path` leads to it from the body's top: names, and of an entry in a list its number from 0."""

    tag: str
    text: str
    path: Path
    children: "Sequence[JsonNode]" = ()

    def __len__(self) -> int:
        return len(self.children)

    def __iter__(self) -> "Iterator[JsonNode]":
        return iter(self.children)


def parameters_of(method: type[Method], content: Any) -> JsonNode:
    """Return the method's container inside of Parameters, filled from what was sent.

    Refuse what is of another shape than its tag: an object, a list or a text (SU:12), and names given twice (SU:13).
    """
    if issubclass(method, Batch):
        children = _children({method.element: _Rows(method)}, content, ())
    else:
        children = _children(method.row.elements, content, ())
    return JsonNode("Parameters", "", (), [JsonNode(method.container, "", (), children)])


class _Rows:
    """The list of a batch's rows, which on the wire is not in a container of its own."""

    def __init__(self, method: type[Batch]) -> None:
        self.elements = method.row.elements


def _children(elements: Mapping[str, Any], content: Any, path: Path) -> list[JsonNode]:
    """Return the elements of an object; what is null is not there."""
    if not isinstance(content, dict):
        raise _misfit("an object", path)
    if isinstance(content, Doubled):
        _check_fit(content.name, path)
        raise misplaced(JsonNode(content.name, "", (*path, content.name)))
    nodes: list[JsonNode] = []
    for name, value in content.items():
        tag, here = elements.get(name), (*path, name)
        if tag is None:
            _check_fit(name, path)
            nodes.append(JsonNode(name, "", here))  # gathering refuses it, wherever it is
        elif value is None:
            continue
        elif isinstance(tag, _Rows):
            rows = _entries(value, here)
            nodes += [JsonNode(name, "", at, _children(tag.elements, row, at)) for row, at in rows]
        elif isinstance(tag, Repeated):
            nodes += [_leaf(name, "" if entry is None else entry, at) for entry, at in _entries(value, here)]
        elif isinstance(tag, CONTAINERS):
            nodes.append(JsonNode(name, "", here, _inside(tag, value, here)))
        else:
            nodes.append(_leaf(name, value, here))
    return nodes


def _inside(tag: Tag[Any], value: Any, path: Path) -> list[JsonNode]:
    """Return what stands in a container."""
    if isinstance(tag, Choice):
        return _children(tag.sides, value, path)
    if isinstance(tag, Part):
        return _children(tag.row.elements, value, path)
    assert isinstance(tag, Many)  # noqa: S101  # the third of the containers
    return [_entry(tag, entry, at) for entry, at in _entries(value, path)]


def _entry(many: Many, value: Any, path: Path) -> JsonNode:
    """Return one entry of a list; where text alone may stand for a row it does."""
    if isinstance(many.of, Tag) or (many.of.plain and not isinstance(value, dict | None)):
        return _leaf(many.item, "" if value is None else value, path)
    return JsonNode(many.item, "", path, _children(many.of.elements, value, path))


def _entries(value: Any, path: Path) -> Iterator[tuple[Any, Path]]:
    if not isinstance(value, list):
        raise _misfit("a list", path)
    for number, entry in enumerate(value):
        yield entry, (*path, number)


def _leaf(name: str, value: Any, path: Path) -> JsonNode:
    """Return a single value as its text; numbers came as theirs."""
    if type(value) is not str:
        if isinstance(value, dict) and value:
            unexpected = next(iter(value))
            _check_fit(unexpected, path)
            raise misplaced(JsonNode(unexpected, "", (*path, unexpected)))
        if not isinstance(value, bool):
            raise _misfit("a single value", path)
        value = FLAGS[value]
    _check_fit(value, path)
    return JsonNode(name, value, path)


def _check_fit(text: str, path: Path) -> None:
    """Refuse what no package could say (SU:03): the records hold no such character, whatever face it came by."""
    if not is_fit(text):
        raise Refused(NOT_JSON, "A text holds a character that XML cannot carry.", path=path)


def _misfit(wanted: str, path: Path) -> Refused:
    """Make the refusal of what has another shape than the contract says (SU:12)."""
    name = next((part for part in reversed(path) if isinstance(part, str)), "The body")
    place = f"An entry of {name}" if path and isinstance(path[-1], int) else name
    return Refused(STRUCTURE, f"{place} must be {wanted}.", path=path)
