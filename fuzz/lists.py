"""Packages with one list of a contract as long as a package can carry it: only these show what lists cost."""

import copy
from collections.abc import Callable, Iterator

from lxml import etree

from fuzz.contracts import known_elements
from fuzz.invariants import KEYS
from rollbook.calls.call import Limits
from rollbook.contract.method import Method
from rollbook.contract.rows import Many, Repeated
from rollbook.methods import METHODS
from rollbook.reference.samples import sample_package
from rollbook.xml.envelope import MOST_TAGS

REST = 1_000  # bytes left free for the rest of the package
LIMIT = Limits().package_bytes


def longest_lists() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield each list of each contract: its place, and a function that makes the package with the longest."""
    for method in METHODS.values():
        root = _sample_of(method)
        for element, kind in known_elements(root):
            path = root.getroottree().getelementpath(element)
            if isinstance(kind, Many) and len(element):
                yield f"{method.wire_name()}: {_shown(path)}/{kind.item}", _longest(root, f"{path}/{kind.item}")
            elif isinstance(kind, Repeated):
                yield f"{method.wire_name()}: {_shown(path)}", _longest(root, path)


def _sample_of(method: type[Method]) -> etree._Element:
    root = etree.fromstring(sample_package(method).encode(), etree.XMLParser(remove_blank_text=True))
    for name, key in zip(("AccountAPI", "UserAPI"), KEYS, strict=False):
        root.find(name).text = key  # type: ignore[union-attr]  # a sample has both
    return root


def _shown(path: str) -> str:
    return path.removeprefix("Parameters/").split("[")[0]


def _longest(root: etree._Element, path: str) -> Callable[[], bytes]:
    def package() -> bytes:
        changed = copy.deepcopy(root)
        item = changed.find(path)
        assert item is not None  # noqa: S101  # the path is that of an element
        one, rest = etree.tostring(item, with_tail=False), etree.tostring(changed)
        by_tags = (MOST_TAGS - _tags(rest)) // _tags(one)
        count = min(by_tags, (LIMIT - len(rest) - REST) // len(one))
        return rest.replace(one, one * count, 1)

    return package


def _tags(xml: bytes) -> int:
    return xml.count(b"<") + xml.count(b"=")
