"""The tags of a contract as a list: containers first, then their content."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from rollbook.contract.answers import show_text
from rollbook.contract.rows import Choice, Either, Many, Part, Row
from rollbook.contract.tags import Tag
from rollbook.reference.markdown import code, codes, listed


class Node(NamedTuple):
    """A tag with its path from the method's container, its name, and whether it must be given."""

    path: str
    name: str
    tag: Tag[Any]
    given: str

    @property
    def label(self) -> str:
        """The tag as a page names it; sides without a container are named together."""
        return listed(codes(self.tag.sides)) if isinstance(self.tag, Either) else code(self.path)


def nodes(row: type[Row], prefix: str = "") -> Iterator[Node]:
    """Give every tag of a row, and of the rows in it."""
    for name, tag in row.tags.items():
        path = f"{prefix}{name}"
        yield Node(path, name, tag, _given(tag))
        yield from _inside(tag, path, prefix)


def _given(tag: Tag[Any]) -> str:
    if must_be_filled(tag):
        return "required"
    if tag.needed:
        return "required, may be empty"
    return "optional" if tag.default is None else f"optional; {code(show_text(tag.default))} by default"


def must_be_filled(tag: Tag[Any]) -> bool:
    """Whether a row without a value here is refused: a container is read even where it is missing."""
    return tag.absent is not None or (isinstance(tag, Part) and any(map(must_be_filled, tag.row.tags.values())))


def _inside(tag: Tag[Any], path: str, prefix: str) -> Iterator[Node]:
    match tag:
        case Choice():
            around = prefix if isinstance(tag, Either) else f"{path}/"
            for name, side in tag.sides.items():
                yield Node(f"{around}{name}", name, side, "*or*")
                yield from _inside(side, f"{around}{name}", around)
        case Part():
            yield from nodes(tag.row, f"{path}/")
        case Many():
            entry = f"{path}/{tag.item}"
            if isinstance(tag.of, Tag):
                yield Node(entry, tag.item, tag.of, f"up to {tag.most:,}")
            else:
                yield from nodes(tag.of, f"{entry}/")
