"""What a structure is read from: anything with a name, a text and children. XML elements are such, by nature."""

from collections.abc import Iterator
from typing import Protocol

from rollbook.contract.errors import MISPLACED, Path, Refused


class Node(Protocol):
    """An element as a face hands it over. `tag` is its name, in braces before it a namespace that no tag has."""

    @property
    def tag(self) -> str:
        """The element's name."""

    @property
    def text(self) -> str | None:
        """The text in front of the first child."""

    def __len__(self) -> int:
        """How many children it has."""

    def __iter__(self) -> "Iterator[Node]":
        """Give the children, in their order."""


def local_name(tag: str) -> str:
    """Return a name without its namespace."""
    return tag.rpartition("}")[2]


def path_to(node: Node) -> Path:
    """Return the path of an element from the method's container, where its face knows it; that of XML does not."""
    path: Path = getattr(node, "path", ())
    return path


def misplaced(node: Node) -> Refused:
    """Make the refusal of an element that should not be where it is (SU:13)."""
    return Refused(MISPLACED, path=path_to(node), tag=local_name(node.tag))


def find_child(node: Node, name: str) -> Node | None:
    """Return the first child of this name."""
    return next((child for child in node if child.tag == name), None)
