"""Elements that hold elements: rows of tags, choices between tags, lists. A contract is made of them."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from rollbook.contract.errors import STRUCTURE, Error, Path, Refused
from rollbook.contract.nodes import Node, local_name, misplaced, path_to
from rollbook.contract.tags import OneOf, Tag, Texts, Unreadable

if TYPE_CHECKING:
    from rollbook.contract.rules import Rule

LONGEST_LIST = 10_000
"""Entries of a list for which its contract names no limit of its own. Source: OURS."""


def check_length(node: Node, entries: str, count: int, most: int) -> None:
    """Refuse the call for a list in the element that has more entries than its contract allows (SU:12)."""
    if count > most:
        name = local_name(node.tag)
        raise Refused(STRUCTURE, f"{name} may have {most} {entries}; this one has {count}.", path=path_to(node))


def most_values(of: "type[Row] | Tag[Any]") -> int:
    """Return how many different values an entry can have, or the longest list where the values are unlimited."""
    return len(of.words) if isinstance(of, OneOf) else LONGEST_LIST


class Named(NamedTuple):
    """The filled side of a choice: its tag, the value as it was sent, the key it is looked up by."""

    side: str
    text: str
    key: Any


class Choice(Tag[Named]):
    """A container with exactly one of several tags filled ("- OR -" on the vendor's pages).

    An empty side counts as not given (source: PHP).
    """

    kind = "one of several tags"

    def __init__(
        self, *, absent: Error | None = None, about: str = "", needed: bool = False, **sides: Tag[Any]
    ) -> None:
        super().__init__(absent=absent, about=about, needed=needed)
        self.sides: Mapping[str, Tag[Any]] = sides
        for name, side in sides.items():
            side.name = name

    def gather(self, node: Node) -> Texts:
        """Return the texts of the sides; refuse the call for an unknown tag, a duplicate, or two filled sides."""
        texts: dict[str, str] = {}
        filled = False
        for child in node:
            name = child.tag
            if name in texts or name not in self.sides:
                raise misplaced(child)
            texts[name] = text = self.sides[name].gather(child)
            if text and filled:
                raise misplaced(child)
            filled = filled or bool(text)
        return texts

    def value(self, text: Texts | None) -> Named | None:
        """Return the filled side; raise Unreadable if it is malformed, or if none is filled and one must be."""
        for name, side in self.sides.items():
            sent = text.get(name) if text else None
            if sent:
                try:
                    return Named(name, sent, side.key(side.value(sent)))
                except Unreadable as unreadable:
                    raise unreadable.within(*self.place) from None
        if self.absent is not None:
            raise Unreadable(self.absent, path=self.place)
        return None

    def key(self, value: Named) -> Any:
        """Return the key of the filled side."""
        return value.key


class Either(Choice):
    """A choice whose sides are among the row's own tags, without a container."""

    @property
    def place(self) -> Path:
        """The empty path: on the wire the choice itself has no element."""
        return ()


def sentence_of(row: "type[Row]") -> str:
    """Return the first sentence about a row, as the reference prints it after the tag."""
    sentence = inspect.cleandoc(row.__doc__ or "").partition(". ")[0].partition("\n")[0].rstrip(".")
    return sentence[:1].lower() + sentence[1:]


class Part(Tag[Any]):
    """A container with a row of its own tags, at most once."""

    kind = "container"

    def __init__(self, row: "type[Row]", **options: Any) -> None:
        super().__init__(**options)
        self.row = row
        self.about = self.about or sentence_of(row)

    def gather(self, node: Node) -> Texts:
        """Return the texts of the row."""
        return gather_row(self.row, node)

    def value(self, text: Texts | None) -> Any:
        """Return the row; an absent one is read as an empty one."""
        try:
            return read_row(self.row, text or {})
        except Unreadable as unreadable:
            raise unreadable.within(self.name) from None


class Many(Tag[Sequence[Any]]):
    """A container of up to `most` equal elements, each a row or a single value. `item` is the element's tag."""

    def __init__(self, item: str, of: "type[Row] | Tag[Any]", *, most: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.item = item
        self.of = of
        self._of_rows = isinstance(of, type)
        self.most = most or most_values(of)
        self.kind = f"container of up to {self.most:,} {item}"

    def gather(self, node: Node) -> list[Any]:
        """Return what each element holds; an empty list for an empty container."""
        check_length(node, f"{self.item} elements", sum(child.tag == self.item for child in node), self.most)
        if unexpected := [child for child in node if child.tag != self.item]:
            raise misplaced(unexpected[0])
        return [self._gather_one(child) for child in node]

    def _gather_one(self, node: Node) -> Any:
        if isinstance(self.of, Tag):
            return self.of.gather(node)
        if self.of.plain and not len(node):
            return self.of.plain(super().gather(node))
        return gather_row(self.of, node)

    def value(self, text: list[Any] | None) -> list[Any]:
        """Return the rows or values; empty single values are skipped. An error names the row by its number."""
        if not text and self.absent is not None:
            raise Unreadable(self.absent, path=self.place)
        return [self._read(number, each) for number, each in enumerate(text or (), 1) if each or self._of_rows]

    def _read(self, number: int, text: Any) -> Any:
        try:
            return read_row(self.of, text) if isinstance(self.of, type) else self.of.value(text)
        except Unreadable as unreadable:
            unreadable.sent = self._quoted(number, text, unreadable.sent or {})
            raise unreadable.within(self.name, number - 1) from None

    def _quoted(self, number: int, text: Any, sent: Texts) -> Texts:
        """Return what a message about an entry may quote."""
        return {**text, **sent, "item": number} if self._of_rows else sent


class Repeated(Tag[Sequence[Any]]):
    """A single-valued element that may occur up to `most` times among the row's own tags: together, a set of values."""

    repeats = True

    def __init__(self, of: Tag[Any], *, most: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.of = of
        self.most = most or most_values(of)
        self.kind = f"{of.kind}; up to {self.most:,} times"

    def value(self, text: list[str] | None) -> list[Any]:
        """Return the values, each once; empty elements are skipped."""
        try:
            return distinct(self.of, [self.of.value(each) for each in text or () if each])
        except Unreadable as unreadable:
            raise unreadable.within(self.name) from None


def distinct(tag: Tag[Any], values: Sequence[Any]) -> list[Any]:
    """Return the values in their order, without those whose key equals that of an earlier one."""
    by_key: dict[Any, Any] = {}
    for value in values:
        by_key.setdefault(tag.key(value), value)
    return list(by_key.values())


class Row:
    """An element with tags: a subclass lists them in the order of the wire; an instance carries the values read.

    A subclass of another row begins with the tags of that one.

    `rules` judge a row that is an entry of a list, `sent` are the texts it was read from; `plain` makes such
    texts of bare text in place of the row.
    """

    sent: Texts
    plain: ClassVar[Callable[..., Texts] | None] = None

    tags: ClassVar[dict[str, Tag[Any]]] = {}
    elements: ClassVar[dict[str, Tag[Any]]] = {}
    eithers: ClassVar[tuple["Either", ...]] = ()
    repeated: ClassVar[Mapping[str, "Repeated"]] = {}
    needed: ClassVar[tuple[str, ...]] = ()
    rules: ClassVar[tuple["Rule", ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.tags = {**cls.tags, **{name: part for name, part in vars(cls).items() if isinstance(part, Tag)}}
        cls.eithers = tuple(tag for tag in cls.tags.values() if isinstance(tag, Either))
        cls.repeated = {name: tag for name, tag in cls.tags.items() if isinstance(tag, Repeated)}
        cls.needed = tuple(name for name, tag in cls.tags.items() if tag.needed)
        cls.elements = {}
        for name, tag in cls.tags.items():
            cls.elements |= tag.sides if isinstance(tag, Either) else {name: tag}


def gather_row(row: type[Row], node: Node) -> Texts:
    """Return the texts of an element's tags.

    Refuse the call for an unknown tag, a duplicate, a tag that occurs too often, or a missing one that is needed.
    """
    texts: dict[str, Any] = {}
    elements = row.elements
    for child in node:
        name = child.tag
        tag = elements.get(name)
        if tag is None:
            raise misplaced(child)
        if tag.repeats:
            texts.setdefault(name, []).append(tag.gather(child))
        elif name in texts:
            raise misplaced(child)
        else:
            texts[name] = tag.gather(child)
    for name, repeated in row.repeated.items():
        check_length(node, f"{name} elements", len(texts.get(name, ())), repeated.most)
    for either in row.eithers:
        _check_either(either, node, texts)
    for name in row.needed:
        if name not in texts:
            raise Refused(STRUCTURE, f"{name} is needed in {local_name(node.tag)}.", path=path_to(node))
    return texts


def _check_either(either: Either, node: Node, texts: Texts) -> None:
    filled = [name for name in either.sides if texts.get(name)]
    if len(filled) > 1:
        raise misplaced(next(child for child in reversed([*node]) if child.tag in filled))


def read_row(row: type[Row], texts: Texts) -> Any:
    """Return the row with its values; raise Unreadable for the first error in the order of the contract's tags."""
    read = object.__new__(row)
    into = read.__dict__
    into["sent"] = texts
    for name, tag in row.tags.items():
        into[name] = tag.value(texts if isinstance(tag, Either) else texts.get(name))
    return read
