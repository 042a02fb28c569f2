"""The elements a call is read from: anything with a name, a text and children, such as an XML element."""

from collections.abc import Iterator
from typing import Protocol

from rollbook.contract.errors import MISPLACED, Path, Refused


class Node(Protocol):
    """An element as an interface passes it on. `tag` is its name, after a namespace in braces if it has one."""

    @property
    def tag(self) -> str:
        """The element's name."""

    @property
    def text(self) -> str | None:
        """The text before the first child."""

    def __len__(self) -> int:
        """The number of children."""

    def __iter__(self) -> "Iterator[Node]":
        """Iterate over the children, in their order."""


def local_name(tag: str) -> str:
    """Return a name without its namespace."""
    return tag.rpartition("}")[2]


def path_to(node: Node) -> Path:
    """Return the path of an element from the method's container, if its interface keeps it; XML does not."""
    path: Path = getattr(node, "path", ())
    return path


def misplaced(node: Node) -> Refused:
    """Make the refusal of an element that should not be where it is (SU:13)."""
    return Refused(MISPLACED, path=path_to(node), tag=local_name(node.tag))


def find_child(node: Node, name: str) -> Node | None:
    """Return the first child of this name."""
    return next((child for child in node if child.tag == name), None)
